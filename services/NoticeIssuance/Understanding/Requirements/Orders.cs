using System.Text.RegularExpressions;

namespace NoticeIssuance.Understanding;

/// <summary>Tells what orders from what describes, and what can be done and checked from what only exhorts.</summary>
internal static partial class Orders
{
    /// <summary>Somebody is told to do something.</summary>
    public static bool IsOrder(string sentence) => Modal().IsMatch(sentence) || Imperative().IsMatch(sentence);

    /// <summary>Somebody is told so with 要, 应, 请, 须 …, not only by a verb in front.</summary>
    public static bool Commands(string sentence) => Modal().IsMatch(sentence);

    /// <summary>The addressee is asked outright: 请…, 务必….</summary>
    public static bool Requests(string sentence) => Request().IsMatch(sentence);

    /// <summary>It speaks to the addressees themselves and needs to name nobody: 请于5月20日前报送.</summary>
    public static bool SpeaksToAddressees(string sentence) => Addressing().IsMatch(sentence);

    /// <summary>There is something to be handed in, held, set up or checked.</summary>
    public static bool IsConcrete(string sentence) => Concrete().IsMatch(Quoted().Replace(sentence, ""));

    /// <summary>It calls for attitude, attention or understanding, and for nothing that could be reported.</summary>
    public static bool IsExhortation(string heading, string sentence) =>
        Attitude().IsMatch(heading) || Exhorts().IsMatch(sentence) && !IsConcrete(sentence);

    /// <summary>The whole document in one phrase: 请认真贯彻执行.</summary>
    public static bool IsFormula(string sentence) => sentence.Length <= 160 && Formula().IsMatch(sentence);

    /// <summary>Speaks of what was ordered before: 以上工作要在…完成.</summary>
    public static bool RefersBack(string sentence) => Back().IsMatch(sentence);

    /// <summary>A heading that names what the words below are about and orders nothing: 整治范围, 申报条件.</summary>
    public static bool IsTopic(string sentence) => Topic().IsMatch(sentence);

    /// <summary>Announces the list that follows rather than ordering anything itself.</summary>
    public static bool Introduces(string sentence) => Introduction().IsMatch(sentence);

    /// <summary>What others said at some meeting, or what the authority itself is going to do.</summary>
    public static bool IsReportedSpeech(string sentence) => Reported().IsMatch(sentence);

