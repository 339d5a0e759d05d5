namespace NoticeIssuance.Understanding;

/// <summary>
/// One thing that is to be handed in by two different days: the later place in the text gets the other day as its alternative, so that it
/// is asked about. A draft and its final text, two batches, two doers or two receivers are no contradiction.
/// </summary>
internal static partial class Contradictions
{
    private const int MostCompared = 60;

    public static IReadOnlyList<ReadRequirement> Marked(IReadOnlyList<ReadRequirement> read)
    {
        var marked = read.ToList();
        var dated = Enumerable.Range(0, read.Count).Where(at => IsOneDay(read[at])).Take(MostCompared).ToList();
        foreach (var (later, at) in dated.Select((later, at) => (later, at)))
            if (dated.Take(at).Select(earlier => read[earlier]).FirstOrDefault(one => AreOne(one, read[later])) is { } other)
                marked[later] = WithOther(read[later], other.Requirement.Deadline!.DueAt!.Value);
        return marked;
    }

    private static bool IsOneDay(ReadRequirement read) =>
        read is { Requirement: { Recurrence: null, Deadline: { DueAt: not null, Alternatives.Count: 0 } }, Limit: { When: When.OnDay } }
        && !Several().IsMatch(read.Requirement.Text);

    private static bool AreOne(ReadRequirement one, ReadRequirement other) =>
        one.Requirement.Deadline!.DueAt != other.Requirement.Deadline!.DueAt
        && Same(one.Requirement.Actor, other.Requirement.Actor) && Same(one.Requirement.ReportTo, other.Requirement.ReportTo)
        && Handed(one.Requirement.Text) is { } thing && thing == Handed(other.Requirement.Text);

    // Where one of them is not named, it may be the same.
    private static bool Same(string? one, string? other) => one is null || other is null || one == other;

    /// <summary>What is handed in: 将保障总结报, 报送保障总结, 保障总结务必于.</summary>
    private static string? Handed(string wording)
    {
        var plain = Dates().Replace(wording, "@");
        return Thing().Match(plain) is { Success: true } thing ? thing.Groups["what"].Value : null;
    }

    private static ReadRequirement WithOther(ReadRequirement read, DateTimeOffset other) => read with
    {
        Requirement = read.Requirement with
        {
            Deadline = read.Requirement.Deadline! with { Alternatives = [new(other, "文中另一处对同一事项写为该日")] },
        },
    };

    [GeneratedRegex("""
        (?:将|把)(?:本单位|本部门)?(?<what>[\u4e00-\u9fff]{3,16}?)(?:统一)?(?:报送|上报|提交|报至|报|送|交|发)         # 将保障总结报教务处
        |(?:报送|上报|提交|上交)(?<what>(?!至|给|到)[\u4e00-\u9fff]{3,16}?)(?=[,。;(]|$)                             # 报送保障总结。
        |(?:^|[,。、])(?:\d[.、])?(?<what>(?!请|各)[\u4e00-\u9fff]{3,16}?)(?:由[^,。;]{2,10})?(?:请|须|应|务必|要|统一)?[于在]?@[^,。;]{0,6}?(?:报|交|送|发)
        """, Words.Options)]
    private static partial Regex Thing();

    [GeneratedRegex("(?:20\\d\\d年)?\\d{1,2}月\\d{1,2}日(?:\\([^)]{1,6}\\))?(?:\\d{1,2}[:时点]\\d{0,2})?(?:之?前)?", Words.Options)]
    private static partial Regex Dates();

    [GeneratedRegex("初稿|定稿|第[一二三四五1-5][批次轮]|分别|补报|补交|首次|修改稿|终稿|预报|原定|推迟|延长|调整", Words.Options)]
    private static partial Regex Several();
}
