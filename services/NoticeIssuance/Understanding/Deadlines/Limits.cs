using static NoticeIssuance.Understanding.LimitWords;

namespace NoticeIssuance.Understanding;

/// <summary>
/// Which time expressions of a sentence are limits. A date alone is an event or background; it is a limit by what closes it (前, 止, 内),
/// leads into it (截止时间为, 最迟) or follows it (于…报送).
/// </summary>
internal static class Limits
{
    // Beyond this it is no sentence; only its first limits are read.
    private const int MostInSentence = 40;

    private const int MostPoints = 400;

    private const int LongestEvent = 60;

    private const int LongestName = 14;

    private static readonly char[] ClauseEnds = [',', ';', ':', '。', '\n'];

    public static IReadOnlyList<Limit> In(string text, int start, int end, IReadOnlyList<TimePoint> points)
    {
        var limits = new List<Limit>();
        for (var i = 0; i < Math.Min(points.Count, MostPoints) && limits.Count < MostInSentence; i++)
        {
            var point = points[i];
            var opens = i > 0 && IsRange(text, points[i - 1], point) ? points[i - 1] : null;
            if (i + 1 < points.Count && (IsRange(text, point, points[i + 1]) || IsChoice(text, point, points[i + 1])))
                continue;
            if (Of(text, start, end, point, opens) is not { } limit)
                continue;
            var chosen = i > 0 && IsChoice(text, points[i - 1], point) ? points[i - 1].When : null;
            limits.Add(Inherited(limit with { Or = chosen ?? limit.Or }, limits));
        }
        return Unmoved(text, start, end, limits);
    }

    // 11月14日或11月17日前; 5月底（25日）前.
    private static bool IsChoice(string text, TimePoint one, TimePoint other) =>
        one.When is When.OnDay && other.When is When.OnDay && text[one.End..other.Start] is var between
        && (between is "或" or "或者" || between == "(" && one.Form == "month-end" && other.End < text.Length && text[other.End] == ')');

    /// <summary>
    /// 原定6月30日截止…延长至7月11日, 由A调整为B, “A”有误，应为“B”: only what it was moved to is left. What stands behind stays.
    /// </summary>
    private static List<Limit> Unmoved(string text, int start, int end, List<Limit> limits)
    {
        var moved = limits.FindLastIndex(limit => Moves().IsMatch(text[Math.Max(start, limit.Start - 16)..limit.Start]));
        if (moved > 0)
            limits.RemoveRange(0, moved);
        limits.RemoveAll(limit => Wrong().IsMatch(text[limit.End..Math.Min(end, limit.End + 20)]));
        return limits;
    }

    private static bool IsRange(string text, TimePoint from, TimePoint to) =>
        to.Start - from.End is >= 1 and <= 2 && Connects().IsMatch(text.AsSpan(from.End, to.Start - from.End));

    // 5月1日-20日 is one expression and a range all the same.
    private static bool HoldsRange(string text, TimePoint point) =>
        point.Form == "date" && text.AsSpan(point.Start, point.End - point.Start) is var written
        && written.Contains('月') && written.IndexOfAny("-~至到") > 0;

    private static Limit? Of(string text, int start, int end, TimePoint point, TimePoint? opens)
    {
        var when = opens is null ? point.When : Completed(point.When, opens.When);
        var left = text[Math.Max(start, (opens ?? point).Start - 24)..(opens ?? point).Start];
        var right = text[point.End..Math.Min(end, point.End + 40)];
        var closes = Closes().Match(right);
        var before = closes.Success && closes.Groups["by"].Value is "之前" or "以前" or "前" or "前夕";
        if (when is not When.Within && Background(left, right) || Quoted(text, start, end, point))
            return null;
        when = Recurs(text, start, end, point, when);
        return when switch
        {
            When.Within within => Spanned(text, start, point, within, left),
            When.Every when Named(text, start, end, point) => null,
            When.Every { Bare: true } when point.Form != "recurring-bare" || Acts().IsMatch(right) =>
                new(point.Form, when, point.Start, point.End, Before: false),
            When.Every { Bare: true } => null,
            When.Every => new(point.Form, when, point.Start, point.End + closes.Length, before),
            When.Impossible or When.OnLunarDay when !closes.Success => null,
            When.AfterFestival => new(point.Form, when, point.Start, point.End, Before: false),
            When.BeforeFestival => before ? new(point.Form, when, point.Start, point.End + closes.Length, before) : null,
            _ when closes.Success || FromNow().IsMatch(left) && !InForce().IsMatch(right) || Leads().IsMatch(left)
                || Inside(point, right) || Handed(left, right, point.Form)
                || (opens is not null || HoldsRange(text, point)) && Window(left, right)
                || Moves().IsMatch(left) && !Held().IsMatch(right)
                || Shuts().IsMatch(right) && Opens().IsMatch(text[start..end])
                || Spans(text, start, end, opens ?? point, point, opens is not null || HoldsRange(text, point))
                || Calls(text, start, end, point) =>
                new(Rule(text, start, end, point, opens), when, (opens ?? point).Start, point.End + closes.Length, before)
                {
                    Insists = closes.Success && Bids().IsMatch(left) && !Becomes().IsMatch(right),
                },
            _ => null,
        };
    }

