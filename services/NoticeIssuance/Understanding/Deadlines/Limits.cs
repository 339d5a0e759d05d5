using System.Text.RegularExpressions;
using Workflow.Calendars;

namespace NoticeIssuance.Understanding;

/// <summary>
/// Which time expressions of a sentence are limits. A date alone is an event or background; it is a limit by what closes it (前, 止, 内),
/// leads into it (截止时间为, 最迟) or follows it (于…报送).
/// </summary>
internal static partial class Limits
{
    // Beyond this it is no sentence; only its first limits are read.
    private const int MostInSentence = 40;

    private const int MostPoints = 400;

    private const int LongestEvent = 60;

    private static readonly char[] ClauseEnds = [',', ';', ':', '。', '\n'];

    public static IReadOnlyList<Limit> In(string text, int start, int end, IReadOnlyList<TimePoint> points)
    {
        var limits = new List<Limit>();
        for (var i = 0; i < Math.Min(points.Count, MostPoints) && limits.Count < MostInSentence; i++)
        {
            var point = points[i];
            var opens = i > 0 && IsRange(text, points[i - 1], point) ? points[i - 1] : null;
            if (i + 1 < points.Count && IsRange(text, point, points[i + 1]))
                continue;
            if (Of(text, start, end, point, opens) is { } limit)
                limits.Add(Inherited(limit, limits));
        }
        return limits;
    }

    private static bool IsRange(string text, TimePoint from, TimePoint to) =>
        to.Start - from.End is >= 1 and <= 2 && Connects().IsMatch(text.AsSpan(from.End, to.Start - from.End));

    // 5月1日-20日 is one expression and a range all the same.
    private static bool HoldsRange(string text, TimePoint point) =>
        point.Form == "date" && text.AsSpan(point.Start, point.End - point.Start) is var written && written.Contains('月') && written.IndexOfAny("-~至到") > 0;

    private static Limit? Of(string text, int start, int end, TimePoint point, TimePoint? opens)
    {
        var when = opens is null ? point.When : Completed(point.When, opens.When);
        var left = text[Math.Max(start, (opens ?? point).Start - 24)..(opens ?? point).Start];
        var right = text[point.End..Math.Min(end, point.End + 40)];
        var closes = Closes().Match(right);
        var before = closes.Success && closes.Groups["by"].Value is "之前" or "以前" or "前" or "前夕";
        if (when is not When.Within && Background(left, right) || Quoted(text, start, end, point))
            return null;
        return when switch
        {
            When.Within within => Spanned(text, start, point, within, left),
            When.Every { Bare: true } => new(point.Form, when, point.Start, point.End, Before: false),
            When.Every => new(point.Form, when, point.Start, point.End + closes.Length, before),
            When.BeforeFestival => before ? new(point.Form, when, point.Start, point.End + closes.Length, before) : null,
            _ when closes.Success || FromNow().IsMatch(left) && !InForce().IsMatch(right) || Leads().IsMatch(left) || Inside(point, right) || Handed(left, right, point.Form) || (opens is not null || HoldsRange(text, point)) && Window(left, right) =>
                new(opens is null ? point.Form : "range", when, (opens ?? point).Start, point.End + closes.Length, before),
            _ => null,
        };
    }

    // 年内完成, 月底完成: a period with the verb at once behind it.
    private static bool Inside(TimePoint point, string right) =>
        point.Form is "year-end" or "month-end" or "month-part" or "quarter" or "half-year" && Finishes().IsMatch(right);

    // 于5月20日报送; 我局将于5月20日召开 is an event.
    private static bool Handed(string left, string right, string form) =>
        form is not ("month" or "year") && Preposition().IsMatch(left) && !Announces().IsMatch(left) && Hands().IsMatch(right);

    // 报名时间:5月1日至5月20日; 自查阶段(5月1日至5月20日).
    private static bool Window(string left, string right) => Stage().IsMatch(left) && !Event().IsMatch(left) || Finishes().IsMatch(right) && !Announces().IsMatch(left);

    /// <summary>根据第五条“每年3月1日前…”的规定: what a rule says elsewhere is the reason, not the limit.</summary>
    private static bool Quoted(string text, int start, int end, TimePoint point) =>
        text.AsSpan(start, point.Start - start).Count('"') % 2 == 1
        && text.IndexOf('"', point.End, end - point.End) is >= 0 and var close && Ruled().IsMatch(text.AsSpan(close, Math.Min(6, end - close)));

