using OrganisationDirectory.Csv;

namespace OrganisationDirectory.Units;

/// <summary>The tree as it would be after an import, and everything wrong with it, told on the lines that make it so.</summary>
internal sealed class UnitFileTree
{
    /// <summary>A unit's path of codes is the routing key of what it is sent, of at most 255 bytes.</summary>
    private const int LongestPath = 255;

    private readonly Dictionary<string, (UnitLevel Level, string? Parent)> _units;
    private readonly HashSet<string> _inCycle;

    public UnitFileTree(UnitSnapshot today, IReadOnlyList<UnitRow> rows)
    {
        _units = today.All.ToDictionary(unit => unit.Code, unit => (unit.Level, unit.Parent), StringComparer.Ordinal);
        foreach (var row in rows)
            _units[row.Code] = (row.Level, row.Parent);
        _inCycle = Cycles();
        Errors = [.. Repeated(rows), .. rows.SelectMany(Wrong), .. LeftAbove(today, rows), .. TooDeep(rows)];
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
        select new LineError(row.Line, "code", $"Code {row.Code} stands on {same.Count()} lines, first on {same.First().Line}.");

    private IEnumerable<LineError> Wrong(UnitRow row)
    {
        if (row.Parent is null)
            yield break;
        if (!_units.TryGetValue(row.Parent, out var parent))
            yield return new(row.Line, "parent", $"There is no unit {row.Parent}, neither in this file nor in the directory.");
        else if (parent.Level > row.Level)
            yield return new(row.Line, "level",
                $"{row.Code} is at level {row.Level.Name()}, above its parent {row.Parent} at level {parent.Level.Name()}.");
        if (_inCycle.Contains(row.Code))
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

    /// <summary>Units whose path would be too long, told on the line of the nearest unit at or above them that the file names.</summary>
    private IEnumerable<LineError> TooDeep(IReadOnlyList<UnitRow> rows)
    {
        if (_inCycle.Count > 0)
            yield break;
        var lines = rows.DistinctBy(row => row.Code).ToDictionary(row => row.Code, row => row.Line, StringComparer.Ordinal);
        var (paths, told) = (new Dictionary<string, (int Length, int? Line)>(StringComparer.Ordinal), new HashSet<int>());
        foreach (var code in _units.Keys)
        {
            if (PathOf(code) is { Length: > LongestPath, Line: { } line } && told.Add(line))
                yield return new(line, "parent",
                    $"The codes from the root down to {code} would be {paths[code].Length} bytes long together; at most {LongestPath}.");
        }

        // Each unit is looked at once, those above it before.
        (int Length, int? Line) PathOf(string code)
        {
            var above = new Stack<string>();
            for (var at = code; at is not null && !paths.ContainsKey(at); at = _units.TryGetValue(at, out var unit) ? unit.Parent : null)
                above.Push(at);
            while (above.TryPop(out var at))
            {
                var (length, line) = _units.TryGetValue(at, out var unit) && unit.Parent is { } parent ? paths[parent] : (-1, null);
                paths[at] = (length + 1 + at.Length, lines.TryGetValue(at, out var own) ? own : line);
            }
            return paths[code];
        }
    }

    /// <summary>The units that would be below themselves. Each unit is looked at once.</summary>
    private HashSet<string> Cycles()
    {
        var (seenFrom, cycles) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var start in _units.Keys)
        {
            string? at = start;
            while (at is not null && _units.ContainsKey(at) && seenFrom.TryAdd(at, start))
                at = _units[at].Parent;
            if (at is null || !_units.ContainsKey(at) || seenFrom[at] != start)
                continue;
            while (cycles.Add(at))
                at = _units[at].Parent!;
        }
        return cycles;
    }
}
