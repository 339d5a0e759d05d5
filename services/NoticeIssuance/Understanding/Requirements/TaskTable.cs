namespace NoticeIssuance.Understanding;

/// <summary>
/// A table of tasks: a heading row names the columns (工作任务, 责任单位, 完成时限), every row below it is a requirement. Its rows are lines with
/// cells, or, where a page lost them, as many lines one below the other as there are columns. Other tables are text like any other.
/// </summary>
internal sealed class TaskTable
{
    private readonly NormalText _text;
    private readonly Sentences _sentences;
    private TaskColumns? _columns;

    private TaskTable(NormalText text, Sentences sentences) => (_text, _sentences) = (text, sentences);

    /// <summary>Takes the rows of task tables out of the lines.</summary>
    public static (IReadOnlyList<Line> Others, IReadOnlyList<Draft> Rows) Take(
        NormalText text, Sentences sentences, IReadOnlyList<Line> lines)
    {
        var table = new TaskTable(text, sentences);
        var (others, rows) = (new List<Line>(), new List<Draft>());
        for (var at = 0; at < lines.Count; at++)
        {
            if (table.Stacked(lines, at) is { Count: > 0 } stacked)
            {
                rows.AddRange(stacked.Select(table.Row).OfType<Draft>().Take(Drafts.Most));
                at += (stacked.Count + 1) * stacked[0].Count - 1;
                table._columns = null;
                continue;
            }
            var cells = table.Cells(lines[at]);
            if (!table.Holds(cells))
                others.Add(lines[at]);
            else if (rows.Count < Drafts.Most && table.Row(cells) is { } row)
                rows.Add(row);
        }
        return (others, rows);
    }

    /// <summary>Whether the cells are a heading row or stand below one in the same table.</summary>
    private bool Holds(List<Line> cells)
    {
        if (cells.Count < 2)
            _columns = null;
        else if (ColumnsOf(cells) is { } heading)
            _columns = heading;
        return _columns is not null;
    }

    /// <summary>
    /// The rows of a table whose cells stand one a line, from the heading at a line on; each has its time in the time's column.
    /// </summary>
    private List<List<Line>> Stacked(IReadOnlyList<Line> lines, int at)
    {
        for (var width = TaskColumns.Most; width >= 2; width--)
        {
            if (at + (2 * width) > lines.Count || !TaskColumns.MayHead(lines[at + width - 1].In(_text))
                || ColumnsOf(Group(at, width)) is not { Limit: { } limit, Task: not null } columns)
                continue;
            var rows = new List<List<Line>>();
            for (var next = at + width; next + width <= lines.Count; next += width)
            {
                var group = Group(next, width);
                if (group.Exists(cell => cell.Length > TaskColumns.LongestCell || Cells(cell).Count > 1)
                    || _sentences.Stated(group[limit].Start, group[limit].End, sure: true) is null)
                    break;
                rows.Add(group);
            }
            if (rows.Count == 0)
                continue;
            _columns = columns;
            return rows;
        }
        return [];

        List<Line> Group(int from, int count) => [.. lines.Skip(from).Take(count)];
    }

    /// <summary>
    /// The row's requirement; null for the heading row and for one that names no task. Cells merged with the row above are missing at
    /// its front.
    /// </summary>
    private Draft? Row(List<Line> cells)
    {
        var missing = Math.Max(0, _columns!.Count - cells.Count);
        if (ColumnsOf(cells) is not null || At(_columns.Task) is not { Length: > 1 })
            return null;
        var limit = At(_columns.Limit) is { } due ? _sentences.Stated(due.Start, due.End, _columns.Binds) : null;
        var actor = At(_columns.Actor) is { Length: > 1 } who ? new ActorPhrase(who.Of(_text), Persons: false, Leading: false) : null;
        var sentence = new Sentence(cells[0].Start, cells[^1].End, limit is null ? [] : [limit], cells[0].Start);
        return new Draft(label: null, cells[0].Start).Add(sentence, actor);

        Line? At(int? column) => column - missing is { } at && at >= 0 && at < cells.Count ? cells[at] : null;
    }

    private TaskColumns? ColumnsOf(List<Line> cells) => TaskColumns.Of([.. cells.Select(cell => cell.Of(_text))]);

    private List<Line> Cells(Line line)
    {
        var cells = new List<Line>();
        for (var start = line.Start; start < line.End;)
        {
            var end = _text.Text.IndexOf('\t', start, line.End - start) is >= 0 and var tab ? tab : line.End;
            cells.Add(new(start, end));
            start = end + 1;
        }
        return cells;
    }
}
