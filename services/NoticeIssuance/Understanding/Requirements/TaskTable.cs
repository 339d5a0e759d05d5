namespace NoticeIssuance.Understanding;

/// <summary>
/// A table of tasks in a received page: a heading row names the columns (工作任务, 责任单位, 完成时限), every row below it is a requirement.
/// Tables without such a heading row are text like any other.
/// </summary>
internal sealed partial class TaskTable
{
    private readonly NormalText _text;
    private readonly Sentences _sentences;
    private Columns? _columns;

    private TaskTable(NormalText text, Sentences sentences) => (_text, _sentences) = (text, sentences);

    /// <summary>Takes the rows of task tables out of the lines.</summary>
    public static (IReadOnlyList<Line> Others, IReadOnlyList<Draft> Rows) Take(
        NormalText text, Sentences sentences, IReadOnlyList<Line> lines)
    {
        var table = new TaskTable(text, sentences);
        var (others, rows) = (new List<Line>(), new List<Draft>());
        foreach (var line in lines)
        {
            if (!table.Holds(line))
                others.Add(line);
            else if (rows.Count < Drafts.Most && table.Row(line) is { } row)
                rows.Add(row);
        }
        return (others, rows);
    }

    /// <summary>Whether the line is a heading row or stands below one in the same table.</summary>
    private bool Holds(Line line)
    {
        var cells = Cells(line);
        if (cells.Count < 2)
            _columns = null;
        else if (Columns.Of([.. cells.Select(cell => cell.Of(_text))]) is { } heading)
            _columns = heading;
        return _columns is not null;
    }

    /// <summary>
    /// The row's requirement; null for the heading row and for one that names no task. Cells merged with the row above are missing at
    /// its front.
    /// </summary>
    private Draft? Row(Line line)
    {
        var cells = Cells(line);
        var missing = Math.Max(0, _columns!.Count - cells.Count);
        if (Columns.Of([.. cells.Select(cell => cell.Of(_text))]) is not null || At(_columns.Task) is not { Length: > 1 })
            return null;
        var limit = At(_columns.Limit) is { } due ? _sentences.Stated(due.Start, due.End) : null;
        var actor = At(_columns.Actor) is { Length: > 1 } who ? new ActorPhrase(who.Of(_text), Persons: false, Leading: false) : null;
        var sentence = new Sentence(line.Start, cells[^1].End, limit is null ? [] : [limit], line.Start);
        return new Draft(label: null, line.Start).Add(sentence, actor);

        Line? At(int? column) => column - missing is { } at && at >= 0 && at < cells.Count ? cells[at] : null;
    }

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

    /// <summary>Which column says what; a table of tasks names at least the task and who or when.</summary>
    private sealed record Columns(int Count, int? Task, int? Actor, int? Limit)
    {
        public static Columns? Of(IReadOnlyList<string> headings)
        {
            var (task, actor, limit) = (Find(headings, TaskHeading()), Find(headings, ActorHeading()), Find(headings, LimitHeading()));
            return task is not null && (actor ?? limit) is not null && headings.All(heading => heading.Length <= 12)
                ? new(headings.Count, task, actor, limit)
                : null;
        }

        private static int? Find(IReadOnlyList<string> headings, Regex name)
        {
            for (var i = 0; i < headings.Count; i++)
                if (name.IsMatch(headings[i]))
                    return i;
            return null;
        }
    }

    [GeneratedRegex("^(?:主要|重点|具体)?(?:工作|整改|目标|重点)?(?:任务|事项|内容|措施|举措|项目)(?:名称|清单|分解|及要求)?$", Words.Options)]
    private static partial Regex TaskHeading();

    [GeneratedRegex("^(?:责任|牵头|承办|主办|落实|实施|负责)(?:\\(?责任\\)?)?(?:单位|部门|处室|科室|主体)$", Words.Options)]
    private static partial Regex ActorHeading();

    [GeneratedRegex("^(?:完成|办结|整改|报送|办理|截止|上报)?(?:时限|期限|时间|日期|时间节点|时限要求)$", Words.Options)]
    private static partial Regex LimitHeading();
}
