namespace NoticeIssuance.Understanding;

/// <summary>A sentence, or the part of one that has a limit of its own: <c>[Start, End)</c>.</summary>
/// <param name="Whole">Where the whole sentence begins.</param>
internal sealed record Sentence(int Start, int End, IReadOnlyList<Limit> Limits, int Whole)
{
    // Nobody writes longer sentences; in what is longer, only the front and the limits are looked at.
    public const int Readable = 4000;

    public string Of(NormalText text) => text.Text[Start..Math.Min(End, Start + Readable)];
}

/// <summary>Cuts paragraphs into sentences, and sentences where each part has its own limit or its own actor.</summary>
internal sealed partial class Sentences(NormalText text, IReadOnlyList<TimePoint> points, TimeContext context)
{
    private const int LongestAside = 240;
    private const int LongestListed = 8;

    private readonly IReadOnlySet<int> _steps = Stages.Steps(text.Text, points);

    private static readonly char[] Stops = ['。', '!', '?'];

    public IEnumerable<Sentence> In(int start, int end)
    {
        for (var from = start; from < end;)
        {
            var stop = Stop(from, end);
            foreach (var part in Parts(from, stop))
                yield return part;
            from = stop;
        }
    }

    /// <summary>The limit that a cell of a table states.</summary>
    /// <param name="sure">The column is one of limits: a day is one even without a word that closes it: 2月5日.</param>
    public Limit? Stated(int start, int end, bool sure)
    {
        var within = Within(start, end);
        return Limits.In(text.Text, start, end, within, _steps, gathers: false) is [var limit, ..] ? limit
            : sure && within is [.., var point] ? new(point.Form, point.When, point.Start, point.End, Before: false) : null;
    }

    private int Stop(int from, int end)
    {
        var at = text.Text.IndexOfAny(Stops, from, end - from);
        if (at < 0)
            return end;
        at++;
        var quoted = text.Text.AsSpan(from, at - from).Count('"') % 2 == 1;
        if (at < end && text.Text[at] == '('
            && text.Text.IndexOf(')', at, Math.Min(LongestAside, end - at)) is > 0 and var close
            && Duties.SharesOut(text.Text.AsSpan(at, close - at)))
            at = close + 1;
        while (at < end && (text.Text[at] is ')' or '。' or '》' or ']' || text.Text[at] == '"' && quoted))
            quoted &= text.Text[at++] != '"';
        return at;
    }

    private IEnumerable<Sentence> Parts(int start, int end)
    {
        var limits = Limits.In(text.Text, start, end, Within(start, end), _steps, context.Gathers).Where(limit => !IsPast(limit)).ToList();
        var cuts = new SortedSet<int>();
        for (var i = 1; i < limits.Count; i++)
            if (Cut(limits[i - 1].End, limits[i].Start) is { } cut)
                cuts.Add(cut);
        if (end - start < Sentence.Readable)
            cuts.UnionWith(Semicolons(start, end).Where(at => Actors.At(text.Text, at, end) is not null));
        var (from, next) = (start, 0);
        foreach (var cut in cuts.Append(end))
        {
            var first = next;
            while (next < limits.Count && limits[next].Start < cut)
                next++;
            yield return new(from, cut, limits.GetRange(first, next - first), start);
            from = cut;
        }
    }

    // A date in full that lies before the date of writing is background, whatever closes it; a range in front of a clause tells what was.
    private bool IsPast(Limit limit) =>
        limit.Rule == "range" && Dating.Date(limit, context).Day < context.IssuedOn
        || !limit.Insists && limit.When is When.OnDay { Year: { } year } && Dating.Date(limit, context).Day is { } day
        && (context.IssuedOn is { } issued ? day < issued : year < context.NumberYear);

    private int? Cut(int from, int to)
    {
        if (to <= from)
            return null;
        if (OwnPeriod().Match(text.Text[from..to]) is { Success: true } own)
            return from + own.Index;
        var at = text.Text.LastIndexOf(';', to - 1, to - from);
        at = at < 0 ? text.Text.LastIndexOf(',', to - 1, to - from) : at;
        at = at < 0 ? text.Text.LastIndexOf('\t', to - 1, to - from) : at;      // two cells
        // 元旦前报送甲表、春节前报送乙表; 初稿请于1月20日前、定稿请于2月10日前: a list of limits.
        at = at < 0 && text.Text.LastIndexOf('、', to - 1, Math.Min(LongestListed, to - from)) is >= 0 and var listed ? listed : at;
        if (at < 0 && Second().Match(text.Text[from..to]) is { Success: true } second)
            return from + second.Index;
        if (at > from && text.Text.LastIndexOf(',', at - 1, at - from) is >= 0 and var before
            && Topic().IsMatch(text.Text.AsSpan(before, at - before)))
            at = before;
        return at < 0 || IsBracketed(from, at) || Outside(at + 1) ? null : at + 1;
    }

    // 5日内登录,最迟不超过1月20日: the outer bound of the same limit.
    private bool Outside(int at) => at + 1 < text.Text.Length && text.Text[at..(at + 2)] is "最迟" or "最晚" or "至迟";

    // 2月13日前报名并于2月15日前送交材料
    [GeneratedRegex("(?<=[^,。;、])(?:并且?|同时|然后|随后|再)(?:请|须|应|需|要|务必|及时)?[于在](?:此后|其后)?$", Words.Options)]
    private static partial Regex Second();

    /// <summary>Behind what comes back, one of its times with a day of its own: （5月份进展情况于20日前上报）, （首次于3月20日前）.</summary>
    [GeneratedRegex("\\((?:其中,?)?(?:\\d{1,2}月份?|首[次月期批]|第一[次月期批]|本[次月期])[^,。;:()]{0,12}?[于在]?$", Words.Options)]
    public static partial Regex OwnPeriod();

    // ,推荐表由各单位工会审核,9月24日前报集团工会: what the limit is about begins a clause earlier.
    [GeneratedRegex("^,[\u4e00-\u9fff]{2,12}(?:由|经)[^,。;]{2,24}$", Words.Options)] private static partial Regex Topic();

    private bool IsBracketed(int from, int at) =>
        text.Text.AsSpan(from, at - from) is var between && between.Count('(') > between.Count(')');

    private IEnumerable<int> Semicolons(int start, int end)
    {
        var at = start;
        while (text.Text.IndexOf(';', at, end - at) is >= 0 and var semicolon && semicolon + 1 < end)
            yield return at = semicolon + 1;
    }

    private List<TimePoint> Within(int start, int end)
    {
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (points[middle].Start < start)
                low = middle + 1;
            else
                high = middle;
        }
        var within = new List<TimePoint>();
        for (; low < points.Count && points[low].End <= end; low++)
            within.Add(points[low]);
        return within;
    }
}
