using OrganisationDirectory.Csv;

namespace OrganisationDirectory.Units;

/// <summary>The tree as it would be after an import, and everything wrong with it, told on the lines that make it so.</summary>
internal sealed class UnitFileTree
{
    private readonly Dictionary<string, (UnitLevel Level, string? Parent)> _units;

    public UnitFileTree(UnitSnapshot today, IReadOnlyList<UnitRow> rows)
    {
        _units = today.All.ToDictionary(unit => unit.Code, unit => (unit.Level, unit.Parent), StringComparer.Ordinal);
        foreach (var row in rows)
            _units[row.Code] = (row.Level, row.Parent);
        Errors = [.. Repeated(rows), .. rows.SelectMany(Wrong), .. LeftAbove(today, rows)];
    }

    public IReadOnlyList<LineError> Errors { get; }

    /// <summary>Whether the unit will be the other or below it. Only for a tree without errors.</summary>
    public bool IsSelfOrBelow(string? unit, string ancestor)
    {
        while (unit is not null && unit != ancestor)
            unit = _units[unit].Parent;
        return unit is not null;
    }

    private static IEnumerable<LineError> Repeated(IReadOnlyList<UnitRow> rows) =>
        from same in rows.GroupBy(row => row.Code, StringComparer.Ordinal)
        where same.Count() > 1
        from row in same
        select new LineError(row.Line, "code", $"Code {row.Code} stands on lines {string.Join(", ", same.Select(other => other.Line))}.");

    private IEnumerable<LineError> Wrong(UnitRow row)
    {
        if (row.Parent is null)
            yield break;
        if (!_units.TryGetValue(row.Parent, out var parent))
            yield return new(row.Line, "parent", $"There is no unit {row.Parent}, neither in this file nor in the directory.");
        else if (parent.Level > row.Level)
            yield return new(row.Line, "level",
                $"{row.Code} is at level {row.Level.Name()}, above its parent {row.Parent} at level {parent.Level.Name()}.");
        if (IsInCycle(row.Code))
            yield return new(row.Line, "parent", $"{row.Code} would be below itself.");
    }

    /// <summary>Units that are not in the file but would stand above their parent because the parent is.</summary>
    private static IEnumerable<LineError> LeftAbove(UnitSnapshot today, IReadOnlyList<UnitRow> rows)
    {
        var inFile = rows.Select(row => row.Code).ToHashSet(StringComparer.Ordinal);
        return from row in rows
               from child in today.Children(row.Code)
               where child.Level < row.Level && !inFile.Contains(child.Code)
               select new LineError(row.Line, "level",
                   $"{row.Code} at level {row.Level.Name()} would be below its child {child.Code} at level {child.Level.Name()}.");
    }

    private bool IsInCycle(string code)
    {
        // Each step goes up; a walk longer than the tree goes round in a cycle further up, which is told on that cycle's own lines.
        var unit = _units[code].Parent;
        for (var steps = 0; unit is not null && unit != code && steps <= _units.Count; steps++)
            unit = _units.TryGetValue(unit, out var next) ? next.Parent : null;
        return unit == code;
    }
}
