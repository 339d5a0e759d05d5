using static NoticeIssuance.Understanding.RecurringWords;

namespace NoticeIssuance.Understanding;

/// <summary>Days that come back although their words do not say 每.</summary>
internal static class Repeats
{
    private const int LongestName = 14;
    private const int SaidAgain = 8;
    private const int LongestBracket = 24;

    /// <summary>
    /// 次月5日前, where no month was named before it: the month after each; 下月 and 次年 only where the sentence speaks of what comes back
    /// (按月, 月报, 年度).
    /// </summary>
    public static When Of(Place place, When when)
    {
        if (when is not When.OnDay { Year: null } day)
            return when;
        var (before, said) = (place.Text[place.Start..place.Point.Start], place.Text[place.Point.Start..place.Point.End]);
        if (said.StartsWith("当年", StringComparison.Ordinal) && day is { Month: { } of, Day: > 0 } && EachHalf().IsMatch(place.Left))
            return new When.Every(new(Period.Year, of, day.Day, Time: day.Time), Bare: false);
        if (day is { MonthShift: 0, YearShift: not 1 } && !said.StartsWith("当月", StringComparison.Ordinal))
            return when;
        if (said.StartsWith("当月", StringComparison.Ordinal) && day.Day > 0 && EachMonth().IsMatch(before))
            return new When.Every(new(Period.Month, Day: day.Day, Time: day.Time), Bare: false);
        // 自办理退休次月起停止: a beginning.
        if (place.Right.StartsWith('起'))
            return when;
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
                && text.AsSpan(limits[at - 1].End..limits[at].Start) is var between
                && (Namely().IsMatch(between) || OnWhich().IsMatch(between)
                    || IsSaidAgain(limits[at - 1], limits[at]) || limits[at].Rule == "same-day"))
                limits.RemoveAt(at - 1);
        return limits;
    }

    /// <summary>按月报送，每月前5个工作日内完成: the days of that month, said at once.</summary>
    private static bool IsSaidAgain(Limit bare, Limit days) => bare.Rule == "recurring-bare" && days.Start - bare.End <= SaidAgain
        && ((When.Every)bare.When).Recurrence.Every == ((When.Every)days.When).Recurrence.Every;

    /// <summary>How often something is so, and nobody is told to do it: a rule's name, an attribute, a paper that appears.</summary>
    public static bool OrdersNothing(Place place) => RecurringWords.OrdersNothing().IsMatch(place.Right)
        || IsRule().IsMatch(place.Right) && SetsUp().IsMatch(place.Left) && !ToSomebody().IsMatch(place.Left)
        || UnboundWords.Concerns().IsMatch(place.Left) && UnboundWords.AsFollows().IsMatch(place.Right)
        || Paper().IsMatch(place.Left) && !BindingWords.HandsOver().IsMatch(place.Right);

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
        limit.Rule is "day" or "weekday" && !IsDoneOnce(text, limit, before)
            && !Sentences.OwnPeriod().IsMatch(text.AsSpan(Math.Max(0, limit.Start - LongestBracket)..limit.Start))
            && before.LastOrDefault() is { When: When.Every first } earlier
            && Within(limit.When, first, OnWhich().IsMatch(text.AsSpan(earlier.End, Math.Max(0, limit.Start - earlier.End)))) is { } again
            ? limit with { Rule = "recurring-inherited", When = again }
        : limit.When is When.OnDay { Year: null, YearShift: null, Month: not null } day
        && before.LastOrDefault() is { When: When.Every { Recurrence: { Every: Period.Year or Period.HalfYear } } every } last
        && (!every.Bare || Namely().IsMatch(text.AsSpan(last.End, Math.Max(0, limit.Start - last.End))))
            ? limit with
            {
                Rule = "recurring-inherited", Or = null, Also = [],
                When = Yearly([.. limit.Also.OfType<When.OnDay>(), day, .. new[] { limit.Or }.OfType<When.OnDay>()]),
            }
            : limit;

    /// <summary>每月10日前报送进度，20日前完成整改: what is finished is finished once, unless what comes back is finished too.</summary>
    private static bool IsDoneOnce(string text, Limit limit, List<Limit> before) => Finished().IsMatch(text.AsSpan(limit.End))
        && before.LastOrDefault() is { } last && !Finished().IsMatch(text.AsSpan(last.End));

    /// <summary>
    /// 每月10日前…，25日前…; 每周二…，周五…: a day of the period that the sentence began with. Of a frequency only where it says on which:
    /// 每两周报送一次，每次于周五15:00前.
    /// </summary>
    private static When.Every? Within(When when, When.Every first, bool says) => (when, first) switch
    {
        (When.OnDay { Month: null, MonthShift: 0, Day: > 0 } day, { Bare: true, Recurrence: { Every: Period.Month } every }) when says =>
            new When.Every(every with { Day = day.Day, Time = day.Time }, Bare: false),
        (When.OnWeekday { WeekShift: null } day, { Bare: true, Recurrence: { Every: Period.Week } every }) when says =>
            new When.Every(every with { Weekday = day.Day, Time = day.Time }, Bare: false),
        (When.OnDay { Month: null, MonthShift: 0, Day: > 0 } day, { Bare: false, Recurrence: { Day: not null } every })
            when every.Every is Period.Month or Period.Quarter =>
            new When.Every(every with { Day = day.Day, Time = day.Time }, Bare: false),
        (When.OnWeekday { WeekShift: null } day, { Bare: false, Recurrence: { Every: Period.Week } every }) =>
            new When.Every(every with { Weekday = day.Day, Time = day.Time }, Bare: false),
        _ => null,
    };

    private static When.Every Yearly(IReadOnlyList<When.OnDay> days)
    {
        List<Recurrence> every = [.. days.Select(day => new Recurrence(Period.Year, day.Month, day.Day, Time: day.Time))];
        return new(every[0], Bare: false) { Also = every[1..] };
    }
}
