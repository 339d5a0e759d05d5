using static NoticeIssuance.Understanding.AnchorWords;
using static NoticeIssuance.Understanding.UnboundWords;

namespace NoticeIssuance.Understanding;

/// <summary>Limits that count from an event or end with one: 收到通知之日起3日内, 会议召开前3天, 学期结束前.</summary>
internal static class Anchors
{
    private const int LongestEvent = 60;

    private static readonly char[] ClauseEnds = [',', ';', ':', '。', '\n'];

    public static Limit? Within(Place place, When.Within within)
    {
        var (text, start, point) = (place.Text, place.Start, place.Point);
        if (Lasts().IsMatch(place.Left) || Planned().IsMatch(place.Left)
            || Counting().IsMatch(place.Right) || place.Left.EndsWith('(') && Described().IsMatch(place.Right)
            || Undone().IsMatch(place.Right) || IsIntroduced(place)
            || OfPapers().IsMatch(text.AsSpan(point.End, Math.Min(24, text.Length - point.End))))
            return null;
        var clause = text[Clause(text, start, point.Start)..point.Start];
        // 前一日的进度 is of what the figures are.
        if (within.Amount < 0 && OfFigures().IsMatch(clause))
            return null;
        // 期满前30日内: the days before it.
        if (within.Amount > 0 && clause.EndsWith('前'))
            within = within with { Amount = -within.Amount };
        var anchor = within.Amount >= 0 ? EventAfter().Match(clause)
            : point.Form == "days-until" ? EventUntil().Match(clause)
            : EventBefore().Match(clause);
        if (anchor.Success)
        {
            var words = anchor.Groups["event"];
            var from = point.Start - clause.Length + words.Index;
            return new(point.Form, within, from, point.End, Before: false, words.Value) { At = point.Start };
        }
        if (within.Amount < 0)
            return null;
        var condition = Condition().Match(text[Math.Max(start, point.Start - 160)..point.Start]);
        var named = condition.Success ? condition.Groups["event"].Value
            : within.Unit is "hours" or "minutes" || PerCase().IsMatch(place.Right) && !Everybody().IsMatch(clause) ? "" : null;
        return new(point.Form, within, point.Start, point.End, Before: false, named);
    }

    /// <summary>现将期满后15日内申报的各税种…明确如下: what the notice is about.</summary>
    private static bool IsIntroduced(Place place) =>
        place.Text.AsSpan(Clause(place.Text, place.Start, place.Point.Start)) is ['现', '将' or '就' or '对', ..]
        && AsFollows().IsMatch(place.Right);

    /// <summary>放假前, 学期结束前: the limit is the event itself, whose day the notice does not say.</summary>
    public static Limit? Before(Place place)
    {
        var clause = place.Text[Clause(place.Text, place.Start, place.Point.Start)..place.Point.Start];
        return !Supposes().IsMatch(clause) && EventHead().Match(clause) is { Success: true } head && head.Groups["event"] is var words
            && Ordered().IsMatch(place.Right)
            ? new(place.Point.Form, place.Point.When, place.Point.Start - clause.Length + words.Index, place.Point.End, Before: true,
                words.Value + place.Text[place.Point.Start..place.Point.End].TrimEnd('前', '之', '以')) { At = place.Point.Start }
            : null;
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
