using Workflow.Planning;

namespace NoticeIssuance.Tests.Notices;

public sealed class DistributionTests
{
    private const string Issuer = "U1";

    private static readonly string[] Kinds = ["党支部", "组织部"];

    /// <summary>A random forest, random addressees and requirements.</summary>
    private static readonly Arbitrary<(PlannedUnit[] Units, string[] Addressees, OwedRequirement[] Requirements)> Cases = Arb.From(
        from size in Gen.Choose(1, 60)
        from seed in Gen.Choose(0, int.MaxValue)
        select Case(size, new Random(seed)));

    [Fact]
    public void Every_unit_of_the_level_at_or_below_an_addressee_owes_it_once_and_nobody_else() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Cases, it =>
    {
        var parts = Distribution.Expand(it.Requirements, it.Addressees, it.Units, Issuer);
        var expected =
            it.Requirements.SelectMany(requirement =>
            OwedBy(requirement, it.Units, it.Addressees).Select(unit => (unit, requirement.Number)));
        return expected.Order().SequenceEqual(parts.Select(part => (part.Unit, part.Requirement)).Order());
    }));

    [Fact]
    public void Parts_come_by_unit_then_requirement_whatever_the_order_of_the_tree() => Check.QuickThrowOnFailure(Prop.ForAll(Cases, it =>
    {
        var parts = Distribution.Expand(it.Requirements, it.Addressees, it.Units, Issuer);
        return parts.SequenceEqual(parts.OrderBy(part => part.Unit, StringComparer.Ordinal).ThenBy(part => part.Requirement))
            && parts.SequenceEqual(
                Distribution.Expand([.. it.Requirements.Reverse()], [.. it.Addressees.Reverse()], [.. it.Units.Reverse()], Issuer));
    }));

    [Fact]
    public void One_unit_leads_a_joint_requirement() => Check.QuickThrowOnFailure(Prop.ForAll(Cases, it =>
        Distribution.Expand(it.Requirements, it.Addressees, it.Units, Issuer).GroupBy(part => part.Requirement).All(requirement =>
            requirement.Count(part => part.Part is Part.Lead) == (requirement.Any(part => part.Part is Part.Joint) ? 1 : 0))));

    [Fact]
    public void Chunks_hold_every_part_once_within_bounds_and_keep_a_unit_together() => Check.QuickThrowOnFailure(Prop.ForAll(Cases,
        Arb.From(Gen.Choose(1, 12)), (it, most) =>
        {
            var parts = Distribution.Expand(it.Requirements, it.Addressees, it.Units, Issuer);
            var chunks = Distribution.Chunks(parts, most);
            var split = chunks.SelectMany((chunk, index) => chunk.Select(part => (part.Unit, index)).Distinct())
                .GroupBy(place => place.Unit, StringComparer.Ordinal).Where(unit => unit.Count() > 1);
            return chunks.SelectMany(chunk => chunk).SequenceEqual(parts)
                && chunks.All(chunk => chunk.Count is > 0 && chunk.Count <= most)
                && split.All(unit => parts.Count(part => part.Unit == unit.Key) > most);
        }));

    [Fact]
    public void Five_requirements_over_ten_thousand_units_take_well_under_a_second()
    {
        var units = Enumerable.Range(0, 10_000)
            .Select(n => new PlannedUnit($"U{n:00000}", n == 0 ? null : $"U{n / 20:00000}", "党支部", n < 500 ? UnitLevel.County
            : UnitLevel.Branch)).ToList();
        var requirements = Enumerable.Range(1, 5).Select(number => new OwedRequirement(number, new(UnitLevel.Branch), null, [])).ToList();
        Distribution.Expand(requirements, ["U00000"], units, Issuer);
        var started = Stopwatch.GetTimestamp();
        var chunks = Distribution.Chunks(Distribution.Expand(requirements, ["U00000"], units, Issuer));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1), $"It took {Stopwatch.GetElapsedTime(started)}.");
        Assert.Equal((95, 47_500), (chunks.Count, chunks.Sum(chunk => chunk.Count)));
    }

    /// <summary>The rule again, slowly, unit by unit.</summary>
    private static IEnumerable<string> OwedBy(OwedRequirement requirement, PlannedUnit[] units, string[] addressees)
    {
        if (requirement.Lead is not null || requirement.Joint.Count > 0)
            return requirement.Joint.Append(requirement.Lead).OfType<string>().Distinct();
        if (requirement.Owes.Level is null)
            return addressees.Distinct();
        var byCode = units.ToDictionary(unit => unit.Code);
        return units.Where(unit => Fits(unit) && Addressed(unit)).Select(unit => unit.Code);

        bool Addressed(PlannedUnit unit) =>
            addressees.Any(code => IsAtOrBelow(unit, code))
                || addressees.Any(code => PassesOn(code) && IsAtOrBelow(unit, byCode[code].Parent!));

        // A department without anybody of its own, at its committee's level, where the issuer is not of that committee's area.
        bool PassesOn(string code) => byCode[code] is { Parent: { } parent } department && department.Level < requirement.Owes.Level
            && byCode[parent].Level == department.Level && !(byCode.TryGetValue(Issuer, out var issuer) && IsAtOrBelow(issuer, parent))
            && !units.Any(unit => Fits(unit) && IsAtOrBelow(unit, code));

        bool Fits(PlannedUnit unit) =>
            unit.Level == requirement.Owes.Level && (requirement.Owes.Kind is null || requirement.Owes.Kind == unit.Kind);

        bool IsAtOrBelow(PlannedUnit unit, string code) =>
            unit.Code == code || (unit.Parent is not null && IsAtOrBelow(byCode[unit.Parent], code));
    }

    private static (PlannedUnit[], string[], OwedRequirement[]) Case(int size, Random random)
    {
        var units = Enumerable.Range(0, size).Select(n => new PlannedUnit(
            $"U{n}", n == 0 || random.Next(5) == 0 ? null : $"U{random.Next(n)}", Kinds[random.Next(2)], (UnitLevel)random.Next(6)))
                .ToArray();
        var requirements = Enumerable.Range(1, random.Next(1, 8)).Select(number => new OwedRequirement(
            number,
            new(random.Next(3) == 0 ? null : (UnitLevel)random.Next(6), random.Next(3) == 0 ? Kinds[random.Next(2)] : null),
            random.Next(4) == 0 ? Any() : null,
            [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(4) : 0).Select(_ => Any())])).ToArray();
        return (units, [.. Enumerable.Range(0, random.Next(5)).Select(_ => Any())], requirements);

        string Any() => $"U{random.Next(size)}";
    }
}
