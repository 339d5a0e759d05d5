using NoticeIssuance.Understanding;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>What an issued notice orders after an amendment, and what is new and what is no longer of it. Pure.</summary>
/// <param name="After">All of it.</param>
/// <param name="New">Parts that nobody owed before, by unit, then requirement.</param>
/// <param name="Gone">Parts that are owed no more.</param>
internal sealed record AmendedDistribution(FrozenDistribution After, IReadOnlyList<OwedPart> New, IReadOnlyList<OwedPart> Gone)
{
    /// <param name="file">The notice with what it ordered until now.</param>
    /// <param name="sheet">The amendment, without errors.</param>
    /// <param name="added">Its new requirements, dated.</param>
    /// <param name="directory">Of today: by it, new parts are found.</param>
    public static AmendedDistribution Of(NoticeFile file, AmendmentSheet sheet, IReadOnlyList<RequirementAtIssue> added,
        DirectoryView directory)
    {
        var (before, number) = (file.Distribution!, file.Facts.Amendments.Count + 1);
        var addressed = file.Addressed();
        var taken = new TakenOut(sheet.UnitsRemoved, addressed, directory.Units);
        var parts = before.Parts();
        // What another unit does instead is owed as well.
        var joined = file.Facts.Joined.Select(unit => new OwedPart(unit.Unit, unit.Requirement, Part.Sole));
        var gone = parts.Concat(joined).DistinctBy(KeyOf).Where(IsGone).ToList();

        addressed = [.. addressed.Where(unit => !taken.Holds(unit)), .. sheet.UnitsAdded];
        var ever = parts.Concat(joined).Concat(before.NoLongerParts()).Select(KeyOf).ToHashSet();
        var left = file.LeftOut();
        var takenEver = new TakenOut([.. before.Removed, .. sheet.UnitsRemoved], addressed, directory.Units);
        var standing = before.Requirements.Where(requirement => !sheet.Dropped.Contains(requirement.Number)).ToList();
        var fresh = Distribution.Expand([.. added.Select(it => Owed(it.Requirement))], addressed, directory.Planned, file.IssuingUnit)
            .Concat(sheet.UnitsAdded is [] ? [] : Distribution.Expand(
                [.. standing.Where(it => it is { Lead: null, Joint: [] }).Select(it => new OwedRequirement(it.Number, it.Owes, null, []))],
                sheet.UnitsAdded, directory.Planned, file.IssuingUnit))
            .Where(part => !left.Contains(part.Unit) && !takenEver.Holds(part.Unit) && !ever.Contains(KeyOf(part)))
            .OrderBy(part => part.Unit, StringComparer.Ordinal).ThenBy(part => part.Requirement).ToList();

        var reworded = sheet.Reworded.ToDictionary(requirement => requirement.Number);
        return new(
            before with
            {
                Amendment = number,
                Requirements = [.. standing.Select(Amended), .. added.Select(it => Added(it, sheet, number))],
                Owing = FrozenDistribution.Fold(parts.Where(part => !IsGone(part)).Concat(fresh)
                    .OrderBy(part => part.Unit, StringComparer.Ordinal).ThenBy(part => part.Requirement)),
                Addressed = addressed,
                Removed = [.. before.Removed, .. sheet.UnitsRemoved],
                Dropped = [.. before.Dropped, .. before.Requirements.Where(it => sheet.Dropped.Contains(it.Number))
                    .Select(it => new FrozenDropped(it.Number, it.Title))],
                NoLonger = FrozenDistribution.Fold(before.NoLongerParts().Concat(gone)),
            }, fresh, gone);

        bool IsGone(OwedPart part) => sheet.Dropped.Contains(part.Requirement) || taken.Holds(part.Unit);

        FrozenRequirement Amended(FrozenRequirement frozen)
        {
            if (sheet.Moved.TryGetValue(frozen.Number, out var due))
                frozen = frozen with { DueAt = due, Counted = null, DueOrigin = DueOrigins.Amendment, DueAmendment = number };
            return reworded.TryGetValue(frozen.Number, out var read) ? frozen.Reworded(read) with { TextAmendment = number } : frozen;
        }
    }

    /// <summary>Numbers of the requirements that are owed anew because a unit is addressed: by itself, below it, or in its area.</summary>
    public IReadOnlySet<int> NewBy(string unit, NoticeFile file, DirectoryView directory)
    {
        var fresh = New.Select(KeyOf).ToHashSet();
        return Distribution.Expand([.. After.Requirements.Select(it => new OwedRequirement(it.Number, it.Owes, it.Lead, it.Joint))], [unit],
            directory.Planned, file.IssuingUnit).Where(part => fresh.Contains(KeyOf(part))).Select(part => part.Requirement).ToHashSet();
    }

    private static FrozenRequirement Added(RequirementAtIssue at, AmendmentSheet sheet, int number)
    {
        var stated = sheet.Added.First(added => added.Read.Number == at.Requirement.Number).Stated;
        return at.Freeze() with
        {
            DueAmendment = number, TextAmendment = number,
            DueOrigin = stated.DueAt is null ? at.Requirement.DueOrigin : DueOrigins.Amendment,
        };
    }

    private static OwedRequirement Owed(ConfirmedRequirement requirement) =>
        new(requirement.Number, requirement.Owes, requirement.Lead, requirement.Joint);

    private static (string Unit, int Requirement) KeyOf(OwedPart part) => (part.Unit, part.Requirement);

    /// <summary>Units that are taken out, with those below them; not those among them that are addressed for themselves.</summary>
    private sealed class TakenOut(IReadOnlyList<string> tops, IReadOnlyList<string> addressed, UnitSnapshot tree)
    {
        private readonly List<string> _stay =
            [.. addressed.Where(unit => !tops.Contains(unit) && tops.Any(top => tree.IsBelow(unit, top)))];

        public bool Holds(string unit) => IsWithin(unit, tops) && !IsWithin(unit, _stay);

        private bool IsWithin(string unit, IEnumerable<string> some) => some.Any(top => tree.IsSelfOrBelow(unit, top));
    }
}
