using static NoticeIssuance.Understanding.MovedWords;

namespace NoticeIssuance.Understanding;

/// <summary>Limits that were moved or misprinted.</summary>
internal static class Moved
{
    /// <summary>
    /// 原定6月30日截止…延长至7月11日, 由A调整为B, “A”有误，应为“B”: only what it was moved to is left. What stands behind stays.
    /// </summary>
    public static List<Limit> Unmoved(string text, int start, int end, List<Limit> limits)
    {
        // A day is moved to a day, what recurs to what recurs.
        foreach (var recurs in new[] { false, true })
            if (limits.FindLastIndex(limit => (limit.When is When.Every) == recurs
                && text[Math.Max(start, limit.Start - 16)..limit.Start] is var before && Moves().IsMatch(before)
                && !MovesAnother().IsMatch(before)) is > 0 and var moved)
                limits = [.. limits.Where((limit, at) => at >= moved || (limit.When is When.Every) != recurs)];
        limits.RemoveAll(limit => Wrong().IsMatch(text[limit.End..Math.Min(end, limit.End + 20)]));
        return limits;
    }
}
