namespace NoticeIssuance.Understanding;

/// <summary>
/// The words around a stage, a window or a range that bounds a clause.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class StageWords
{
    /// <summary>Names a stage or a window whose end is a limit.</summary>
    [GeneratedRegex($$"""
        (?:(?:报名|申报|填报|报送|提交|上报|征集|推荐|自查|整改|排查|缴费|登记|网上|受理|评选|投稿|年审|审验|认证|确认|办理|核验|复核|领取
             |投票|缴纳|续费|变更|选课|注册|换证|换发|检定|申领|认领|补办|采集|答题|测评|填表|预约)
           [^,。;:]{0,6}(?:时间|期限|日期)[为是:]?                          # 报名起止时间为
          |(?:报名|申报|填报|受理|缴费|审核|登记|投稿):                     # 网上申报：
          |阶段\(|步骤?\(|阶段(?:时间)?[为:是]?                             # 自查阶段（
          |(?:阶段|步骤?|环节)[,。(](?:具体)?时间(?:安排)?[为是:]?          # 宣传发动阶段，时间为
          |系统[^,。;:]{0,4}(?:开放|开通)(?:时间)?[为是:]?                  # 系统开放时间为
          |(?:{{Words.Stages}})\(                                           # 排查整治（
        )$
        """, Words.Options)]
    public static partial Regex Stage();

    /// <summary>Names an event, whose end is none: 会议时间：.</summary>
    [GeneratedRegex("(?:会议|培训|放假|考试|比赛|活动|公示|展览|演出|举办)(?:时间|期限|日期)?[为是:]?$", Words.Options)]
    public static partial Regex Event();

    /// <summary>What a range of days stands behind where it bounds a clause.</summary>
    [GeneratedRegex("(?:[,。;:、)》]|(?<![定])[于在从自]|请各[^,。;:]{1,16}|安排在|集中在|^各[^,。;:]{1,16}|应|须|要)$", Words.Options)]
    public static partial Regex Fronts();

    /// <summary>What a month or a part of one stands behind where it is a stage.</summary>
    [GeneratedRegex("(?:[,。;:)]|第[一二三四五1-5]步,)$", Words.Options)] public static partial Regex Begins();

    /// <summary>Behind a range: the clause goes on.</summary>
    [GeneratedRegex("^(?:止)?(?:期间|之间|内)?(?:\\([^)]{1,10}\\))?(?:[,:)]|(?=[\u4e00-\u9fff]))", Words.Options)]
    public static partial Regex Follows();

    /// <summary>Behind a month: 11月，; 3月份：.</summary>
    [GeneratedRegex("^份?(?:期间)?[,:]", Words.Options)] public static partial Regex Pauses();

    /// <summary>In the brackets of a stage: 验收阶段（.</summary>
    [GeneratedRegex($"(?:阶段|步骤?|环节|{Words.Stages})\\($", Words.Options)] public static partial Regex InStage();

    /// <summary>In the brackets behind a heading of a few words, whatever the noun: 集中免疫（. An occasion (培训班（) takes place then.</summary>
    [GeneratedRegex(@"(?:^|[。;\n]|[、.)])[\u4e00-\u9fff""]{2,12}(?<![会班赛节展演课]|活动|考试)\($", Words.Options)]
    public static partial Regex InHeading();

    /// <summary>Behind those brackets.</summary>
    [GeneratedRegex(@"^\)(?:[:。]|$)", Words.Options)] public static partial Regex ClosesHeading();

    /// <summary>A body in front of a range, as the doer of what stands behind it: 市财政局、市商务局11月3日至7日移交.</summary>
    [GeneratedRegex($@"(?:^|[。;,:\n])(?![我本])[\u4e00-\u9fff、()]{{2,20}}(?:{Words.BodyEndings})$", Words.Options)]
    public static partial Regex ByBody();

    /// <summary>A season and no stage: 旺季自, 假期从.</summary>
    [GeneratedRegex("(?:[旺淡汛渔花雨旱]季?|高峰|季节|假|[休禁]渔|学|窗口|展)期?(?:时间)?[^,。;]{0,6}(?:[自从为是:])?$",
        Words.Options)]
    public static partial Regex Season();

    /// <summary>Behind a stage's name: 第三阶段：7月份验收, 宣传阶段自3月17日开始.</summary>
    [GeneratedRegex("(?:阶段|步骤?|环节|[准备自整提查改升]期)[为:]?(?:[从自])?$", Words.Options)] public static partial Regex NamedStage();

    /// <summary>In front of one: 3月17日至28日为整地阶段, 6月为督查期.</summary>
    [GeneratedRegex(
        "^份?(?:为|是|属)[^,。;:]{2,8}(?:阶段|(?<!高峰|低谷|高发|窗口|黄金|有效|[假汛渔禁旺淡花])期|月|周)(?=[,。;:(])", Words.Options)]
    public static partial Regex NamesStage();

    /// <summary>At once behind the end of a month: 5月底总结评比.</summary>
    [GeneratedRegex($"^(?:{Words.Imperatives}|{Words.ConcreteActs})", Words.Options)] public static partial Regex Acts();

    /// <summary>From then on: 4月起, 6月16日以后.</summary>
    [GeneratedRegex("^份?(?:起(?!草)|以后|之后|后|以来|开始)", Words.Options)] public static partial Regex Starts();

    /// <summary>What a step of a plan begins behind: a full stop, a semicolon, a colon, a label of its own line.</summary>
    [GeneratedRegex(@"(?:^|[。;:\n]|(?:^|[。;\n])\(?[\d一二三四五六七八九十]{1,2}(?:\)|[.、]))$", Words.Options)] public static partial Regex Step();

    /// <summary>The addressees are asked: 请各校 in 请各校4月20日至21日到工会领取物资.</summary>
    [GeneratedRegex("(?:请[^,。;:]{0,16}|务必)$", Words.Options)] public static partial Regex Asks();

    /// <summary>While something comes back: 5月1日至9月30日，信息员每日报送. What is due is each day's.</summary>
    [GeneratedRegex("^(?:期间)?,[^,。;]{0,16}每[日天周月晚旬]", Words.Options)] public static partial Regex Recurs();

    /// <summary>Something is to be done: an actor in general words, an order, or a verb of doing.</summary>
    [GeneratedRegex($$"""
        ^[^,。;:]{0,6}[,:)]?
        (?:(?:请|各|全体|由|须|应|要)|[^。;]{0,40}?(?:{{Words.Imperatives}}|{{Words.ConcreteActs}}|自查|互查|逐[项人户一条级]|登录|打分|谈心|修剪|盘点))
        """, Words.Options)]
    public static partial Regex Tasks();

    /// <summary>准考证打印时间：6月14日—18日: a window of what the words name, not a clause's.</summary>
    [GeneratedRegex("(?:时间|日期)[为是:]$", Words.Options)] public static partial Regex Timed();
}
