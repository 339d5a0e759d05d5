namespace NoticeIssuance.Understanding;

/// <summary>
/// Which words around time words tell that they set no limit, and why. Tried in order; <see cref="Left"/> is held against what stands
/// before them in the sentence, <see cref="Right"/> against what stands behind; where both are given, both must fit.
/// </summary>
internal sealed record NoLimitWord(string Kind, Regex? Left, Regex? Right)
{
    public bool Fits(string left, string right) => (Left?.IsMatch(left) ?? true) && (Right?.IsMatch(right) ?? true);
}

internal static partial class NoLimitWords
{
    public static IReadOnlyList<NoLimitWord> All { get; } =
    [
        new(NoLimitKinds.Name, House(), null),
        new(NoLimitKinds.Name, null, Numbered()),
        new(NoLimitKinds.Contact, Contact(), null),
        new(NoLimitKinds.Contact, null, OfficeHours()),
        new(NoLimitKinds.Beside, Originally(), null),
        new(NoLimitKinds.Beside, null, Moved()),
        new(NoLimitKinds.InForce, Validity(), null),
        new(NoLimitKinds.InForce, null, InForce()),
        new(NoLimitKinds.InForce, null, StageWords.Recurs()),
        new(NoLimitKinds.InForce, null, StageWords.IsShut()),
        new(NoLimitKinds.Event, null, StageWords.OwnTime()),
        new(NoLimitKinds.Event, null, StageWords.OwnPlan()),
        new(NoLimitKinds.Start, StageWords.Reopens(), null),
        new(NoLimitKinds.Period, null, StageWords.Keeps()),
        new(NoLimitKinds.Condition, Undone(), null),
        new(NoLimitKinds.Period, Covers(), null),
        new(NoLimitKinds.Period, null, Reported()),
        new(NoLimitKinds.State, AsOf(), null),
        new(NoLimitKinds.State, UpTo(), Already()),
        new(NoLimitKinds.State, null, PointInTime()),
        new(NoLimitKinds.Start, null, Begins()),
        new(NoLimitKinds.Start, From(), null),
        new(NoLimitKinds.Condition, null, Describes()),
        new(NoLimitKinds.Duration, Lasts(), null),
        new(NoLimitKinds.Event, Plans(), null),
        new(NoLimitKinds.Event, null, IsCalled()),
        new(NoLimitKinds.Event, null, Happens()),
        new(NoLimitKinds.Event, EventField(), null),
        new(NoLimitKinds.Period, null, StageWords.OfMonth()),
        new(NoLimitKinds.Duration, null, Long()),
    ];

    [GeneratedRegex("[路街巷弄道楼栋座层村]第?$|第$|No\\.?$", Words.Options)] private static partial Regex House();

    [GeneratedRegex("^[楼馆门厅线厂库室院栋井矿令文码车机炉岗位会教线]|^公告", Words.Options)] private static partial Regex Numbered();

    [GeneratedRegex("(?:联系|电话|咨询|热线|传真|邮箱|工作时间|办公时间|服务时间)[^。;]{0,40}$", Words.Options)] private static partial Regex Contact();

    [GeneratedRegex("^[^,。;]{0,8}(?:工作日|上班时间|办公时间)\\)", Words.Options)] private static partial Regex OfficeHours();

    /// <summary>原通知要求9月5日: before it was moved.</summary>
    [GeneratedRegex("(?<![^,。;:]{20})原(?:定|先|通知|规定|计划|要求)?[^,。;:]{0,8}$", Words.Options)] private static partial Regex Originally();

    /// <summary>11月20日提前至, 8月10日截止期限，延长到; and a period whose day stands in brackets: 7月第一周内（7月4日前）.</summary>
    [GeneratedRegex("""
        ^[^。;]{0,24}?(?:提前|推迟|延长|延期|顺延|调整|变更|更正|改|延)(?:至|到|为)
        |^[内前]?\(\d{1,2}月
        """, Words.Options)]
    private static partial Regex Moved();

    /// <summary>有效期至, 保存期限.</summary>
    [GeneratedRegex("""
        (?:有效期|执行期|任期|聘期|试用期|保质期|保存期|公示期|考核期|免疫期|窗口期|休渔(?:时间|期)?|学年|年限|工龄|期限)[^。;]{0,12}$
        |可[^,。;]{0,6}[至到]$                                                # 可续借至
        |(?:开放|有效|延续|持续|保留|封闭|暂停|停用|停|执行|施行)(?:至|到)$
        |(?:公示|放假|休渔|停[水电气课业])[^。;]{0,10}$
        """, Words.Options)]
    private static partial Regex Validity();

    [GeneratedRegex("""
        ^[^,。;:]{0,10}(?:起|开始)?[^,。;:]{0,6}(?:施行|试行|执行|实施|生效|有效|废止|失效|失去效力)   # 起施行
        |^(?:日)?(?:期间|之间|以来|期内)                                                            # 期间
        |^[^,。;]{0,12}(?:放假|绕行|升级|不对外|恢复|停水|停电|停气|停课|停业|休市|休馆|休渔|封闭|关闭|公示|开放|展出)      # 停水
        """, Words.Options)]
    private static partial Regex InForce();

    /// <summary>未在4月20日前更新的.</summary>
    [GeneratedRegex("(?:未能?|没有)[于在按]$", Words.Options)] private static partial Regex Undone();