    private static bool Background(string left, string right) =>
        Qualifies().IsMatch(right) || Modifies().IsMatch(right) || Validity().IsMatch(left) || AsOf().IsMatch(left) && Counts().IsMatch(right);

    /// <summary>The end of a range may leave out year and month.</summary>
    private static When Completed(When to, When from) => (to, from) switch
    {
        (When.OnDay { Month: null } day, When.OnDay first) => day with { Year = first.Year, YearShift = first.YearShift, Month = first.Month, MonthShift = first.MonthShift },
        (When.OnDay { Year: null, YearShift: null } day, When.OnDay { Year: not null } first) => day with { Year = day.Month < first.Month ? first.Year + 1 : first.Year },
        _ => to,
    };

    /// <summary>每年2月底前…，3月底前…: the second is yearly too.</summary>
    private static Limit Inherited(Limit limit, List<Limit> before) =>
        limit.When is When.OnDay { Year: null, YearShift: null, Month: { } month } day && before.LastOrDefault() is { When: When.Every { Recurrence.Every: Period.Year } }
            ? limit with { Rule = "recurring-inherited", When = new When.Every(new(Period.Year, month, day.Day, Time: day.Time), Bare: false) }
            : limit;

    private static Limit? Spanned(string text, int start, TimePoint point, When.Within within, string left)
    {
        if (Lasts().IsMatch(left))
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
        return new(point.Form, within, point.Start, point.End, Before: false, condition.Success ? condition.Groups["event"].Value : within.Unit is "hours" or "minutes" ? "" : null);
    }

    /// <summary>Where the clause before a limit begins, never further back than an event's words reach; 自…起, may stand before a comma.</summary>
    private static int Clause(string text, int start, int at)
    {
        var low = Math.Max(start, at - LongestEvent);
        var from = at > low ? text.LastIndexOfAny(ClauseEnds, at - 1, at - low) : -1;
        if (from == at - 1 && from > low)
            from = text.LastIndexOfAny(ClauseEnds, from - 1, from - low);
        return Math.Max(from + 1, low);
    }

    [GeneratedRegex("^(?:至|到|-{1,2}|~|至到)$", RegexOptions.CultureInvariant)]
    private static partial Regex Connects();

