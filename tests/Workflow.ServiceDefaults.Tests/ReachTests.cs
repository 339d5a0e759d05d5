namespace Workflow.ServiceDefaults.Tests;

/// <summary>
/// Who reaches what: drawn trees that move, grants with days, callers of every role and of any unit, known or not, tables of any lines;
/// against the relations said one by one.
/// </summary>
public sealed class ReachTests
{
    private const int Trees = 5000, Questions = 20;
    private static readonly DateOnly Day = new(2016, 4, 1);

    private static readonly Reach[] Reaches =
    [
        Reach.Own, Reach.Children, Reach.Deeper, Reach.OwnAndBelow, Reach.Everywhere, Reach.Issuer, Reach.OwnAndBelow | Reach.Issuer,
        Reach.Children | Reach.Issuer, Reach.Root, Reach.OwnAndBelow | Reach.Party, Reach.Party, Reach.Granted,
        Reach.OwnAndBelow | Reach.Granted,
    ];

    [Fact]
    public void A_permission_is_what_the_table_says_of_the_relation_in_the_tree_of_today()
    {
        var (reached, refused, granted) = (0, 0, 0);
        for (var seed = 0; seed < Trees; seed++)
        {
            var random = new Random(seed);
            var parents = Moved(random);
            string[] codes = [.. parents.Keys, "unknown"];
            var kinds = codes.ToDictionary(code => code, _ => random.Next(2) == 0 ? "committee" : "department");
            List<UnitGrant> grants = [.. Enumerable.Range(0, random.Next(3, 9)).Select(_ => new UnitGrant(Any(), kinds[Any()], Any(),
                Day.AddDays(random.Next(-2, 2)), random.Next(2) == 0 ? null : Day.AddDays(random.Next(-2, 2))))];
            var tree = new UnitSnapshot(1, parents.Select(unit =>
                new UnitNode(unit.Key, unit.Key, null, kinds[unit.Key], UnitLevel.City, unit.Value, [], 1)), 1, grants);
            for (var question = 0; question < Questions; question++)
            {
                var caller = new Caller("p", Any(), Roles.All.Where(_ => random.Next(3) == 0).ToHashSet());
                var table = new AccessTable([.. Roles.All.Where(_ => random.Next(2) == 0)
                    .Select(role => new AccessRule(role, Reaches[random.Next(Reaches.Length)]))]);
                var (unit, issuer) = (Any(), random.Next(2) == 0 ? Any() : null);
                var permission = new Permission(caller, table, tree, Day);
                var lines = table.Rules.Where(rule => caller.Has(rule.Role)).ToList();
                var expected = lines.Find(rule => Holds(rule.Reach, caller.Unit, unit, issuer));
                var asParty = lines.Exists(rule => rule.Reach.HasFlag(Reach.Party) && Up(unit).Contains(caller.Unit));
                Assert.True(expected?.Role == permission.On(unit, issuer)?.Role && asParty == permission.ReachesAsParty(unit),
                    $"seed {seed}.{question}: {caller.Unit} {string.Join(',', lines)} on {unit} of {issuer}");
                _ = expected is null ? refused++ : reached++;
                granted += expected is { Reach: var by } && by.HasFlag(Reach.Granted) && !Up(unit).Contains(caller.Unit) ? 1 : 0;
            }

            string Any() => codes[random.Next(codes.Length)];

            List<string> Up(string unit)
            {
                var up = new List<string> { unit };
                while (parents.GetValueOrDefault(up[^1]) is { } parent)
                    up.Add(parent);
                return up;
            }

            bool Holds(Reach reach, string own, string unit, string? issuer) => reach switch
            {
                Reach.Root => parents.ContainsKey(own) && parents[own] is null,
                Reach.Everywhere => true,
                _ => (reach.HasFlag(Reach.Own) && unit == own) || (reach.HasFlag(Reach.Issuer) && issuer == own)
                    || (reach.HasFlag(Reach.Children) && Up(unit) is [_, var parent, ..] && parent == own)
                    || (reach.HasFlag(Reach.Deeper) && Up(unit).Skip(2).Contains(own))
                    || (reach.HasFlag(Reach.Granted) && parents.ContainsKey(own) && parents.ContainsKey(unit)
                        && grants.Exists(grant => grant.Issuer == own && grant.Kind == kinds[unit] && Up(unit).Skip(1).Contains(grant.Below)
                            && grant.From <= Day && (grant.Until is null || Day <= grant.Until))),
            };
        }
        Assert.All([reached, refused, granted], count => Assert.InRange(count, 100, Trees * Questions));
    }

    /// <summary>A forest in which some units were moved: what holds is where they stand today.</summary>
    private static Dictionary<string, string?> Moved(Random random)
    {
        var parents = new Dictionary<string, string?>();
        for (var version = 1; version <= 2; version++)
            for (var n = 0; n < 8; n++)
                if (version == 1 || random.Next(3) == 0)
                    parents[$"u{n}"] = n == 0 || random.Next(6) == 0 ? null : $"u{random.Next(n)}";
        return parents;
    }
}
