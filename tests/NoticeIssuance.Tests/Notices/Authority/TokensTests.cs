namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// What tokens may do with a drawn notice and whether they read it, in the tree of today: units have moved or gone since it came; against
/// the rules said one by one. A failure names the seed.
/// </summary>
public sealed class TokensTests
{
    private const int Draws = 5000, Tokens = 8;

    [Fact]
    public void A_token_may_what_its_role_and_the_place_of_its_unit_today_give_it_and_nothing_else()
    {
        var seen = new Dictionary<string, int>();
        for (var seed = 0; seed < Draws; seed++)
        {
            var draw = new Draw(seed);
            var file = draw.Receive();
            var ruling = IssueNotice.Decide(file, draw.Directory, WorkingCalendars.Shipped, Draw.Now);
            if (seed % 2 == 0 && ruling.Events.OfType<NoticeEvent.Issued>().Any())
                file = file.After(ruling);
            var today = new Today(draw, seed);
            for (var token = 0; token < Tokens; token++)
            {
                var caller = today.Caller();
                var stands = caller.StandsIn(today.Directory.Units);
                string[] acts = stands ? [.. NoticeActs.Allowed(file, caller, today.Directory).Order()] : [];
                var expected = today.Acts(file, caller).ToList();
                Assert.True(expected.Order().SequenceEqual(acts), $"seed {seed}: {Said(caller)} of {draw.Issuer}: "
                    + $"{string.Join(',', expected)}, but {string.Join(',', acts)}");
                var permission =
                    new Permission(caller, AccessTable.Of([.. NoticeDesk.Readers, AccessTable.Auditors]), today.Directory.Units);
                var reads = (stands || caller.Has(Roles.Auditor))
                    && (NoticeDesk.MayReadAsNoParty(file, permission, today.Directory.Units)
                        || (file.State is Notice.GivenOut && NoticeParties.Of(file).Any(permission.ReachesAsParty)));
                Assert.True(today.Reads(file, caller) == reads, $"seed {seed}: {Said(caller)} reads: {reads}");
                foreach (var what in expected.Append(reads ? "read" : "not read"))
                    seen[what] = seen.GetValueOrDefault(what) + 1;
            }
        }
        Assert.All(["answer", "issue", "reject", "amend", "withdraw", "approve", "agree", "read", "not read"],
            what => Assert.InRange(seen.GetValueOrDefault(what), 20, Draws * Tokens));
    }

    private static string Said(Caller caller) => $"{string.Join('+', caller.Roles)} of {caller.Unit}";

    /// <summary>The tree after one of its units has moved or, a leaf, was dissolved.</summary>
    private sealed class Today
    {
        private readonly Draw _draw;
        private readonly Random _random;
        private readonly Dictionary<string, UnitNode> _units;

        public Today(Draw draw, int seed)
        {
            (_draw, _random) = (draw, new(seed));
            _units = draw.Units.Select(unit => unit with { UpstreamMayIssue = _random.Next(2) == 0 }).ToDictionary(unit => unit.Code);
            var (one, other) = (draw.Any(), draw.Any());
            if (_random.Next(3) == 0 && !Up(other).Contains(one))
                _units[one] = _units[one] with { Parent = other };
            if (_random.Next(3) == 0 && _units.Values.All(unit => unit.Parent != one))
                _units.Remove(one);
            Directory = DirectoryView.Of(new(2, _units.Values, 8, draw.Grants), 8);
        }

        public DirectoryView Directory { get; }

        public Caller Caller() => new("p", _random.Next(3) == 0 ? _draw.Issuer : _random.Next(10) == 0 ? "unknown" : _draw.Any(),
            Roles.All.Where(_ => _random.Next(3) == 0).ToHashSet());

        public IEnumerable<string> Acts(NoticeFile file, Caller caller)
        {
            if (!_units.TryGetValue(caller.Unit, out var own))
                yield break;
            var (isOpen, officer) = (file.State is Notice.Received, caller.Has("officer"));
            if (caller.Unit == _draw.Issuer && isOpen && (officer || (caller.Has("upstream") && own.UpstreamMayIssue)))
            {
                yield return "answer";
                if (!file.Facts.OpenQuestions().Any())
                    yield return "issue";
            }
            if (caller.Unit == _draw.Issuer && officer)
                foreach (var act in isOpen ? new[] { "reject", "copy" } : ["amend", "withdraw", "supersede", "copy"])
                    yield return act;
            if (officer && isOpen && Beyond(file) is { Count: > 0 } beyond)
            {
                if (Up(_draw.Issuer).Skip(1).Contains(own.Code) && beyond.Exists(unit => Up(unit).Contains(own.Code)))
                    yield return "approve";
                if (beyond.Contains(own.Code) && HasNobodyAboveBoth(own.Code))
                    yield return "agree";
            }
        }

        public bool Reads(NoticeFile file, Caller caller)
        {
            if (caller.Has("auditor"))
                return true;
            if (!_units.ContainsKey(caller.Unit))
                return false;
            bool person = caller.Has("officer") || caller.Has("inspector") || caller.Has("branch");
            if ((person && Up(_draw.Issuer).Contains(caller.Unit)) || (caller.Has("upstream") && caller.Unit == _draw.Issuer))
                return true;
            return file.State is Notice.Received
                ? caller.Has("officer") && Beyond(file).Contains(caller.Unit) && HasNobodyAboveBoth(caller.Unit)
                : person && _draw.Ordered(new HashSet<string>()).Any(unit => Up(unit).Contains(caller.Unit));
        }

        private static List<string> Beyond(NoticeFile file) => file.Facts.OpenQuestions()
            .Where(open => open.Kind == NoticeQuestions.BeyondAuthority).SelectMany(open => file.Beyond[open.Question]).ToList();

        private bool HasNobodyAboveBoth(string unit) => !Up(unit).Intersect(Up(_draw.Issuer).Skip(1)).Any();

        /// <summary>Everybody at or above a unit, itself first; of one that the tree does not know, itself.</summary>
        private List<string> Up(string unit)
        {
            var up = new List<string> { unit };
            while (_units.TryGetValue(up[^1], out var at) && at.Parent is { } parent)
                up.Add(parent);
            return up;
        }
    }
}