    [GeneratedRegex(@"^(?:\(含[^)]{0,6}\)|\((?:星期|周)[^)]{1,3}\))?(?<by>之前|以前|前夕|前(?![期述往列瞻半后身沿景三几两]|置|\d{1,2}(?:个?工作日|[日天周])|一(?![次律并致式份])|提(?![交出供请报升醒名前]))|为?止|截止|之内|以内|内(?![容部蒙外设在的]))", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Closes();

    [GeneratedRegex("(?:截止(?:时间|日期)?[为是:到至]?|截至(?:时间|日期)?[为是:]?|最迟|最晚|至迟|不(?:得)?(?:迟于|晚于|超过)|务必[于在]|限[于在期]?|赶在|[报申提上交填反完投受办]?(?:名|报|送|交|馈|成|稿|理|结)(?:截止)?(?:时间|日期|期限|时限)[为是:])(?:[于在到至])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Leads();

    // 决定自即日起至…开展 tells of a campaign.
    [GeneratedRegex("(?<!(?:决定|定于|计划|拟)(?:从|自|于)?)(?:即日|今日|本日|[发印]之日|通知之日)起,?(?:[至到]|截至)$", RegexOptions.CultureInvariant)]
    private static partial Regex FromNow();

    [GeneratedRegex("^\"的?(?:规定|要求|精神|部署)", RegexOptions.CultureInvariant)]
    private static partial Regex Ruled();

    [GeneratedRegex("^[^。;\\n]{0,12}?(?:有效|施行|试行|执行|实施|生效|期间|停止|暂停|关闭|封闭|放假|公示|展出)", RegexOptions.CultureInvariant)]
    private static partial Regex InForce();

    [GeneratedRegex(@"^(?:\([^)]{1,10}\))?,?(?:全面|全部|基本|统一|组织|底前|前)?(?:完成|办结|建成|报送|上报|结束|出台|到位)", RegexOptions.CultureInvariant)]
    private static partial Regex Finishes();

    [GeneratedRegex("(?:[于在]|请|务必|须|应|统一)$", RegexOptions.CultureInvariant)]
    private static partial Regex Preposition();

    [GeneratedRegex("(?:[将已拟曾定]|计划|预计|决定)(?:[于在])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Announces();

    [GeneratedRegex(@"^(?:\([^)]{1,10}\))?,?[^,。;:\n]{0,6}?(?:完成|报送|上报|报至|报到我|报我|提交|上交|交至|交到|交[^流通易底界]|送达|送至|反馈|上传|汇总|办结|发送至|发至|寄送)", RegexOptions.CultureInvariant)]
    private static partial Regex Hands();

    [GeneratedRegex("(?:(?:报名|申报|填报|报送|提交|上报|征集|推荐|自查|整改|排查|缴费|登记|网上|受理|评选|投稿)[^,。;:]{0,6}(?:时间|期限|日期)[为是:]?|(?:报名|申报|填报|受理|缴费|审核|登记|投稿):|阶段\\(|步骤?\\(|阶段(?:时间)?[为:是]?|系统[^,。;:]{0,4}(?:开放|开通)(?:时间)?[为是:]?|(?:部署|动员|发动|准备|摸底|排查|自查|自纠|自评|整治|治理|整改|攻坚|检查|抽查|核查|督查|督导|验收|审核|推进|实施|落实|总结|提升|巩固)\\()$", RegexOptions.CultureInvariant)]
    private static partial Regex Stage();

    [GeneratedRegex("(?:会议|培训|放假|考试|比赛|活动|公示|展览|演出|举办)(?:时间|期限|日期)?[为是:]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Event();

    // 5月底前完成的隐患整改: what was done by then, not what is to be.
    [GeneratedRegex("^(?:之前|以前|前|底前)(?:已|应)?(?:全部|基本)?(?:完成|建成|印发|取得|形成|批准|发现|排查出?)的[^,。;:]", RegexOptions.CultureInvariant)]
    private static partial Regex Modifies();

    // A date that describes people or things rather than binds anybody: 2018年12月31日前参加工作的.
    [GeneratedRegex("^(?:之前|以前|前|以后|之后|后|止|期间|起)?(?:已经?|未|仍|依法|正式|首次|新|全职|在[^,。;:\n]{1,6})?(?:出生|参加工作|入学|毕业(?!设计|论文|生?就业)|取得|任现职|成立|注册|入职|退休|颁布|施行|入库|参保|开工|竣工|立项|建档|购买|签订|入党|聘用|出厂|投产|投用|投入使用|录用|调入|获得|出版|建成|建造|修建|制造|安装)[^,。;:\n]{0,16}?(?:的|者|人员)", RegexOptions.CultureInvariant)]
    private static partial Regex Qualifies();

    [GeneratedRegex("(?:有效期|执行期|任期|试用期|(?<!申报|报名|报送|办理|缴纳|缴费|整改|完成|征集)期限|聘期|保质期|年龄|周岁|工龄|施行|试行|停刊|休刊|延长|年限|资历|业绩|成果|学时)[^,。;:\n]{0,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex Validity();

    [GeneratedRegex("(?:截至|截止到?)[^,。;\n]{0,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex AsOf();

    [GeneratedRegex("^[^。;\n]{0,24}?(?:已|共[有计]|累计|达到|仍有|尚有|全[国省市县区校][^。;\n]{0,12}?[有达共已]|我[国省市县区校局])", RegexOptions.CultureInvariant)]
    private static partial Regex Counts();

    [GeneratedRegex("(?:(?:压缩|压减|缩短|减少|精简|提速|控制|限定|稳定|保持|延长|维持)(?:至|到|在|为)?|不少于|不得少于|不超过|不得超过|不低于|不短于|连续|[近满]|过去|未来|今后|最近|为期|公示期?|[累共]计|每|第)$", RegexOptions.CultureInvariant)]
    private static partial Regex Lasts();

    [GeneratedRegex("^(?:.*(?:自(?![查纠评治主然我动身])|从|在|于|[应须需要]))?(?<event>(?:[^自从在于]|自(?=[查纠评治主然我动身])){1,40}?(?:之日|之时|当日|当天|之后|以后|[后起])|(?:收到|接到|接)(?:本|此|该)?(?:通知|文件|通报|函))(?:起|开始)?(?:的|算|计算)?,?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex EventAfter();

    [GeneratedRegex("^(?:.*(?:自(?![查纠评治主然我动身])|从|在|于|[应须需要]))?(?<event>(?:[^自从在于]|自(?=[查纠评治主然我动身])){1,40}?)之?前$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex EventBefore();

    [GeneratedRegex("(?<event>(?:凡|如|若|对|遇|发现|发生|出现)[^,。;:\n]{1,30}|[^,。;:\n]{2,30}(?:的|后|时)),[^。;:\n]{0,40}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();
}
