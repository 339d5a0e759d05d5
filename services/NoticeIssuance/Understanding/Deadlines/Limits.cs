using static NoticeIssuance.Understanding.BindingWords;

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

    private const int LongestLead = 12;

    // 请各市卫生局（除…外）于
    private const int FurthestCall = 60;

    /// <param name="steps">Where the steps of a plan begin (<see cref="Stages.Steps"/>).</param>
    /// <param name="gathers">The notice calls people to a meeting: a time on a line of its own is when it begins.</param>
    public static IReadOnlyList<Limit> In(
        string text, int start, int end, IReadOnlyList<TimePoint> points, IReadOnlySet<int> steps, bool gathers)
    {
        var limits = new List<Limit>();
        for (var i = 0; i < Math.Min(points.Count, MostPoints) && limits.Count < MostInSentence; i++)
        {
            var point = Dayed(points, i);
            var opens = i > 0 && IsRange(text, points[i - 1], point) ? points[i - 1] : null;
            if (i + 1 < points.Count && (IsRange(text, point, points[i + 1]) || IsChoice(text, point, points[i + 1])))
                continue;
            if (i + 1 < points.Count && IsList(text, point, points[i + 1]) && (ClosesItself(text, point) || text[point.End] == ','
                || IsUntil(text, start, point)))
                continue;
            var chosen = i > 0 && (IsChoice(text, points[i - 1], point) || IsList(text, points[i - 1], point)) ? points[i - 1] : null;
            var place = new Place(text, start, end, point, opens);
            if (chosen is not null && Listed(text, start, end, points, i) is { Count: > 1 } listed)
                (chosen, place) = (null, place with { List = listed });
            if (Of(place, chosen, steps.Contains(place.From), gathers) is { } limit)
                limits.Add(Repeats.Inherited(text, Counted(limit, limits), limits));
        }
        return Moved.Unmoved(text, start, end, Terms.Given(text, start, points, Repeats.Joined(text, limits)));
    }

    // 11月14日或11月17日前; 5月底（25日）前, 4月中旬（4月18日）前.
    private static bool IsChoice(string text, TimePoint one, TimePoint other) =>
        one.When is When.OnDay && other.When is When.OnDay && text[one.End..other.Start] is var between
        && (between is "或" or "或者" or "或是"
            || between == "(" && one.Form is "month-end" or "month-part" && other.End < text.Length && text[other.End] == ')');

    // 分别于6月20日、12月20日前: one 前 for both.
    private static bool IsList(string text, TimePoint one, TimePoint other) =>
        one.Form is "date" or "quarter-after" && other is { When: When.OnDay { Month: not null } } && other.Form == one.Form
        && other.Start > one.End
        && (text[one.End..Math.Min(other.Start, one.End + 4)].TrimStart('之', '以', '前') is "、" or "和" or "及" or "与"
            || text[one.End..other.Start] == "," && Apart().IsMatch(text[Math.Max(0, one.Start - 8)..one.Start]));

    // 受理截止时间为7月20日、10月20日
    private static bool IsUntil(string text, int start, TimePoint first) =>
        Until().IsMatch(text.AsSpan(Math.Max(start, first.Start - LongestLead)..first.Start));

    // 分别于4月6日前和4月20日前: each has its own 前.
    private static bool ClosesItself(string text, TimePoint point) => point.End < text.Length && text[point.End] is '前' or '之' or '以';

    /// <summary>通报后10日内提交方案，两个月内完成: both count from the same.</summary>
    private static Limit Counted(Limit limit, List<Limit> before) =>
        limit is { When: When.Within, Event: null } && before.LastOrDefault() is { When: When.Within, Event: { } from }
            ? limit with { Event = from } : limit;

    /// <summary>
    /// The days of a list that are each due: three or more, or two that are told apart (分别于6月20日、12月20日前); empty where they are not.
    /// </summary>
    private static List<TimePoint> Listed(string text, int start, int end, IReadOnlyList<TimePoint> points, int last)
    {
        var first = last;
        while (first > 0 && IsList(text, points[first - 1], points[first]))
            first--;
        var each = last - first > 1 || first < last
            && (ClosesItself(text, points[last - 1])
                || IsUntil(text, start, points[first])
                || Apart().IsMatch(text[Math.Max(start, points[first].Start - 8)..points[first].Start])
                || Times().IsMatch(text[points[last].End..Math.Min(end, points[last].End + 12)]));
        return each ? [.. points.Skip(first).Take(last - first + 1)] : [];
    }

    /// <summary>当天下午5点: of the day named before it, or of each day on which that comes back.</summary>
    private static TimePoint Dayed(IReadOnlyList<TimePoint> points, int at)
    {
        if (points[at].When is not When.SameDay same)
            return points[at];
        var named = points.Take(at)
            .LastOrDefault(point => point is { Form: "date", When: When.OnDay { Day: > 0 } } or { When: When.Every });
        return named?.When switch
        {
            When.OnDay day => points[at] with { When = day with { Time = same.Time, Begins = null } },
            When.Every every => points[at] with
            {
                When = new When.Every(every.Recurrence with { Time = same.Time }, every.Bare && every.Recurrence.Every is not Period.Day),
            },
            _ => points[at],
        };
    }

    /// <summary>From one to the other: 3月3日至14日.</summary>
    public static bool IsRange(string text, TimePoint from, TimePoint to) =>
        to.Start - from.End is >= 1 and <= 8 && Connects().IsMatch(text.AsSpan(from.End, to.Start - from.End));

    private static Limit? Of(Place place, TimePoint? chosen, bool planned, bool gathers)
    {
        var (point, left, right) = (place.Point, place.Left, place.Right);
        var when = place.Opens is null ? InMonth(place) : Completed(point.When, place.Opens.When);
        var closes = Closes().Match(chosen is not null && right.StartsWith(')') ? right[1..] : right);
        var closed = closes.Success && chosen is not null && right.StartsWith(')') ? closes.Length + 1 : closes.Length;
        var before = closes.Success && closes.Groups["by"].Value is "之前" or "以前" or "前" or "前夕";
        if (when is not (When.Within or When.BeforeEvent) && Unbound.IsBackground(left, right) || Unbound.IsQuoted(place)
            || MovedWords.Excepts().IsMatch(left)
            || point.Form is "quarter" or "half-year" or "month" && NamesWhose().IsMatch(right)
            || point.Form == "month-week" && NamesItsDay().IsMatch(right))
            return null;
        when = Repeats.Of(place, when);
        return when switch
        {
            _ when place.IsRange && Terms.Bounds(place) => null,
            When.Within within => Anchors.Within(place, within),
            When.BeforeEvent => Anchors.Before(place),
            When.SameDay => null,
            When.OnWeekday { WeekShift: null } when place.Opens is not null && !closes.Success && !Handed(left, right, point.Form) => null,
            When.Every { Bare: true } when Repeats.OrdersNothing(place) => null,
            When.Every when Repeats.IsName(place) || UnboundWords.Ours().IsMatch(left)
                || UnboundWords.Superiors().IsMatch(left) && UnboundWords.Oversees().IsMatch(right) => null,
            When.Every { Bare: true } when point.Form != "recurring-bare" || RecurringWords.Acts().IsMatch(right) =>
                new(point.Form, when, point.Start, point.End, Before: false),
            When.Every { Bare: true } => null,
            When.Every when RecurringWords.Overnight().IsMatch(right) && !RecurringWords.IsDoneDaily().IsMatch(right) => null,
            When.Every when point.Form == "recurring-day" && MeetingWords.HoursOf().IsMatch(point.Of(place.Text))
                && !RecurringWords.IsDoneDaily().IsMatch(right) => null,
            When.Every => new(point.Form, when, place.From, point.End + closed, before),
            _ when ToEvent().IsMatch(right) => null,
            When.Impossible or When.OnLunarDay or When.InSchoolWeek when !closes.Success => null,
            When.AfterFestival => new(point.Form, when, point.Start, point.End, Before: false),
            When.BeforeFestival => before ? new(point.Form, when, point.Start, point.End + closed, before) : null,
            _ when closes.Success || Binds(place) || Stages.Bound(place, planned)
                || place.List is [var listed, ..] && IsUntil(place.Text, place.Start, listed) =>
                new(place.IsRange ? "range" : point.Form, when, (chosen ?? place.First).Start, point.End + closed, before)
                {
                    Or = chosen?.When,
                    Also = [.. place.List.SkipLast(1).Select(other => other.When)],
                    Insists = closes.Success && Bids().IsMatch(left) && !UnboundWords.Becomes().IsMatch(right)
                        || At().IsMatch(left) && Submits().IsMatch(right) && !Orders.IsReportedSpeech(place.Sentence.ToString()),
                },
            _ when Meetings.Calls(place, gathers) =>
                new("meeting", Meetings.Beginning(when), place.From, point.End, Before: false),
            _ => null,
        };
    }

    /// <summary>What leads into it or follows it makes it a limit.</summary>
    private static bool Binds(Place place)
    {
        var (point, left, right) = (place.Point, place.Left, place.Right);
        return FromNow().IsMatch(left) && !UnboundWords.InForce().IsMatch(right)
            || Leads().IsMatch(place.Lead) && !StageWords.Reopens().IsMatch(place.Lead) && !(point.Form == "year" && Names().IsMatch(right))
            || point.Form == "date" && UntilToo().IsMatch(place.Text[place.Start..place.From])
            || place.IsAlone && SchedulesNext(place)
            || point.Form == "date" && place.Heads && Schedules().IsMatch(right)
            || Inside(point, right)
            || Handed(place.LeftOfFirst, right, point.Form)
            || point.Form == "date" && MeetingWords.Reports().IsMatch(right) && MeetingWords.Reporting().IsMatch(left)
            || point.Form is "date" or "weekday" or "day-word" && MeetingWords.Comes().IsMatch(right)
                && MeetingWords.Called().IsMatch(place.Text[Math.Max(place.Start, place.From - FurthestCall)..place.From])
            || left.EndsWith("前(", StringComparison.Ordinal) && right.StartsWith(')') && point.Form == "date"
            || point.Form is "date" or "weekday" or "month-part" && Heads().IsMatch(left) && HandsAtOnce().IsMatch(right)
            || place.IsRange && Stages.IsWindow(place.Lead, right)
            || MovedWords.Moves().IsMatch(left) && !MovedWords.Held().IsMatch(right)
            || IsLast().IsMatch(right)
            || point.Form is not ("month" or "year") && Strives().IsMatch(left) && Achieves().IsMatch(right)
            || !place.IsRange && Shuts().IsMatch(right) && Opens().IsMatch(place.Sentence)
                && !(right.StartsWith('起') && left.EndsWith('自'));
    }

    // 年内完成, 月底完成: a period with the verb at once behind it.
    private static bool Inside(TimePoint point, string right) =>
        point.Form is "year-end" or "month-end" or "month-part" or "quarter" or "half-year" && Finishes().IsMatch(right);

    // 于5月20日报送; 我局将于5月20日召开 is an event.
    private static bool Handed(string left, string right, string form) =>
        form is not ("month" or "year") && Preposition().IsMatch(left) && !Announces().IsMatch(left) && Hands().IsMatch(right);

    /// <summary>A day alone on its line, and what is to be handed in on the next one.</summary>
    private static bool SchedulesNext(Place place) => place.Point.Form == "date" && HandsOver().IsMatch(place.Next);

    /// <summary>2月份于28日上报: the day is that month's.</summary>
    private static When InMonth(Place place) => place.Point.When is When.OnDay { Month: null, MonthShift: 0, Day: > 0 } day
        && MonthBefore().Match(place.Left) is { Success: true } month ? day with { Month = month.Int("month") } : place.Point.When;

    /// <summary>The end of a range may leave out year and month; 每月25日至月底 comes back as its beginning does.</summary>
    public static When Completed(When to, When from) => (to, from) switch
    {
        (When.OnDay { Month: null } day, When.Every { Bare: false } first) =>
            first with { Recurrence = first.Recurrence with { Day = day.Day, Time = day.Time } },
        (When.OnDay { Month: null } day, When.OnDay first) =>
            day with { Year = first.Year, YearShift = first.YearShift, Month = first.Month, MonthShift = first.MonthShift },
        (When.OnDay { Year: null, YearShift: null } day, When.OnDay { Year: not null } first) =>
            day with { Year = day.Month < first.Month ? first.Year + 1 : first.Year },
        (When.OnWeekday { WeekShift: null } day, When.OnWeekday { WeekShift: { } shift }) => day with { WeekShift = shift },
        _ => to,
    };
}
