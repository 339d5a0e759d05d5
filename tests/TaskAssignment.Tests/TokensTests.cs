namespace TaskAssignment.Tests;

/// <summary>
/// Who reads, does and judges an assignment, and whom it may be given to: drawn trees and grants, tokens of any role and unit, also of none
/// that is known; against the rules said one by one. A failure names the seed.
/// </summary>
public sealed class TokensTests
{
    private const int Draws = 5000, Tokens = 8, Units = 9;
    private static readonly string[] ByUnit = ["acknowledge", "name-responsible", "report", "ask-for-time", "decline"];

    [Fact]
    public void A_token_may_what_its_role_and_the_place_of_its_unit_today_give_it_and_nothing_else()
    {
        var (did, judged, none, read) = (0, 0, 0, 0);
        string[] states = [.. Given.Histories.Keys.Where(state => state != "none")];
        for (var seed = 0; seed < Draws; seed++)
        {
            var random = new Random(seed);
            var parents = Tree(random);
            var today = new UnitSnapshot(1, parents.Select(unit =>
                new UnitNode(unit.Key, unit.Key, null, "党委", default, unit.Value, [], 1)));
            var known = (Assignment.Known)Given.State(states[random.Next(states.Length)]);
            var (unit, issuer) = ($"U{random.Next(Units)}", $"U{random.Next(Units)}");
            var dispatch = known.Facts.Dispatch with { Unit = unit, IssuingUnit = issuer };
            var state = known with { Facts = known.Facts with { Dispatch = dispatch } };
            var possible = AllowedTests.Deciders.Where(act => act.Value(state) is Decision<AssignmentEvent>.Accepted { Events: not [] })
                .Select(act => act.Key).ToList();
            for (var token = 0; token < Tokens; token++)
            {
                var own = random.Next(10) == 0 ? "unknown" : random.Next(3) == 0 ? unit : random.Next(3) == 0 ? issuer
                    : $"U{random.Next(Units)}";
                var caller = new Caller("p", own, Roles.All.Where(_ => random.Next(3) == 0).ToHashSet());
                var (does, judges) = (caller.Has("branch") && own == unit,
                    caller.Has("officer") && (own == issuer || parents.GetValueOrDefault(unit) == own));
                var stands = parents.ContainsKey(own);
                var expected = possible.Where(act => stands && (ByUnit.Contains(act) ? does : judges)).Order().ToList();
                string[] allowed = caller.StandsIn(today) ? [.. Standing.AllowedIn(today, caller, state, 0, isOver: false).Order()] : [];
                var who = $"seed {seed}: {string.Join('+', caller.Roles)} of {own} on {unit} of {issuer}";
                Assert.True(expected.SequenceEqual(allowed), $"{who}: {string.Join(',', expected)}, but {string.Join(',', allowed)}");
                var reads = (caller.StandsIn(today) || caller.Has("auditor"))
                    && new Permission(caller, AccessTable.Of(Standing.Readers), today).Reaches(unit, issuer);
                Assert.True(reads == (caller.Has("auditor") || (stands && ((caller.Has("officer") && own == issuer)
                    || ((caller.Has("officer") || caller.Has("branch") || caller.Has("inspector")) && Up(parents, unit).Contains(own))))),
                    $"{who}: reads {reads}");
                (did, judged) = (did + (stands && does ? 1 : 0), judged + (stands && judges ? 1 : 0));
                (none, read) = (none + (expected.Count == 0 ? 1 : 0), read + (reads ? 1 : 0));
            }
        }
        Assert.All([did, judged, none, read], count => Assert.InRange(count, Draws / 10, Draws * Tokens));
    }

    [Fact]
    public void What_was_declined_goes_below_the_assigner_or_where_a_grant_of_today_lets_its_issuer_order()
    {
        var (given, granted, refused) = (0, 0, 0);
        var day = new DateOnly(2016, 4, 1);
        for (var seed = 0; seed < Draws; seed++)
        {
            var random = new Random(seed);
            var parents = Tree(random);
            var kinds = parents.Keys.ToDictionary(unit => unit, _ => random.Next(2) == 0 ? "党委" : "科室");
            List<UnitGrant> grants = [.. Enumerable.Range(0, random.Next(5)).Select(_ => new UnitGrant(Any(),
                random.Next(2) == 0 ? "党委" : "科室", Any(), day.AddDays(random.Next(-3, 3)),
                random.Next(2) == 0 ? null : day.AddDays(random.Next(-3, 3))))];
            var today = new UnitSnapshot(1, parents.Select(unit =>
                new UnitNode(unit.Key, unit.Key, null, kinds[unit.Key], default, unit.Value, [], 1)), 1, grants);
            for (var question = 0; question < Tokens; question++)
            {
                var (issuer, unit) = (Any(), Any());
                var assigner = random.Next(2) == 0 ? issuer : Any();
                var below = parents.ContainsKey(unit) && Up(parents, unit).Contains(assigner);
                var byGrant = assigner == issuer && parents.ContainsKey(issuer) && parents.ContainsKey(unit) && grants.Exists(grant =>
                    grant.Issuer == issuer && grant.Kind == kinds[unit] && Up(parents, unit).Skip(1).Contains(grant.Below)
                    && grant.From <= day && (grant.Until is null || day <= grant.Until));
                Assert.True((below || byGrant) == ReassignAssignment.MayBeGiven(unit, assigner, issuer, today, day),
                    $"seed {seed}: {assigner} of {issuer}'s to {unit}");
                _ = below ? given++ : byGrant ? granted++ : refused++;
            }

            string Any() => $"U{random.Next(Units)}";
        }
        Assert.All([given, granted, refused], count => Assert.InRange(count, 50, Draws * Tokens));
    }

    /// <summary>Everybody at or above a unit, itself first.</summary>
    private static List<string> Up(Dictionary<string, string?> parents, string unit) =>
        parents.GetValueOrDefault(unit) is { } parent ? [unit, .. Up(parents, parent)] : [unit];

    /// <summary>A forest in which some leaves are gone.</summary>
    private static Dictionary<string, string?> Tree(Random random)
    {
        var parents = new Dictionary<string, string?>();
        for (var n = 0; n < Units; n++)
            parents[$"U{n}"] = n == 0 || random.Next(6) == 0 ? null : $"U{random.Next(n)}";
        foreach (var leaf in parents.Keys.Where(unit => !parents.ContainsValue(unit) && random.Next(5) == 0).ToList())
            parents.Remove(leaf);
        return parents;
    }
}
