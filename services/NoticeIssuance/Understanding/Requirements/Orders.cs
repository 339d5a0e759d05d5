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
    public static bool Introduces(string sentence) => Introduction().IsMatch(sentence) && !HandsIn().IsMatch(sentence)
        && !(sentence.LastIndexOf(',') is > 0 and var last && sentence[..last] is var front && Modal().IsMatch(front)
            && (Concrete().IsMatch(front) || front.Split(',').Any(clause => !Exhorts().IsMatch(clause) && !Reason().IsMatch(clause))));

    /// <summary>Orders something by itself and lists what is to be in it: 每月15日前报送情况，主要包括：.</summary>
    public static bool Lists(string sentence) => Listing().IsMatch(sentence);

    /// <summary>What was done is told, not ordered: 各单位开展了自查.</summary>
    public static bool IsTold(string sentence) => UnboundWords.Told().IsMatch(sentence);

    /// <summary>What others said at some meeting, or what the authority itself is going to do.</summary>
    public static bool IsReportedSpeech(string sentence) => Reported().IsMatch(sentence);

    [GeneratedRegex("""
        (?<![重主需只必摘纲提简概扼紧想首次不])要(?![求义素点件害领塞目么闻道旨地])           # 要; not 主要, 要求
        |(?<![相适响对反供])应(?![用对急届变征邀收付诊有聘力])                                # 应; not 相应, 应急
        |(?<![必])须(?!知)|必须|务必|务须|不得|严禁|禁止                                      # 须; not 须知
        |(?<![申邀报])请(?![示求假客柬愿教])|需(?![要求])|限期                                # 请; not 申请, 请示
        |一律|(?:由|交)[^,。;:]{2,40}(?:负责|牵头|归口|提出|承担|审批)                             # 由市教育局牵头
        |负总责|(?:部|委|局|厅|办公室|机构|单位)负责|负责[^人的]                              # 市教育局负责
        """, Words.Options)]
    private static partial Regex Modal();

    [GeneratedRegex("(?<![申邀报呈])请(?![示求假客柬愿教])|务必|务须|望各", Words.Options)] private static partial Regex Request();

    [GeneratedRegex($$"""
        ^(?:[^,。;:]{1,24}(?:前|底|期间|基础上),)?(?:每[^,。;]{1,8}?)?    # 5月底前，
        (?:{{Words.Manners}})*                                           # 认真
        (?:{{Words.Imperatives}}|将.{1,40}?纳入)                         # 开展
        """, Words.Options)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"(?:^|[,，。;；:：、])请(?=[于在将把按务以尽抓及]|\d)", Words.Options)] private static partial Regex Addressing();

    [GeneratedRegex($"{Words.ConcreteActs}|(?:集中|专题|系统|集体)学习|学习(?:研讨|讨论)", Words.Options)]
    private static partial Regex Concrete();

    // Words that are only named, or praised.
    [GeneratedRegex("""
        《[^》]{0,80}》|"[^"]{0,40}"                                # 《检查办法》
        |(?:充分|深刻)认识[^,。;]{0,60}意义                          # 充分认识检查的重要意义
        |开展[^,。;]{0,40}的(?:重要|重大|现实|深远)?意义
        """, Words.Options)]
    private static partial Regex Quoted();

    [GeneratedRegex("""
        ^(?:充分认识|深刻认识|提高(?:思想|政治)?(?:认识|站位)|统一思想|高度重视|切实增强                # 提高政治站位
          |指导思想|总体要求|总体目标|基本原则|工作目标|工作原则|目标任务|主要目标|(?:重要|重大)意义    # 总体要求
          |认真学习领会|深刻领会|深刻理解|准确把握)                                                     # 深刻领会
        """, Words.Options)]
    private static partial Regex Attitude();

    [GeneratedRegex("""
        高度重视|认识|站位|统一思想|领会|把握|增强[^,。;]{0,20}(?:意识|自觉|责任)       # 增强责任意识
        |加强[^,。;]{0,16}领导|精心组织|周密|统筹|狠抓|取得[^,。;]{0,8}(?:实效|成效)    # 加强组织领导
        |(?:重要|重大|政治)(?:内容|任务|举措|抓手|日程)                                 # 重要任务
        |坚持|树立|意义|结合|带头|学习|弘扬|引导|宣传|营造|发挥|确保|关心|以.{1,30}为   # 以学习为重点
        """, Words.Options)]
    private static partial Regex Exhorts();

    [GeneratedRegex("""
        (?:请|望|认真|遵照|参照|抓好|结合实际)[^,。;]{0,20}                                           # 请认真
        (?:贯彻执行|遵照执行|贯彻落实|组织实施|抓好落实|遵照办理|参照执行|执行|周知)。?$              # 贯彻执行。
        """, Words.Options)]
    private static partial Regex Formula();

    [GeneratedRegex("""
        ^(?:请[^,。]{0,12})?(?:以上|上述|前述|该项|此项|这项|各项)(?:各项)?(?:工作|任务|事项|要求|材料|内容|措施)  # 以上工作
        |完成(?:以上|上述)(?:工作|任务|事项)                                                                      # 完成上述任务
        """, Words.Options)]
    private static partial Regex Back();

    [GeneratedRegex("""
        ^(?![要应须请])[\u4e00-\u9fff]{2,8}(?:范围|对象|条件|依据|名额|地点|时间|标准|目的|背景)(?:[:。]|$)  # 整治范围：
        |^(?:联系|咨询|监督|举报|投诉|服务|技术|业务|支持|客户){1,3}(?:人|方式|电话|热线|邮箱)                                                           # 联系人
        """, Words.Options)]
    private static partial Regex Topic();

    [GeneratedRegex("(?:如下|以下(?:工作|几点|事项|要求|内容)?|通知|意见|安排|要求|以下[^,。;]{0,12})[:。]$|:$", Words.Options)]
    private static partial Regex Introduction();

    // What leads up to an order, or only says that it be followed.
    [GeneratedRegex("^(?:为|根据|按照|依据|鉴于|因|经|近期|目前|现|结合)|贯彻|落实|执行|办理", Words.Options)]
    private static partial Regex Reason();

    /// <summary>The list that follows is what is to be handed in: 必须附齐以下材料.</summary>
    [GeneratedRegex("""
        (?:必须|须|应当?|要|请|一律|务必|不得)[^,。;:]{0,8}
        (?:附|提交|提供|携带|准备|报送|出具|备齐|带齐|交验|填写|递交|包括)[^,。;:]{0,4}(?:以下|下列|如下)
        """, Words.Options)]
    private static partial Regex HandsIn();

    [GeneratedRegex("(?:报送|上报|提交|上交|反馈|填报)[^。;:]{0,30}?(?:包括|内容(?:为|有|如下)?|材料(?:为|有|如下)?|如下|以下材料|下列材料):$", Words.Options)]
    private static partial Regex Listing();

    [GeneratedRegex("""
        (?:强调|指出|认为),|(?:会议|讲话|书记)[^,。;]{0,8}(?:提出|要求),                     # 会议强调，
        |^(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?,[^,。;]{2,30}(?:印发|下发|发布|出台|召开)     # 2021年4月1日，国资委印发
        |(?<=[我本][部委局厅办校院司处]|办公厅|办公室|政府|领导小组|教务处)                 # 我局将适时
          将[适对组会于在统视加择按把]
        """, Words.Options)]
    private static partial Regex Reported();
}
