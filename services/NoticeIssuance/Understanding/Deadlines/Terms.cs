namespace NoticeIssuance.Understanding;

/// <summary>
/// From when until when something comes back: 6月至9月，…每月10日前; 即日起至5月底，每周五; 每日17时前…，直至3月31日. Until when it comes back is
/// no limit of its own, unless something else is ordered for that time: 6月1日至8月31日组织巡查，每日报告一次.
/// </summary>
internal static partial class Terms
{
    private const int Furthest = 48;
    private const int LongestLead = 8;
    private const int FurthestBack = 240;
    private const string Ending = "。;\n";

    /// <summary>Gives what recurs its term, and takes out the limit that the term's end was taken for.</summary>
    /// <param name="points">Time expressions of the sentence, in its order.</param>
    public static List<Limit> Given(string text, int start, IReadOnlyList<TimePoint> points, List<Limit> limits)
    {
        for (var at = 0; at < points.Count && limits.Exists(limit => limit.When is When.Every); at++)
        {
            var opens = at > 0 && points[at - 1].When is When.OnDay { Month: not null } && Limits.IsRange(text, points[at - 1], points[at])
                ? points[at - 1] : null;
            var when = opens is null ? points[at].When : Limits.Completed(points[at].When, opens.When);
            if (when is not When.OnDay { Month: not null } until)
                continue;
            var (from, end) = ((opens ?? points[at]).Start, points[at].End);
            // 4月1日至10日 is one expression, and a range all the same.
            var first = opens?.When as When.OnDay ?? (FirstDay().Match(text, from, end - from) is { Success: true } range
                ? until with { Day = range.Int("day")!.Value } : null);
            if ((first is not null || FromNow().IsMatch(text.AsSpan(Math.Max(start, from - LongestLead)..from)))
                && limits.Find(limit => limit.When is When.Every && limit.Start >= end) is { } next
                && text.AsSpan(end..next.Start) is { Length: <= Furthest } between
                && !between.ContainsAny(Ending) && !Tells().IsMatch(between) && !BindingWords.HandsOver().IsMatch(between))
                limits = Set(limits, limit => limit.Start >= end, first, until, (from, end),
                    orders: Acts().IsMatch(between));
            else if (first is null && limits.FindLast(limit => limit.When is When.Every && limit.End <= from) is { } last
                && text.AsSpan(last.End..from) is { Length: <= Furthest } behind
                && (Until().IsMatch(behind) && Ends().IsMatch(text.AsSpan(end))
                    || To().IsMatch(behind) && Stops().IsMatch(text.AsSpan(end))))
                limits = Set(limits, limit => limit.End <= from, null, until, (from, end), orders: false);
        }
        return limits;
    }

    /// <summary>每五日报送。上报期为6月1日至9月30日: from when until when it comes back, said in a sentence of its own.</summary>
    public static bool Bounds(Place place) => ReportingTerm().IsMatch(place.Left)
        && Recurring().IsMatch(place.Text.AsSpan(Math.Max(0, place.Start - FurthestBack)..place.Start));

    private static List<Limit> Set(
        List<Limit> limits, Func<Limit, bool> holds, When.OnDay? from, When.OnDay until, (int Start, int End) term, bool orders) =>
    [
        .. limits.Where(limit => orders || limit.When is When.Every || limit.Start > term.End || limit.End < term.End)
            .Select(limit => limit.When is When.Every { Until: null } every && holds(limit)
                ? limit with { When = every with { From = from, Until = until }, Term = term } : limit),
    ];

    [GeneratedRegex("(?:上报|报送|报告|填报|统计)(?:期|周期)[为是:]自?$", Words.Options)] private static partial Regex ReportingTerm();

    [GeneratedRegex("每(?:个)?(?:[日天周月旬]|工作日|星期)|逢[单双\\d]|[日周旬月]报制", Words.Options)] private static partial Regex Recurring();

    [GeneratedRegex(@"(?<=月)(?<day>\d{1,2})[日号]?[-~至到](?=\d)", Words.Options)] private static partial Regex FirstDay();

    /// <summary>Before a last day: what comes back begins at once, or when the notice is out.</summary>
    [GeneratedRegex("(?:起|开始),?(?:[至到]|截至|截止到|-{1,4}|~)$", Words.Options)] private static partial Regex FromNow();

    /// <summary>Behind a term that is told of, or of which the papers are: 1月至6月的数据, 3月1日至31日为宣传月.</summary>
    [GeneratedRegex("^(?:止|期间)?\\)?(?:[的为是共]|[^,。]{0,4}(?:数据|报表|台账|资料|材料|情况|账单|费用|报告))", Words.Options)]
    private static partial Regex Tells();

    /// <summary>Between what comes back and its last day.</summary>
    [GeneratedRegex("(?:直至|直到|持续[至到]|延续[至到]|执行[至到]|截至|截止[至到]?)$", Words.Options)] private static partial Regex Until();

    [GeneratedRegex(",(?:到|至)$", Words.Options)] private static partial Regex To();

    [GeneratedRegex("^(?:止|为止|结束|停止)?(?:$|[,。;)\\n])", Words.Options)] private static partial Regex Ends();

    [GeneratedRegex("^(?:止|为止|结束|停止)", Words.Options)] private static partial Regex Stops();

    /// <summary>Something else is ordered for that time too.</summary>
    [GeneratedRegex($"{Words.Imperatives}|{Words.ConcreteActs}", Words.Options)] private static partial Regex Acts();
}