    /// <summary>统计时段为1月1日至6月30日.</summary>
    [GeneratedRegex("(?:统计|填报|上报|报送|核算|评价|考核|所属)(?:时段|期间|区间|时期|周期|期)[为是:]?(?:自|从)?$", Words.Options)] private static partial Regex Covers();

    /// <summary>9月份情况, 3月报表.</summary>
    [GeneratedRegex("^份?的?(?:情况|数据|报表|月报|工资|费用|账单|存量|增量|工业|用电|销售|产量|产值)", Words.Options)] private static partial Regex Reported();

    /// <summary>截至5月31日.</summary>
    [GeneratedRegex("(?:截至|截止到?|基准日[为是:]|时点[为是:]|结报日[为是:])[^,。;]{0,6}$", Words.Options)] private static partial Regex AsOf();

    /// <summary>至今年3月底，已有近3万人登记.</summary>
    [GeneratedRegex("(?:^|[,。;\\n])(?:截?至|截止到?)$", Words.Options)] private static partial Regex UpTo();

    [GeneratedRegex("^(?:止|为止)?,[^,。;]{0,12}?(?:已|共|累计|仍有)", Words.Options)] private static partial Regex Already();

    /// <summary>3月31日24时为检查时点.</summary>
    [GeneratedRegex("^[^,。;]{0,8}(?:为|是)[^,。;]{0,12}(?:时点|基准日|标准日|结报日|日)(?=[,。;)]|$)|^[零0]?时?的?(?:时点|存量|数据|情况)", Words.Options)]
    private static partial Regex PointInTime();

    /// <summary>4月1日起, 6月16日以后.</summary>
    [GeneratedRegex("^(?:份|日|之日)?(?:\\([^)]{1,10}\\))?(?:起(?!草)|以后|之后|后(?!勤)|以来|开始|始)", Words.Options)]
    private static partial Regex Begins();

    /// <summary>自2025年1月1日, 从5月.</summary>
    [GeneratedRegex("(?:自(?![查纠评])|从)(?:于)?$", Words.Options)] private static partial Regex From();

    /// <summary>年满70周岁, 9月1日前到岗的, 2025年9月30日前验收入账的.</summary>
    [GeneratedRegex($$"""
        ^(?:之前|以前|前|以后|之后|后|止|期间|起)?(?:已经?|未|仍)?[^,。;:]{0,12}?
        (?:{{Words.Circumstances}}|到岗|验收|在册|在岗|在籍|出生|形成|发生|纳入|到期|届满)[^,。;:]{0,20}?(?:的|者|人员)
        """, Words.Options)]
    private static partial Regex Describes();

    /// <summary>我局将于, 拟于, 初定为.</summary>
    [GeneratedRegex("""
        (?:将|拟|定|计划|决定|初定|暂定|确定|安排|建议|(?:预计|预测)[^,。;]{0,8}(?:将|在|于)?)(?:于|在|为)?(?:今年)?$
        """, Words.Options)]
    private static partial Regex Plans();

    /// <summary>9月18日进行防空警报试鸣, 演出时间.</summary>
    [GeneratedRegex("""
        ^[^。;]{0,30}?(?:举行|举办|召开|开会|开幕|闭幕|开赛|开考|开学|开班|进行|公布|发布|发放|播出|启动|印发|下发|抽查|检查|督查|验收|考评|复查|结算
          |演练|试鸣|编发|出刊|开展|通报|评审|宣布|鸣放|到账|兑付|拨付|开工|竣工|开业|更换|存在|迎来|进入|上班|放学|报到|出发|返程|休假|过节|出现|发生|结束|约谈)
        """, Words.Options)]
    private static partial Regex Happens();

    /// <summary>5月20日为“世界计量日”, 4月4日是清明节.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,8}\\))?(?:为|是)(?!止|限)[^,。;]{0,14}(?:日|节|周|月|期|诞辰|假期)(?=[\",。;]|$)", Words.Options)]
    private static partial Regex IsCalled();

    /// <summary>演出时间：, 考试日期为.</summary>
    [GeneratedRegex("""
        (?:会议|会|培训|放假|考试|面试|采访|日程|行程|暂停|比赛|竞赛|活动|公示|展览|展演|演出|演练|举办|开幕|开学|开课|讲座|体检|试鸣|评估|监测|考核|施工|停[水电气]
          |检查|督查|验收|检测|检定|调研|抽样|巡展|复试|座谈|录取|检验|试行|休渔|彩排|答辩|评审|审查|宣传|营业|开放|供应)[^,。;:]{0,4}(?:时间|日期|时段)?(?:初定|暂定|定|安排)?[为是于:]?$
        |(?:时点|当日|开考日|开标日|周[一二三四五六日])[为是于:]$
        """, Words.Options)] private static partial Regex EventField();

    /// <summary>不少于5天, 满3年, 近6个月.</summary>
    [GeneratedRegex("(?:不少于|不超过|不得超过|不低于|不短于|连续|近|满|过去|未来|今后|最近|为期|[累共]计|每|约|历时|延长|提前|超过|高于|少于|低于|保存|间隔|[上下前后]|时长|用时|限时)$",
        Words.Options)]
    private static partial Regex Lasts();

    /// <summary>3年以上, 5天左右.</summary>
    [GeneratedRegex("^(?:以上|以下|左右|不等|有余|之久|制|龄|级|期)", Words.Options)] private static partial Regex Long();
}
