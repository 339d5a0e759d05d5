using static NoticeIssuance.Understanding.StageWords;
using static NoticeIssuance.Understanding.UnboundWords;

namespace NoticeIssuance.Understanding;

/// <summary>
/// Ranges, months and parts of months that bound what a clause orders: 3月3日至14日，各校自查; 于…期间组织盘点; 11月，各校组织; in a stage's
/// brackets or behind its name; and the steps of a plan, each of which begins with a time. Not what is merely so then (放假, 停水, 公示, 举行).
/// </summary>
internal static class Stages
{
    private const int NextStep = 160;
    private const int Near = 4;

    // 报名时间:5月1日至5月20日; 自查阶段(5月1日至5月20日).
    public static bool IsWindow(string left, string right) =>
        !Event().IsMatch(left) && (Stage().IsMatch(left)
            || BindingWords.Finishes().IsMatch(right) && !BindingWords.Announces().IsMatch(left) && !Season().IsMatch(left));

    /// <param name="planned">It is one of several steps, each of which begins with a time.</param>
    public static bool Bound(Place place, bool planned)
    {
        var (left, right) = (place.Left, place.Right);
        if (place.IsRange ? IsWholeYear(place) : place.Point.Form is not ("month" or "month-part" or "month-end" or "month-week"))
            return false;
        if (place.IsRange && Recurs().IsMatch(right))
            return false;
        if (place.Point.Form == "month" && (OfMonth().IsMatch(right) || place.IsRange && Keeps().IsMatch(place.Clause)))
            return false;
        if (IsShut().IsMatch(place.Clause) || Meanwhile().IsMatch(right) || OwnTime().IsMatch(right) || OwnPlan().IsMatch(place.Clause))
            return false;
        if (BindingWords.Announces().IsMatch(left) || Timed().IsMatch(left) || Starts().IsMatch(right))
            return false;
        if (InStage().IsMatch(left) && right.StartsWith(')')
            || place.IsRange && InHeading().IsMatch(left) && ClosesHeading().IsMatch(right))
            return true;
        if (place.IsRange && Season().IsMatch(left))
            return false;
        var named = NamedStage().IsMatch(left) || NamesStage().IsMatch(right);
        if (named && !Idle().IsMatch(place.Clause.Split(',')[0]))
            return true;
        if (Told().IsMatch(place.Text.AsSpan(place.Point.End, Math.Min(place.End - place.Point.End, 200))) || Idle().IsMatch(place.Clause))
            return false;
        if (place.Point.Form is "month-end" or "month-part" && Begins().IsMatch(left) && Acts().IsMatch(right))
            return true;
        var fronts = place.From == place.Start || (place.IsRange ? Fronts() : Begins()).IsMatch(left);
        if (place.IsRange && ByBody().IsMatch(left) && Acts().IsMatch(right))
            return true;
        return fronts && (planned || (place.IsRange ? Follows() : Pauses()).IsMatch(right) && Tasks().IsMatch(place.Clause))
            || place.IsRange && Asks().IsMatch(left) && Follows().IsMatch(right);
    }

    /// <summary>
    /// Where the steps of a plan begin: a time and another near it each begin one, both as labels (3月：…。4月：…) or one of them with
    /// something to be done.
    /// </summary>
    public static IReadOnlySet<int> Steps(string text, IReadOnlyList<TimePoint> points) =>
        Enumerable.Range(0, points.Count).Where(at => IsPlanned(text, points, at)).Select(at => points[at].Start).ToHashSet();

    private static bool IsPlanned(string text, IReadOnlyList<TimePoint> points, int at)
    {
        if (!IsStep(text, points[at]))
            return false;
        for (var other = Math.Max(0, at - Near); other <= Math.Min(points.Count - 1, at + Near); other++)
            if (other != at && Math.Abs(points[other].Start - points[at].Start) < NextStep && IsStep(text, points[other])
                && (IsLabel(text, points[at]) && IsLabel(text, points[other]) || Orders(text, points[other]) || Orders(text, points[at])))
                return true;
        return false;
    }

    private static bool IsStep(string text, TimePoint point) =>
        point.When is When.OnDay && point.End < text.Length && text[point.End] is not ('\n' or '的')
        && Step().IsMatch(text[Math.Max(0, point.Start - 8)..point.Start]);

    private static bool IsLabel(string text, TimePoint point) => point.End < text.Length && text[point.End] is ':';

    private static bool Orders(string text, TimePoint point) => Tasks().IsMatch(text[point.End..Math.Min(text.Length, point.End + 40)]);

    // 2019年1月1日至12月31日: while something is in force.
    private static bool IsWholeYear(Place place) =>
        place.Opens is { When: When.OnDay { Month: 1, Day: 1 } } && place.Point.When is When.OnDay { Month: 12, Day: 31 };
}
