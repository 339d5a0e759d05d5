using System.Buffers;

namespace NoticeIssuance.Understanding;

/// <summary>How the cells of a line of plain text are set apart.</summary>
internal enum CellMark
{
    /// <summary>The line is no row of a table.</summary>
    None,

    /// <summary>By tabs.</summary>
    Tabs,

    /// <summary>By two blanks or more.</summary>
    Blanks,

    /// <summary>By upright strokes, one at each end.</summary>
    Strokes,

    /// <summary>The line only draws: |---|---|.</summary>
    Rule,
}

/// <summary>
/// Tables drawn in plain text. One row alone is none: a tab in a sentence or the blanks between two signatures mean nothing.
/// </summary>
internal static class PlainTables
{
    private const int FewestColumns = 3;

    private static readonly SearchValues<char> Drawn = SearchValues.Create("|｜-:— ");

    /// <summary>The lines of a text, <c>[Start, End)</c> each without its break, with how their cells are set apart.</summary>
    public static IReadOnlyList<(int Start, int End, CellMark Mark)> Lines(string text)
    {
        var lines = new List<(int Start, int End, CellMark Mark)>();
        for (var start = 0; start <= text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('\n', '\r') is >= 0 and var at ? start + at : text.Length;
            lines.Add((start, end, MarkOf(text.AsSpan(start, end - start))));
            start = end + 1;
        }
        return [.. lines.Select((line, i) => IsAlone(lines, i) ? line with { Mark = CellMark.None } : line)];
    }

    /// <summary>Whether a line of a table breaks into its next cell at this place.</summary>
    public static bool Parts(string text, int at, CellMark mark) => mark switch
    {
        CellMark.Tabs => text[at] == '\t',
        CellMark.Strokes => text[at] is '|' or '｜',
        CellMark.Blanks => IsBlank(text[at]) && at + 1 < text.Length && IsBlank(text[at + 1]),
        _ => false,
    };

    private static CellMark MarkOf(ReadOnlySpan<char> line)
    {
        var row = line.Trim();
        if (row.Length > 2 && row[0] is '|' or '｜' && row[^1] is '|' or '｜')
            return row.IndexOfAnyExcept(Drawn) < 0 ? CellMark.Rule : CellMark.Strokes;
        return row.Contains('\t') ? CellMark.Tabs : Gaps(row) >= FewestColumns - 1 ? CellMark.Blanks : CellMark.None;
    }

    // Empty lines may stand between rows.
    private static bool IsAlone(List<(int Start, int End, CellMark Mark)> lines, int at)
    {
        var mark = lines[at].Mark;
        return mark is CellMark.Tabs or CellMark.Blanks && Neighbour(-1) != mark && Neighbour(1) != mark;

        CellMark Neighbour(int step)
        {
            var next = at + step;
            while (next >= 0 && next < lines.Count && lines[next].Start == lines[next].End)
                next += step;
            return next >= 0 && next < lines.Count ? lines[next].Mark : CellMark.None;
        }
    }

    private static int Gaps(ReadOnlySpan<char> row)
    {
        var gaps = 0;
        for (var at = 1; at < row.Length; at++)
            gaps += IsBlank(row[at]) && IsBlank(row[at - 1]) && (at < 2 || !IsBlank(row[at - 2])) ? 1 : 0;
        return gaps;
    }

    private static bool IsBlank(char sign) => sign is ' ' or '\u3000' or '\u00a0';
}
