using static NoticeIssuance.Understanding.RecurringWords;

namespace NoticeIssuance.Understanding;

/// <summary>Days that come back although their words do not say 每.</summary>
internal static class Repeats
{
    private const int LongestName = 14;

    /// <summary>
    /// 次月5日前, where no month was named before it: the month after each; 下月 and 次年 only where the sentence speaks of what comes back
    /// (按月, 月报, 年度).
    /// </summary>
    public static When Of(Place place, When when)
    {
        if (when is not When.OnDay { Year: null } day)
            return when;
        var (before, said) = (place.Text[place.Start..place.Point.Start], place.Text[place.Point.Start..place.Point.End]);
        if (day is { MonthShift: 0, YearShift: not 1 } && !said.StartsWith("当月", StringComparison.Ordinal))
            return when;
        if (said.StartsWith("当月", StringComparison.Ordinal) && day.Day > 0 && EachMonth().IsMatch(before))
            return new When.Every(new(Period.Month, Day: day.Day, Time: day.Time), Bare: false);
        if (NamesMonth().IsMatch(before) && !EachMonth().IsMatch(before))
            return when;
        return (said[0], day) switch
        {
            ('次' or '翌', { YearShift: null, Month: null }) => Monthly(),
            ('下', { MonthShift: 1, Month: null }) when EachMonth().IsMatch(place.Sentence) => Monthly(),
            ('次', { YearShift: 1, Month: { } month }) when EachYear().IsMatch(place.Sentence) =>
                new When.Every(new(Period.Year, month, day.Day, Time: day.Time), Bare: false),
            _ => when,
        };

        When.Every Monthly() => new(new(Period.Month, 1, day.Day, Time: day.Time), Bare: false);
    }

    /// <summary>每半年报送一次，分别于6月20日、12月20日前: the days are those of the frequency before them, and no other duty.</summary>
    public static List<Limit> Joined(string text, List<Limit> limits)
    {
        for (var at = limits.Count - 1; at > 0; at--)
            if (limits[at - 1].When is When.Every { Bare: true } && limits[at].When is When.Every { Bare: false }
                && Namely().IsMatch(text.AsSpan(limits[at - 1].End, limits[at].Start - limits[at - 1].End)))
                limits.RemoveAt(at - 1);
        return limits;
    }

    /// <summary>“每周一查”: a name, not an order; what is quoted at length orders all the same.</summary>
    public static bool IsName(Place place)
    {
        var (text, start, end, point) = (place.Text, place.Start, place.End, place.Point);
        var open = text.LastIndexOfAny(['"', '《', '\n'], point.Start - 1 < start ? start : point.Start - 1,
            Math.Max(0, point.Start - start));
        if (open < start || text[open] == '\n' || text.AsSpan(start, point.Start - start).Count('"') % 2 == 0 && text[open] == '"')
            return false;
        var close = text.IndexOf(text[open] == '"' ? '"' : '》', point.End, end - point.End);
        return close >= 0 && close - open <= LongestName;
    }

    /// <summary>每年2月底前…，3月底前…: the second is yearly too; so are the two days of 每半年一次，分别于6月20日、12月20日前.</summary>
    public static Limit Inherited(string text, Limit limit, List<Limit> before) =>
        limit.When is When.OnDay { Year: null, YearShift: null, Month: { } month } day
        && before.LastOrDefault() is { When: When.Every { Recurrence: { Every: Period.Year or Period.HalfYear } } every } last
        && (!every.Bare || Namely().IsMatch(text.AsSpan(last.End, Math.Max(0, limit.Start - last.End))))
            ? limit with { Rule = "recurring-inherited", When = Yearly(month, day, limit.Or as When.OnDay), Or = null }
            : limit;

    private static When.Every Yearly(int month, When.OnDay day, When.OnDay? also)
    {
        var every = new When.Every(new(Period.Year, month, day.Day, Time: day.Time), Bare: false);
        return also is null ? every : every with { Also = [new(Period.Year, also.Month, also.Day, Time: also.Time)] };
    }
}
