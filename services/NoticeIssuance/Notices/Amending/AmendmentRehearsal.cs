using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>What an amendment would do, by the same pure code as amending. What is done with already stays done.</summary>
/// <param name="Made">How many assignments would be new.</param>
/// <param name="NoLonger">How many would be owed no more; those of them that are closed stay closed.</param>
/// <param name="Concerned">How many of the others would have another day or wording.</param>
/// <param name="Units">How many units would be told of something.</param>
/// <param name="Requirements">Those that would be new, another, or no longer.</param>
/// <param name="ByUnit">
/// How many assignments would be concerned, by direct subordinate of the issuing unit, each with its subtree; at most 500.
/// </param>
internal sealed record AmendmentRehearsal(int Made, int NoLonger, int Concerned, int Units,
    IReadOnlyList<AmendedRequirement> Requirements, IReadOnlyList<RehearsedUnit> ByUnit)
{
    /// <param name="file">As it is, with what it orders.</param>
    /// <param name="amended">As it would be; null where nothing would be another.</param>
    /// <param name="tree">The units of today.</param>
    public static AmendmentRehearsal Of(NoticeFile file, AmendedDistribution? amended, UnitSnapshot tree)
    {
        if (amended is null)
            return new(0, 0, 0, 0, [], []);
        var (before, number) = (file.Distribution!.Requirements.ToDictionary(it => it.Number), amended.After.Amendment);
        var another = amended.After.Requirements.Where(it => it.DueAmendment == number || it.TextAmendment == number).ToList();
        var numbers = another.Where(it => before.ContainsKey(it.Number)).Select(it => it.Number).ToHashSet();
        var added = amended.New.Select(part => (part.Unit, part.Requirement)).ToHashSet();
        var concerned = amended.After.Parts().Where(part => numbers.Contains(part.Requirement)
            && !added.Contains((part.Unit, part.Requirement))).ToList();
        var all = amended.New.Concat(amended.Gone).Concat(concerned).ToList();
        var of = all.CountBy(part => part.Requirement).ToDictionary();
        return new(amended.New.Count, amended.Gone.Count, concerned.Count,
            all.Select(part => part.Unit).Distinct(StringComparer.Ordinal).Count(),
            [.. another.Select(Changed), .. before.Values.Where(it => amended.After.Requirements.All(left => left.Number != it.Number))
                .Select(it => Row(it, "dropped", Due(it), null))], Rehearsal.Spread(all, file.IssuingUnit, tree));

        AmendedRequirement Changed(FrozenRequirement it) =>
            before.GetValueOrDefault(it.Number) is not { } was ? Row(it, "added", null, Due(it))
            : it.DueAmendment == number ? Row(it, "moved", Due(was), Due(it)) : Row(it, "reworded", Due(was), Due(it));

        AmendedRequirement Row(FrozenRequirement it, string change, DateTimeOffset? was, DateTimeOffset? due) =>
            new(it.Number, it.Title, change, was, due, of.GetValueOrDefault(it.Number));

        DateTimeOffset? Due(FrozenRequirement it) =>
            (it.DueAmendment == number ? it.DueAt : file.DueOf(it)) is { } due ? DueTime.Shown(due) : null;
    }
}

/// <summary>A requirement that an amendment makes another.</summary>
/// <param name="Change">added, dropped, moved (perhaps also reworded) or reworded.</param>
/// <param name="Before">The due instant until then; null when undated or new.</param>
/// <param name="DueAt">From then on; null when undated or dropped.</param>
/// <param name="Assignments">How many it concerns.</param>
internal sealed record AmendedRequirement(int Number, string Title, [OneOf("added", "dropped", "moved", "reworded")] string Change,
    DateTimeOffset? Before, DateTimeOffset? DueAt, int Assignments);