    /// <summary>
    /// 次月5日前, where no month was named before it: the month after each; 下月 and 次年 only where the sentence speaks of what comes back
    /// (按月, 月报, 年度). 当月的…于10日前: behind 每月 or 按月 a bare day is one of every month.
    /// </summary>
    private static When Recurs(string text, int start, int end, TimePoint point, When when)
    {
        if (when is not When.OnDay { Year: null } day || day is { MonthShift: 0, YearShift: not 1 })
            return when;
        var (before, said) = (text[start..point.Start], text[point.Start..point.End]);
        if (NamesMonth().IsMatch(before))
            return when;
        var whole = text[start..end];
        return (said[0], day) switch
        {
            ('次' or '翌', { YearShift: null, Month: null }) => Monthly(),
            ('下', { MonthShift: 1, Month: null }) when EachMonth().IsMatch(whole) => Monthly(),
            ('次', { YearShift: 1, Month: { } month }) when EachYear().IsMatch(whole) =>
                new When.Every(new(Period.Year, month, day.Day, Time: day.Time), Bare: false),
            _ => when,
        };

        When.Every Monthly() => new(new(Period.Month, 1, day.Day, Time: day.Time), Bare: false);
    }

    /// <summary>“每周一查”: a name, not an order; what is quoted at length orders all the same.</summary>
    private static bool Named(string text, int start, int end, TimePoint point)
    {
        var open = text.LastIndexOfAny(['"', '《', '\n'], point.Start - 1 < start ? start : point.Start - 1,
            Math.Max(0, point.Start - start));
        if (open < start || text[open] == '\n' || text.AsSpan(start, point.Start - start).Count('"') % 2 == 0 && text[open] == '"')
            return false;
        var close = text.IndexOf(text[open] == '"' ? '"' : '》', point.End, end - point.End);
        return close >= 0 && close - open <= LongestName;
    }

    private static string Rule(string text, int start, int end, TimePoint point, TimePoint? opens) =>
        opens is not null ? "range" : Calls(text, start, end, point) ? "meeting" : point.Form;

    /// <summary>
    /// A range, a month or a part of one that a clause begins with, or that is set in a stage's brackets, bounds what the clause orders:
    /// 3月3日至14日，各校自查; 于…期间组织盘点; 11月，各校组织. Not what is merely so then (放假, 停水, 公示, 举行).
    /// </summary>
    private static bool Spans(string text, int start, int end, TimePoint from, TimePoint point, bool range)
    {
        if (range && WholeYear(from, point) || !range && point.Form is not ("month" or "month-part" or "month-end" or "month-week"))
            return false;
        var left = text[Math.Max(start, from.Start - 24)..from.Start];
        var right = text[point.End..Math.Min(end, point.End + 60)];
        if (Announces().IsMatch(left) || Timed().IsMatch(left))
            return false;
        if (InStage().IsMatch(left) && right.StartsWith(')'))
            return true;
        if (Told().IsMatch(text.AsSpan(point.End, Math.Min(end - point.End, 200))))
            return false;
        var clause = right.IndexOfAny(['。', ';']) is >= 0 and var stop ? right[..stop] : right;
        return (from.Start == start || (range ? Fronts() : Begins()).IsMatch(left))
            && (range ? Follows() : Pauses()).IsMatch(right) && !Idle().IsMatch(clause) && Tasks().IsMatch(clause);
    }

    // 2019年1月1日至12月31日: while something is in force.
    private static bool WholeYear(TimePoint from, TimePoint to) =>
        from.When is When.OnDay { Month: 1, Day: 1 } && to.When is When.OnDay { Month: 12, Day: 31 };

