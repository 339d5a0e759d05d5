using static NoticeIssuance.Understanding.MeetingWords;

namespace NoticeIssuance.Understanding;

/// <summary>A meeting with its hour, whose people are told to come: it is due when it begins.</summary>
internal static class Meetings
{
    /// <summary>Whether a notice calls people to a meeting: something is held, and who is to come is said, anywhere in it.</summary>
    public static bool AreCalledIn(string text) =>
        Summons().IsMatch(text)
        || (Gathers().IsMatch(text) || Where().IsMatch(text)) && (Attends().IsMatch(text) || Attendance().IsMatch(text));

    /// <summary>Of 9:00-11:00 the hour at which it begins.</summary>
    public static When Beginning(When when) => when is When.OnDay { Begins: { } begins } day ? day with { Time = begins } : when;

    /// <param name="gathers">The notice as a whole calls to a meeting: then 时间：5月19日上午9:00 is its time.</param>
    public static bool Calls(Place place, bool gathers) =>
        place.Point is { Form: "date" or "weekday" or "day-word" } point
        && point.When is When.OnDay { Time: not null, Day: > 0 } or When.OnWeekday { Time: not null } or When.DaysOn { Time: not null }
        && (gathers && (TimeField().IsMatch(place.Lead) || point.Form == "date" && Where().IsMatch(place.Sentence)
                || Sets().IsMatch(place.Left) && IsHeld().IsMatch(place.Text.AsSpan(point.End, place.End - point.End)))
            || point.Form is "date" or "weekday" or "day-word"
            && !HoursOf().IsMatch(place.Text.AsSpan(point.Start, Math.Min(place.End, point.End + 2) - point.Start))
            && Gathers().IsMatch(place.Sentence) && Attends().IsMatch(place.Sentence));
}
