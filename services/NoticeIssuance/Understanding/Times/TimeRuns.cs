using System.Buffers;

namespace NoticeIssuance.Understanding;

/// <summary>
/// Accounts for every time-like run of a notice: every time expression the grammar found that has a numeral in it, and every number in
/// front of 年, 月, 日, 号, 点, 时, 周, 天, 季 or 旬 that no form has read. Linear in the text.
/// </summary>
internal sealed partial class TimeRuns(NormalText text, Elements elements, TimeContext context)
{
    private static readonly SearchValues<char> Numerals = SearchValues.Create("0123456789一二三四五六七八九十");

    private const int Around = 40;
    private const int Longest = 200;
    private const int LongestWeek = 8;

    // What a hostile text repeats is not accounted for beyond this; whoever reads the count sees it is too many.
    private const int Most = 5_000;

    /// <param name="points">Found in the text, in its order.</param>
    /// <param name="used">Stretches of the limits that requirements have, in text order.</param>
    /// <param name="others">Stretches of limits that were read and are no requirement's.</param>
    /// <param name="annexed">Where lines begin that stand in an annex whose sentences order only with a limit; null: there is none.</param>
    public IReadOnlyList<TimeRun> Of(
        IReadOnlyList<TimePoint> points, IReadOnlyList<(int Start, int End)> used, IReadOnlyList<(int Start, int End)> others, int? annexed)
    {
        var runs = new List<TimeRun>();
        var (limits, beside) = (new Stretches(used), new Stretches(others));
        var all = All(points).Take(Most).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var (start, end, point) = all[i];
            // 9月8日—9月12日: both ends are of one kind.
            var (from, to) = (i > 0 && IsRange(all[i - 1], all[i]) ? all[i - 1].Start : start,
                i + 1 < all.Count && IsRange(all[i], all[i + 1]) ? all[i + 1].End : end);
            if (limits.Touch(start, end))
                runs.Add(Told(start, end, TimeRun.Limit));
            else if ((Place(start, end) ?? (beside.Touch(start, end) ? NoLimitKinds.Beside : KindOf(from, to, point, annexed))) is { } kind)
                runs.Add(Told(start, end, TimeRun.None, kind));
            else
                runs.Add(Told(start, end, TimeRun.Question));
        }
        return runs;
    }

    private bool IsRange((int Start, int End, TimePoint? Point) one, (int Start, int End, TimePoint? Point) other) =>
        one.Point is not null && other.Point is not null && other.Start - one.End is >= 1 and <= 8
        && BindingWords.Connects().IsMatch(text.Text.AsSpan(one.End, other.Start - one.End));

    private TimeRun Told(int start, int end, string what, string? kind = null) =>
        new(text.Span(start, end), text.Original(start, end), what, kind);

    private IEnumerable<(int Start, int End, TimePoint? Point)> All(IReadOnlyList<TimePoint> points)
    {
        var next = 0;
        foreach (var run in Numbered().Matches(text.Text).Cast<Match>())
        {
            for (; next < points.Count && points[next].Start < run.Index + run.Length; next++)
                if (HasNumeral(points[next]))
                    yield return (points[next].Start, points[next].End, points[next]);
            if (next == 0 || points[next - 1].End <= run.Index)
                yield return (run.Index, run.Index + run.Length, null);
        }
        for (; next < points.Count; next++)
            if (HasNumeral(points[next]))
                yield return (points[next].Start, points[next].End, points[next]);
    }

    private bool HasNumeral(TimePoint point) =>
        point.When is not (When.Every { Bare: true } or When.BeforeFestival or When.BeforeEvent)
        && text.Text.AsSpan(point.Start, point.End - point.Start).ContainsAny(Numerals);

    /// <summary>Why it is no limit; null where nothing says so.</summary>
    private string? KindOf(int start, int end, TimePoint? point, int? annexed)
    {
        if (point?.When is When.OnDay { Year: { } year } dated && context.IssuedOn is { } issued
            && (year < issued.Year || WrittenDate.Valid(year, dated.Month ?? 12, dated.Day > 0 ? dated.Day : 28) < issued))
            return NoLimitKinds.Past;
        if (point?.When is When.OnDay { Year: null, YearShift: null, Month: { } month, Day: > 0 } at && context.IssuedOn is { } written
            && WrittenDate.Valid(written.Year, month, at.Day) is { } day && day <= written && day > written.AddDays(-60)
            && text.Text[end..SentenceAround(start, end).End] is var told && !Orders.IsOrder(told) && !Hands().IsMatch(told))
            return NoLimitKinds.Past;
        if (IsWholeYears(text.Text.AsSpan(start, end - start)))
            return NoLimitKinds.InForce;
        var sentence = SentenceAround(start, end);
        var left = text.Text[Math.Max(sentence.Start, start - Around)..start];
        var right = text.Text[end..Math.Min(sentence.End, end + Around)];
        if (NoLimitWords.All.FirstOrDefault(words => words.Fits(left, right)) is { } words)
            return words.Kind;
        if (Unbound.IsBackground(left, right))
            return NoLimitKinds.Condition;
        if (UnboundWords.Idle().IsMatch(right))
            return NoLimitKinds.InForce;
        if (UnboundWords.Told().IsMatch(right))
            return NoLimitKinds.Event;
        if (point?.Form == "weekday" && HoursOfWeek().IsMatch(text.Text.AsSpan(start, Math.Min(LongestWeek, text.Length - start))))
            return NoLimitKinds.Contact;
        // 20点以前, of a day nobody names.
        if (point is null && Closed().IsMatch(right))
            return null;
        if (point is null or { When: When.Within })
            return NoLimitKinds.Duration;
        if (point.Form is "year" or "quarter" or "half-year" || point.Form is "month" or "year-end" && !StageWords.Tasks().IsMatch(right))
            return NoLimitKinds.Period;
        return start >= annexed ? NoLimitKinds.Annex : TellsOnly(start, end) ? NoLimitKinds.Event : null;
    }

    // 2019年1月1日至2020年12月31日: while a policy holds.
    private static bool IsWholeYears(ReadOnlySpan<char> range) =>
        range.Contains("年1月1日", StringComparison.Ordinal) && range.EndsWith("12月31日");

    /// <summary>The whole sentence orders nothing and hands nothing in: 3月7日，县委追授他称号。</summary>
    private bool TellsOnly(int start, int end)
    {
        var from = start == 0 ? -1 : text.Text.LastIndexOfAny(Stops, start - 1, Math.Min(start, Longest));
        var to = text.Text.IndexOfAny(Stops, end, Math.Min(Longest, text.Length - end));
        var sentence = text.Text[(from + 1)..(to < 0 ? Math.Min(text.Length, end + Longest) : to)];
        return to >= 0 && text.Text[to] == '。' && !Orders.IsOrder(sentence) && !Hands().IsMatch(sentence);
    }

    [GeneratedRegex("^(?:钟|整|半|\\d{1,2}分)?(?:之|以)?[前内止]", Words.Options)] private static partial Regex Closed();

    // 周一至周日8:30
    [GeneratedRegex("^(?:周|星期)[一二三四五六日][至到-]", Words.Options)] private static partial Regex HoursOfWeek();

    [GeneratedRegex("[报交送发填]|完成|提供|办理|参加|前|截止", Words.Options)] private static partial Regex Hands();

    private string? Place(int start, int end)
    {
        var (heading, closing) = (elements.Heading, elements.Closing);
        if (elements.Body.Count == 0 || IsDateLine(start, end)
            || start < elements.Body[0].Start && !elements.Above.Any(line => start >= line.Start && end <= line.End && line.Length > 60)
            || closing.DateLine is { } date && start >= date.Start && end <= date.End
            || elements.Copies.Any(copy => start >= copy.Line.Start && end <= copy.Line.End))
            return NoLimitKinds.Heading;
        if (elements.Cited.Any(number => start >= number.Start && end <= number.End) || Enclosed(start, '《', '》', 120))
            return NoLimitKinds.Reference;
        return Quoted(start, end) ? NoLimitKinds.Name : null;
    }

    // A date on a line of its own, perhaps behind who signs.
    private bool IsDateLine(int start, int end) => (end == text.Length || text.Text[end] == '\n')
        && (start == 0 || text.Text[start - 1] == '\n') && WrittenDate.EndOf(text.Text[start..end]) is not null;

    private bool Enclosed(int start, char opens, char closes, int furthest) =>
        text.Text.LastIndexOfAny([opens, closes, '\n'], Math.Max(0, start - 1), Math.Min(start, furthest)) is >= 0 and var at
        && text.Text[at] == opens;

    // “每周一查”: a short name.
    private bool Quoted(int start, int end) =>
        start > 0 && text.Text.LastIndexOfAny(['"', '\n', '。'], start - 1, Math.Min(start, 12)) is >= 0 and var open
        && text.Text[open] == '"'
        && text.Text.IndexOf('"', end, Math.Min(12, text.Length - end)) >= 0
        && text.Text.AsSpan(Math.Max(0, open - 100), open - Math.Max(0, open - 100)).Count('"') % 2 == 0;

    private (int Start, int End) SentenceAround(int start, int end)
    {
        var from = start == 0 ? -1 : text.Text.LastIndexOfAny(Stops, start - 1, Math.Min(start, Around));
        var to = text.Text.IndexOfAny(Stops, end, Math.Min(Around, text.Length - end));
        return (from < 0 ? Math.Max(0, start - Around) : from + 1, to < 0 ? Math.Min(text.Length, end + Around) : to);
    }

    private static readonly char[] Stops = ['。', '\n', '!', '?'];

    [GeneratedRegex(@"(?<![\d.])\d{1,4}(?:个半?|多)?(?:工作日|自然日|小时|分钟|星期|年|月|日|号|点(?!\d|位)|时(?!代)|周|天|季|旬|(?<![日天]\d{1,2}):[0-5]\d(?=之?前|以前))",
        Words.Options)]
    private static partial Regex Numbered();

    /// <summary>Stretches of a text in its order, asked in its order.</summary>
    private sealed class Stretches(IReadOnlyList<(int Start, int End)> stretches)
    {
        private readonly List<(int Start, int End)> _ordered = [.. stretches.OrderBy(one => one.Start)];
        private int _next;

        public bool Touch(int start, int end)
        {
            while (_next < _ordered.Count && _ordered[_next].End <= start)
                _next++;
            return _next < _ordered.Count && _ordered[_next].Start < end;
        }
    }
}
