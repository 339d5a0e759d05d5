namespace NoticeIssuance.Understanding;

/// <summary>When the school term began that a notice counts weeks of.</summary>
internal static partial class SchoolTerm
{
    private const int Beside = 8;

    /// <summary>Monday of the first week: 本学期第1周周一为2月24日, 第一周从9月1日开始, 9月1日（第一周）.</summary>
    public static DateOnly? Begins(string text, IReadOnlyList<TimePoint> points, TimeContext context)
    {
        foreach (var first in FirstWeek().Matches(text).Take(3).Cast<Match>())
        {
            var day = points.FirstOrDefault(point => point.When is When.OnDay { Day: > 0, Month: not null }
                && (point.Start >= first.Index + first.Length && point.Start - first.Index - first.Length <= Beside
                    || point.End <= first.Index && first.Index - point.End <= Beside));
            if (day is null)
                continue;
            var dated = Dating.Date(new(day.Form, day.When, day.Start, day.End, Before: false), ThisYear(context, day)).Day;
            return dated?.AddDays(-(((int)dated.Value.DayOfWeek + 6) % 7));
        }
        return null;
    }

    /// <summary>A week of the term, where the notice says when the first one begins; else it hangs on that.</summary>
    public static Dated Date(When.InSchoolWeek when, Limit limit, TimeContext context)
    {
        if (context.TermBegins is not { } monday)
            return new(null, when.Time, Anchor: new Anchor("other", $"第{when.Week}周", 0, "days"));
        var begins = monday.AddDays(7 * (when.Week - 1));
        var day = begins.AddDays(when.Day is { } weekday ? ((int)weekday + 6) % 7 : 6);
        return new(day, when.Time, new(day.Year, "text"),
            Alternative: when.Day is null && limit.Before ? (begins.AddDays(-1), "也可理解为该周开始之前") : null);
    }

    // A term may have begun shortly before the notice: its month is no later year's.
    private static TimeContext ThisYear(TimeContext context, TimePoint day) =>
        context.IssuedOn is { } issued && day.When is When.OnDay { Month: { } month } && month < issued.Month && issued.Month - month < 6
            ? context with { IssuedOn = new DateOnly(issued.Year, month, 1) }
            : context;

    [GeneratedRegex("第[一1]个?(?:教学)?周(?:的?(?:周|星期)一)?", Words.Options)] private static partial Regex FirstWeek();
}
