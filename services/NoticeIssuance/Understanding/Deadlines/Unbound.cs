using static NoticeIssuance.Understanding.UnboundWords;

namespace NoticeIssuance.Understanding;

/// <summary>Time expressions that bind nobody.</summary>
internal static class Unbound
{
    /// <summary>根据第五条“每年3月1日前…”的规定: what a rule says elsewhere is the reason, not the limit.</summary>
    public static bool IsQuoted(Place place) =>
        place.Text.AsSpan(place.Start, place.Point.Start - place.Start).Count('"') % 2 == 1
        && place.Text.IndexOf('"', place.Point.End, place.End - place.Point.End) is >= 0 and var close
        && Ruled().IsMatch(place.Text.AsSpan(close, Math.Min(6, place.End - close)));

    /// <summary>It describes people, papers or what was counted.</summary>
    public static bool IsBackground(string left, string right) =>
        Qualifies().IsMatch(right) || Counting().IsMatch(right) || Purpose().IsMatch(left) || TakenUpTo().IsMatch(left)
        || Whoever().IsMatch(left) && Did().IsMatch(right) || Modifies().IsMatch(right)
        || Admitted().IsMatch(right) && !IsTold().IsMatch(left) || AsOf().IsMatch(left) && State().IsMatch(right)
        || Concerns().IsMatch(left) && AsFollows().IsMatch(right)
        || left.EndsWith("截至", StringComparison.Ordinal) && !TooLate().IsMatch(right)
            && (Stands().IsMatch(right) || Up().IsMatch(left) && ThenIs().IsMatch(right))
        || IsReason(left)
        || Validity().IsMatch(left) || AsOf().IsMatch(left) && Counts().IsMatch(right);
}