    [GeneratedRegex("(?<![重主需只必摘纲提简概扼紧想首次不])要(?![求义素点件害领塞目么闻道旨地])|(?<![相适响对反供])应(?![用对急届变征邀收付诊有聘力])|(?<![必])须(?!知)|必须|务必|务须|不得|严禁|禁止|(?<![申邀报])请(?![示求假客柬愿教])|需(?![要求])|限期|(?:由|交)[^,。;:]{2,40}(?:负责|牵头|归口|提出|承担|审批)|负总责|(?:部|委|局|厅|办公室|机构|单位)负责|负责[^人的]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Modal();

    [GeneratedRegex("(?<![申邀报呈])请(?![示求假客柬愿教])|务必|务须|望各", RegexOptions.CultureInvariant)]
    private static partial Regex Request();

    [GeneratedRegex("^(?:[^,。;:]{1,24}(?:前|底|期间|基础上),)?(?:每[^,。;]{1,8}?)?(?:同时|并|此外|另外|进一步|切实|认真|深入|积极|大力|全面|广泛|准确|密切|精心|扎实|统筹|及时|着力|继续|不断|妥善|严格|统一|抓紧|充分|牢固|深刻|高度|主动|加大|持续|定期)*" +
        "(?:加强|开展|组织|完善|建立|健全|落实|推进|推动|做好|抓好|强化|深化|制定|提高|提升|加快|加大|坚持|严格|明确|规范|实施|实行|推广|支持|鼓励|引导|优化|创新|构建|打造|保障|维护|促进|扩大|发挥|认识|把握|学习|宣传|贯彻|召开|举办|撰写|报送|提交|上报|填报|整改|排查|摸底|检查|督促|监督|指导|评估|总结|公布|公开|畅通|执行|联系|营造|领会|重视|部署|安排|结合|树立|探索|培育|培养|清理|整治|防范|确保|保证|纳入|" +
        "成立|设立|编制|汇聚|拓展|改进|简化|压实|注重|突出|聚焦|围绕|统筹|协调|配合|形成|提供|发展|巩固|全力|关心|关爱|掀起|弘扬|践行|查找|对照|参加|配备|办好|用好|管好|把好|解决|处理|处置|受理|办理|放宽|放开|取消|调整|修订|出台|印发|转发|收集|汇总|登记|建档|公示|核查|核实|审核|验收|考核|表彰|通报|追究|问责|倡导|杜绝|避免|防止|动员|发动|带动|帮助|解读|回应|更新|维修|整合|共享|应用|使用|利用|依托|将.{1,40}?纳入)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Imperative();

    [GeneratedRegex("(?:^|[,，。;；:：、])请(?=[于在将把按务以尽抓及]|\\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Addressing();

    [GeneratedRegex("报送|上报|报告|提交|填[报写]|制定|修订|出台|印发|召开|举办|成立|建立|健全|摸底|排查|检查|检测|调查|督查|抽查|整改|公布|公开|公示|纳入|完成|上传|汇总|统计|登记|撰写|建档|走访|慰问|培训|演练|评估|验收|审核|签[订署]|配备|值班|自查|宣传活动|宣传报道|研究提出|调整|清理|归档|交纳|缴纳|征集|报名|推荐|选派|参加会议|处置|追究|(?:集中|专题|系统|集体)学习|学习(?:研讨|讨论)", RegexOptions.CultureInvariant)]
    private static partial Regex Concrete();

    [GeneratedRegex("《[^》]{0,80}》|\"[^\"]{0,40}\"|(?:充分|深刻)认识[^,。;]{0,60}意义|开展[^,。;]{0,40}的(?:重要|重大|现实|深远)?意义", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex("^(?:充分认识|深刻认识|提高(?:思想|政治)?(?:认识|站位)|统一思想|高度重视|切实增强|指导思想|总体要求|总体目标|基本原则|工作目标|工作原则|目标任务|主要目标|(?:重要|重大)意义|认真学习领会|深刻领会|深刻理解|准确把握)", RegexOptions.CultureInvariant)]
    private static partial Regex Attitude();

    [GeneratedRegex("高度重视|认识|站位|统一思想|领会|把握|增强[^,。;]{0,20}(?:意识|自觉|责任)|加强[^,。;]{0,16}领导|精心组织|周密|统筹|狠抓|取得[^,。;]{0,8}(?:实效|成效)|(?:重要|重大|政治)(?:内容|任务|举措|抓手|日程)|坚持|树立|意义|结合|带头|学习|弘扬|引导|宣传|营造|发挥|确保|关心|以.{1,30}为", RegexOptions.CultureInvariant)]
    private static partial Regex Exhorts();

    [GeneratedRegex("(?:请|望|认真|遵照|参照|抓好|结合实际)[^,。;]{0,20}(?:贯彻执行|遵照执行|贯彻落实|组织实施|抓好落实|遵照办理|参照执行|执行|周知)。?$", RegexOptions.CultureInvariant)]
    private static partial Regex Formula();

    [GeneratedRegex("^(?:请[^,。]{0,12})?(?:以上|上述|前述|该项|此项|这项|各项)(?:各项)?(?:工作|任务|事项|要求|材料|内容|措施)|完成(?:以上|上述)(?:工作|任务|事项)", RegexOptions.CultureInvariant)]
    private static partial Regex Back();

    [GeneratedRegex("^(?![要应须请])[\\u4e00-\\u9fff]{2,8}(?:范围|对象|条件|依据|名额|地点|时间|标准|目的|背景)(?:[:。]|$)|^(?:联系|咨询|监督|举报)(?:人|方式|电话)", RegexOptions.CultureInvariant)]
    private static partial Regex Topic();

    [GeneratedRegex("(?:如下|以下(?:工作|几点|事项|要求|内容)?|通知|意见|安排|要求|以下[^,。;]{0,12})[:。]$|:$", RegexOptions.CultureInvariant)]
    private static partial Regex Introduction();

    [GeneratedRegex("(?:强调|指出|认为),|(?:会议|讲话|书记)[^,。;]{0,8}(?:提出|要求),|(?<=[我本][部委局厅办校院司处]|办公厅|办公室|政府|领导小组|教务处)将[适对组会于在统视加择按把]", RegexOptions.CultureInvariant)]
    private static partial Regex Reported();
}
