namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// A forest of units, grants with days, a notice with its orders, drawn by a seed; and who may order whom in it, worked out slowly, unit by
/// unit, step by step.
/// </summary>
internal sealed class Draw
{
    public static readonly DateTimeOffset Now = Given.Now;
    private static readonly string[] Kinds = ["党委", "组织部", "党支部"];
    private readonly Random _random;

    public Draw(int seed)
    {
        _random = new(seed);
        var units = new List<UnitNode>();
        for (var n = 0; n < _random.Next(4, 14); n++)
        {
            var parent = n == 0 || _random.Next(8) == 0 ? null : units[_random.Next(n)];
            var level = parent is null ? (UnitLevel)_random.Next(3) : (UnitLevel)_random.Next((int)parent.Level, 6);
            units.Add(Given.Unit($"U{n}", $"第{n}单位", Kinds[_random.Next(3)], level, parent?.Code));
        }
        Units = units;
        Grants = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => new UnitGrant(Any(), Kinds[_random.Next(3)], Any(),
            new DateOnly(2016, 1, 1).AddDays(_random.Next(180)), _random.Next(2) == 0 ? null
                : new DateOnly(2016, 1, 1).AddDays(_random.Next(180))))];
        Issuer = _random.Next(2) == 0 ? "U0" : Any();
        Addressed = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Any()).Distinct()];
        Requirements = [.. Enumerable.Range(1, _random.Next(1, 4)).Select(number => Given.Requirement(number,
            level: _random.Next(3) == 0 ? null : (UnitLevel)_random.Next(6), lead: _random.Next(4) == 0 ? Name(Any()) : null,
            joint: [.. Enumerable.Range(0, _random.Next(4) == 0 ? 2 : 0).Select(_ => Name(Any())).Distinct()]))];
    }

    public IReadOnlyList<UnitNode> Units { get; }

    public IReadOnlyList<UnitGrant> Grants { get; set; }

    public string Issuer { get; }

    public IReadOnlyList<string> Addressed { get; }

    public Requirement[] Requirements { get; }

    public DirectoryView Directory => DirectoryView.Of(new(1, Units, 7, Grants), 7);

    /// <summary>The notice as received and reviewed.</summary>
    public NoticeFile Receive()
    {
        var content =
            Given.Content(Requirements) with { Addressees = [.. Addressed.Select(code => new Addressee(Name(code), new(0, 3), false))] };
        var posted = Given.Posted(content) with { IssuingUnit = Issuer };
        var empty = NoticeFile.New(Guid.Parse("0195d2a0-0000-7000-8000-000000000001"), posted.Dossier());
        return empty.Then(PostNotice.Decide(posted, Directory).ThenReviewed(empty, Directory, Now));
    }

    public string Any() => $"U{_random.Next(Units.Count)}";

    public int Next(int most) => _random.Next(most);

    /// <summary>Everybody at or above a unit, itself first.</summary>
    public List<string> Up(string unit)
    {
        var up = new List<string> { unit };
        while (Units.Single(it => it.Code == up[^1]).Parent is { } parent)
            up.Add(parent);
        return up;
    }

    public bool MayOrder(string unit, DateOnly day) => Up(unit).Contains(Issuer) || Grants.Any(grant => grant.Issuer == Issuer
        && grant.Kind == Units.Single(it => it.Code == unit).Kind && Up(unit).Skip(1).Contains(grant.Below)
        && grant.From <= day && (grant.Until ?? DateOnly.MaxValue) >= day);

    /// <summary>Who owes what when these are left out.</summary>
    public HashSet<(string Unit, int Requirement)> Owed(IReadOnlySet<string> left)
    {
        var owed = new HashSet<(string, int)>();
        foreach (var requirement in Requirements)
            foreach (var unit in Owing(requirement, [.. Addressed.Where(code => !left.Contains(code))]).Where(unit => !left.Contains(unit)))
                owed.Add((unit, requirement.Number));
        return owed;
    }

    public SortedSet<string> Ordered(IReadOnlySet<string> left) => new(
        Owed(left).Select(part => part.Unit).Concat(Addressed.Where(code => !left.Contains(code))), StringComparer.Ordinal);

    private IEnumerable<string> Owing(Requirement requirement, List<string> addressed)
    {
        if (requirement.Lead is not null || requirement.Joint.Count > 0)
            return requirement.Joint.Append(requirement.Lead).OfType<string>().Select(name => $"U{name[1..^2]}").Distinct();
        if (requirement.Owes.Level is not { } level)
            return addressed;
        var fitting = Units.Where(unit => unit.Level == level).Select(unit => unit.Code).ToList();
        return fitting.Where(unit =>
            addressed.Exists(code => Up(unit).Contains(code) || (Acts(code) is { } area && Up(unit).Contains(area))));

        string? Acts(string code)
        {
            var unit = Units.Single(it => it.Code == code);
            return unit.Parent is { } parent && Units.Single(it => it.Code == parent).Level == unit.Level && unit.Level < level
                && !fitting.Exists(other => Up(other).Contains(code)) && !Up(Issuer).Contains(parent) ? parent : null;
        }
    }

    private static string Name(string code) => $"第{code[1..]}单位";
}
