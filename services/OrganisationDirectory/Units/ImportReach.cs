using OrganisationDirectory.Csv;

namespace OrganisationDirectory.Units;

/// <summary>
/// What an operator may not import. A unit's place (parent, level, kind) is changed only from above it, and stays within the operator's
/// reach; its names may not be what others are called already. In an empty tree there is nobody to be wronged. Pure.
/// </summary>
/// <param name="own">Code of the operator's unit.</param>
/// <param name="today">The tree as it is.</param>
/// <param name="tomorrow">As it would be.</param>
internal sealed class ImportReach(string own, UnitSnapshot today, UnitFileTree tomorrow)
{
    private readonly TakenNames _names = new(today);
    private readonly Dictionary<string, string?> _problems = new(StringComparer.Ordinal);

    /// <summary>Places and units that are not the operator's to change.</summary>
    public IEnumerable<LineError> Foreign(UnitRow row)
    {
        if (today.All.Count == 0)
            yield break;
        var known = today.Find(row.Code);
        if (!tomorrow.IsSelfOrBelow(row.Code, own) || (known is not null && !today.IsSelfOrBelow(row.Code, own)))
            yield return new(row.Line, known is not null && known.Parent != row.Parent ? "parent" : "code",
                $"{row.Code} is not within the reach of this token, before or after.");
        else if (row.Code == own && known is not null)
        {
            // A root's level and kind are its own to say; whom it stands below is not.
            foreach (var field in Place(row, known).Where(field => field == "parent" || !today.IsRoot(own)))
                yield return new(row.Line, field, $"The place of {own} (parent, level, kind) is changed from above it.");
        }
    }

    /// <summary>Names that mean somebody else already who is out of the operator's reach.</summary>
    public IEnumerable<LineError> Taken(UnitRow row)
    {
        if (today.All.Count == 0)
            yield break;
        var mine = today.Find(row.Code) is { } known ? UnitNaming.Of(known).Select(UnitNaming.Fold).ToHashSet(StringComparer.Ordinal) : [];
        IEnumerable<(string Field, string Name)> names =
            [("name", row.Name), ("short_name", row.ShortName ?? row.Name), .. row.Aliases.Select(alias => ("aliases", alias))];
        foreach (var (field, name) in names.DistinctBy(it => it.Name))
        {
            var folded = UnitNaming.Fold(name);
            if (!mine.Contains(folded) && ProblemOf(name) is { } problem)
                yield return new(row.Line, field, $"“{name}” {problem}.");
        }
    }

    /// <summary>Asked once for each name: thousands of units may have the same, and be given it by thousands of lines.</summary>
    private string? ProblemOf(string name) =>
        _problems.TryGetValue(name, out var known) ? known : _problems[name] = _names.Problem(name, own);

    private static IEnumerable<string> Place(UnitRow row, UnitNode known)
    {
        if (row.Parent != known.Parent)
            yield return "parent";
        if (row.Level != known.Level)
            yield return "level";
        if (row.Kind != known.Kind)
            yield return "kind";
    }
}