    /// <summary>A meeting with its hour, whose people are told to come: it is due when it begins.</summary>
    private static bool Calls(string text, int start, int end, TimePoint point) =>
        point.When is When.OnDay { Time: not null, Day: > 0 } && point.Form == "date"
        && !HoursOf().IsMatch(text.AsSpan(point.Start, Math.Min(end, point.End + 1) - point.Start))
        && text.AsSpan(start, end - start) is var sentence && Gathers().IsMatch(sentence) && Attends().IsMatch(sentence);

    // 年内完成, 月底完成: a period with the verb at once behind it.
    private static bool Inside(TimePoint point, string right) =>
        point.Form is "year-end" or "month-end" or "month-part" or "quarter" or "half-year" && Finishes().IsMatch(right);

    // 于5月20日报送; 我局将于5月20日召开 is an event.
    private static bool Handed(string left, string right, string form) =>
        form is not ("month" or "year") && Preposition().IsMatch(left) && !Announces().IsMatch(left) && Hands().IsMatch(right);

    // 报名时间:5月1日至5月20日; 自查阶段(5月1日至5月20日).
    private static bool Window(string left, string right) =>
        Stage().IsMatch(left) && !Event().IsMatch(left) || Finishes().IsMatch(right) && !Announces().IsMatch(left);

    /// <summary>根据第五条“每年3月1日前…”的规定: what a rule says elsewhere is the reason, not the limit.</summary>
    private static bool Quoted(string text, int start, int end, TimePoint point) =>
        text.AsSpan(start, point.Start - start).Count('"') % 2 == 1
        && text.IndexOf('"', point.End, end - point.End) is >= 0 and var close
        && Ruled().IsMatch(text.AsSpan(close, Math.Min(6, end - close)));

    private static bool Background(string left, string right) =>
        Qualifies().IsMatch(right) || Modifies().IsMatch(right) || AsOf().IsMatch(left) && State().IsMatch(right)
        || Validity().IsMatch(left) || AsOf().IsMatch(left) && Counts().IsMatch(right);

    /// <summary>The end of a range may leave out year and month.</summary>
    private static When Completed(When to, When from) => (to, from) switch
    {
        (When.OnDay { Month: null } day, When.OnDay first) =>
            day with { Year = first.Year, YearShift = first.YearShift, Month = first.Month, MonthShift = first.MonthShift },
        (When.OnDay { Year: null, YearShift: null } day, When.OnDay { Year: not null } first) =>
            day with { Year = day.Month < first.Month ? first.Year + 1 : first.Year },
        _ => to,
    };

    /// <summary>每年2月底前…，3月底前…: the second is yearly too.</summary>
    private static Limit Inherited(Limit limit, List<Limit> before) =>
        limit.When is When.OnDay { Year: null, YearShift: null, Month: { } month } day
        && before.LastOrDefault() is { When: When.Every { Recurrence.Every: Period.Year } }
            ? limit with { Rule = "recurring-inherited", When = new When.Every(new(Period.Year, month, day.Day, Time: day.Time), false) }
            : limit;

    private static Limit? Spanned(string text, int start, TimePoint point, When.Within within, string left)
    {
        if (Lasts().IsMatch(left) || OfPapers().IsMatch(text.AsSpan(point.End, Math.Min(24, text.Length - point.End))))
            return null;
        var clause = text[Clause(text, start, point.Start)..point.Start];
        var anchor = within.Amount < 0 ? EventBefore().Match(clause) : EventAfter().Match(clause);
        if (anchor.Success)
        {
            var words = anchor.Groups["event"];
            var from = point.Start - clause.Length + words.Index;
            return new(point.Form, within, from, point.End, Before: false, words.Value) { At = point.Start };
        }
        if (within.Amount < 0)
            return null;
        var condition = Condition().Match(text[Math.Max(start, point.Start - 160)..point.Start]);
        var named = condition.Success ? condition.Groups["event"].Value : within.Unit is "hours" or "minutes" ? "" : null;
        return new(point.Form, within, point.Start, point.End, Before: false, named);
    }

    /// <summary>Where the clause before a limit begins, no further back than an event's words; 自…起, may stand before a comma.</summary>
    private static int Clause(string text, int start, int at)
    {
        var low = Math.Max(start, at - LongestEvent);
        var from = at > low ? text.LastIndexOfAny(ClauseEnds, at - 1, at - low) : -1;
        if (from == at - 1 && from > low)
            from = text.LastIndexOfAny(ClauseEnds, from - 1, from - low);
        return Math.Max(from + 1, low);
    }
}
