namespace Workflow.ServiceDefaults.Tests;

/// <summary>
/// Who reaches what: drawn trees that move, callers of every role and of any unit, known or not, tables of any lines; against the relations
/// said one by one.
/// </summary>
public sealed class ReachTests(Sample sample) : IClassFixture<Sample>
{
    private const int Trees = 100, Questions = 50;

    private static readonly Reach[] Reaches =
    [
        Reach.Own, Reach.Children, Reach.Deeper, Reach.OwnAndBelow, Reach.Everywhere, Reach.Issuer, Reach.OwnAndBelow | Reach.Issuer,
        Reach.Children | Reach.Issuer, Reach.Root, Reach.OwnAndBelow | Reach.Party, Reach.Party,
    ];

    private UnitTree Tree => sample.Service.Services.GetRequiredService<UnitTree>();

    [Fact]
    public async Task A_permission_is_what_the_table_says_of_the_relation_in_the_tree_of_today()
    {
        var (reached, refused) = (0, 0);
        for (var seed = 0; seed < Trees; seed++)
        {
            var random = new Random(seed);
            var parents = await MovedAsync(seed, random);
            string[] codes = [.. parents.Keys, $"r{seed}-unknown"];
            for (var question = 0; question < Questions; question++)
            {
                var caller = new Caller("p", Any(), Roles.All.Where(_ => random.Next(3) == 0).ToHashSet());
                var table = new AccessTable([.. Roles.All.Where(_ => random.Next(2) == 0)
                    .Select(role => new AccessRule(role, Reaches[random.Next(Reaches.Length)]))]);
                var (unit, issuer) = (Any(), random.Next(2) == 0 ? Any() : null);
                var permission = new Permission(caller, table, Tree);
                var lines = table.Rules.Where(rule => caller.Has(rule.Role)).ToList();
                var expected = lines.Find(rule => Holds(rule.Reach, caller.Unit, unit, issuer));
                var asParty = lines.Exists(rule => rule.Reach.HasFlag(Reach.Party) && Up(unit).Contains(caller.Unit));
                Assert.True(expected?.Role == permission.On(unit, issuer)?.Role && asParty == permission.ReachesAsParty(unit),
                    $"seed {seed}.{question}: {caller.Unit} {string.Join(',', lines)} on {unit} of {issuer}");
                _ = expected is null ? refused++ : reached++;
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
                    || (reach.HasFlag(Reach.Deeper) && Up(unit).Skip(2).Contains(own)),
            };
        }
        Assert.InRange(reached, 500, Trees * Questions);
        Assert.InRange(refused, 500, Trees * Questions);
    }

    /// <summary>A forest, and the same after some of its units were moved: what holds is where they stand today.</summary>
    private async Task<Dictionary<string, string?>> MovedAsync(int seed, Random random)
    {
        var parents = new Dictionary<string, string?>();
        for (var version = 1; version <= 2; version++)
        {
            for (var n = 0; n < 8; n++)
            {
                if (version == 1 || random.Next(3) == 0)
                    parents[$"r{seed}-{n}"] = n == 0 || random.Next(6) == 0 ? null : $"r{seed}-{random.Next(n)}";
            }
            await Tree.HearAsync(new UnitChanged(version, [.. parents.Select(unit =>
                new UnitState(unit.Key, version, unit.Key, null, "committee", "city", unit.Value, []))]), Ct);
        }
        return parents;
    }
}
