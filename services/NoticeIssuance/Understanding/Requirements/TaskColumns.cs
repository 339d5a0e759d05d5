using System.Buffers;

namespace NoticeIssuance.Understanding;

/// <summary>Which column of a table says what; a table of tasks names at least the task and who or when.</summary>
/// <param name="Binds">
/// The column of times is one of limits (完成时限): a day in it is due also without 前. Under 时间 or 日期 it may be when something happens.
/// </param>
internal sealed partial record TaskColumns(int Count, int? Task, int? Actor, int? Limit, bool Binds)
{
    /// <summary>Columns of a table whose cells stand one a line.</summary>
    public const int Most = 6;

    public const int LongestCell = 60;

    private const int LongestHeading = 12;

    private static readonly SearchValues<char> NoHeading = SearchValues.Create("。,:;0123456789");

    public static TaskColumns? Of(IReadOnlyList<string> headings)
    {
        if (headings.Any(heading => heading.Length > LongestHeading))
            return null;
        var (task, actor, limit) = (Find(headings, TaskHeading()), Find(headings, ActorHeading()), Find(headings, LimitHeading()));
        return task is not null && (actor ?? limit) is not null
            ? new(headings.Count, task, actor, limit, limit is { } at && Binding().IsMatch(headings[at]))
            : null;
    }

    /// <summary>A cheap look at the last of a stack of lines: whether it may be a heading at all.</summary>
    public static bool MayHead(ReadOnlySpan<char> line) => line.Length is >= 2 and <= LongestHeading && !line.ContainsAny(NoHeading);

    private static int? Find(IReadOnlyList<string> headings, Regex name)
    {
        for (var i = 0; i < headings.Count; i++)
            if (name.IsMatch(headings[i]))
                return i;
        return null;
    }

    [GeneratedRegex("""
        ^[\u4e00-\u9fff]{0,6}(?:任务|事项|内容|措施|举措|项目|工作|材料|报表|资料)(?:名称|清单|分解|及要求)?$   # 重点工作任务, 报送材料名称
        """, Words.Options)]
    private static partial Regex TaskHeading();

    [GeneratedRegex("""
        ^(?:责任|牵头|承办|主办|落实|实施|负责|整改|包保|执行)?(?:\(?责任\)?)?
        (?:单位|部门|处室|科室|主体|支部|人员?|村|班组|车间|股室|责任人|负责人|经办人|领导)(?:及?(?:单位|部门|人))?$         # 责任科室, 负责人
        """, Words.Options)]
    private static partial Regex ActorHeading();

    [GeneratedRegex("^[\\u4e00-\\u9fff]{0,6}(?:时限|期限|时间|日期|节点)(?:要求|节点|安排)?$", Words.Options)]
    private static partial Regex LimitHeading();

    [GeneratedRegex("完成|办结|整改|报送|办理|截止|上报|时限|期限|要求|节点|提交|反馈", Words.Options)]
    private static partial Regex Binding();
}
