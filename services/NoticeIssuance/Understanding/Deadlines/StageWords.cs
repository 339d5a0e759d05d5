namespace NoticeIssuance.Understanding;

/// <summary>
/// The words around a stage, a window or a range that bounds a clause.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class StageWords
{
    /// <summary>Names a stage or a window whose end is a limit.</summary>
    [GeneratedRegex($$"""
        (?:(?:报名|申报|申请|填报|报送|提交|上报|征集|推荐|自查|整改|排查|缴费|登记|网上|受理|评选|投稿|年审|年检|年报|年度检查|复审|参保|审验|认证|确认|办理|核验|复核|领取
             |投票|缴纳|续费|变更|选课|注册|换证|换发|检定|申领|认领|补办|采集|答题|测评|填表|预约)
           [^,。;:]{0,6}(?:(?:时间|期限|日期)[为是]?:?|期[为是:])          # 报名起止时间为, 缴费期为
          |(?:报名|选课|缴费|投票|注册|登记|申报|填报)(?=$)                # 第二轮选课
          |(?:报名|申报|填报|受理|缴费|审核|登记|投稿):                     # 网上申报：
          |阶段\(|步骤?\(|阶段(?:时间)?[为:是]?                             # 自查阶段（
          |(?:阶段|步骤?|环节)[,。(](?:具体)?时间(?:安排)?[为是:]?          # 宣传发动阶段，时间为
          |系统[^,。;:]{0,4}(?:开放|开通)(?:时间)?[为是:]?                  # 系统开放时间为
          |(?:{{Words.Stages}})\(                                           # 排查整治（
        )$
        """, Words.Options)]
    public static partial Regex Stage();

    /// <summary>What goes on all the while: 6月至9月，各单位要加强防汛值班.</summary>
    [GeneratedRegex("(?:加强|保持|坚持|做好|强化|严格)[^,。;]{0,10}(?:值班|值守|巡查|监测|管理|防范|管控|保障|服务|监管)", Words.Options)]
    public static partial Regex Keeps();

    /// <summary>Behind a month that only names what it is about: 1月份酬金申报须在1月6日前.</summary>
    [GeneratedRegex("^份?的?[\u4e00-\u9fff]{2,10}(?:须|应|请|要)?(?:[于在]|提前至|延长至|推迟至)\\d", Words.Options)] public static partial Regex OfMonth();

    /// <summary>Names an event, whose end is none: 会议时间：.</summary>
    [GeneratedRegex("(?:会议|培训|放假|考试|比赛|活动|公示|展览|演出|举办)(?:时间|期限|日期)?[为是:从自于]?$", Words.Options)]
    public static partial Regex Event();

    /// <summary>What a range of days stands behind where it bounds a clause.</summary>
    [GeneratedRegex("(?:[,。;:、)》]|(?<![定])[于在从自]|请各[^,。;:]{1,16}|安排在|集中在|^各[^,。;:]{1,16}|应|须|要)$", Words.Options)]
    public static partial Regex Fronts();

    /// <summary>What a month or a part of one stands behind where it is a stage.</summary>
    [GeneratedRegex("(?:[,。;:)]|第[一二三四五1-5]步,)$", Words.Options)] public static partial Regex Begins();

    /// <summary>Behind a range: the clause goes on.</summary>
    [GeneratedRegex("^(?:止)?(?:期间|之间|内)?(?:\\([^)]{1,40}\\))?(?:[,:)]|(?=[\u4e00-\u9fff]))", Words.Options)]
    public static partial Regex Follows();

    /// <summary>Behind a month: 11月，; 3月份：.</summary>
    [GeneratedRegex("^份?(?:期间)?[,:]", Words.Options)] public static partial Regex Pauses();

    /// <summary>What is shut then, not done: 不再受理报销业务. But 逾期不再受理.</summary>
    [GeneratedRegex("""
        ^(?![^。;\d]{0,40}?(?:逾期|过期|过时|超期|超时|过后|之后|以后|额满|届时)[^。;\d]{0,16}?(?:不再|暂停|停止|暂不))
         [^。;\d]{0,40}?(?:不再|暂停|停止|暂不)(?:受理|办理|对外|接收|服务|报销|报账|收单|开放|营业|所有|一切)
        """, Words.Options)]
    public static partial Regex IsShut();

    /// <summary>A day on which something begins again: 恢复办理时间为.</summary>
    [GeneratedRegex("(?:恢复|开始|启用|启动|开放|开通)[^,。;:]{0,6}(?:时间|日期)[为是:]{1,2}$", Words.Options)] public static partial Regex Reopens();

    /// <summary>While something else goes on: 6月至9月底的集中检查活动期间.</summary>
    [GeneratedRegex("^的[^,。;:]{1,20}(?:期间|过程中|阶段中)", Words.Options)] public static partial Regex Meanwhile();

    /// <summary>A time of its doer's own: 为财务处集中处理单据时间, 为集中评审阶段. But 为报名时间.</summary>
    [GeneratedRegex("""
        ^(?:为|是)(?![^,。;:]{0,16}(?:报名|申报|填报|报送|缴费|登记|提交|受理|征集|投票|选课))
           [^,。;:]{2,20}(?:时间|(?:评审|评选|评议|阅卷|面试|答辩|公示|复核)(?:阶段|期))
        """, Words.Options)]
    public static partial Regex OwnTime();

    /// <summary>What its own body does: 档案室分批上门指导, 学校组织专家进行审议. But 各单位组织….</summary>
    [GeneratedRegex("""
        ^[,:]?(?:由)?(?!各|全体|请|每|报|提|送|交|经)[\u4e00-\u9fff]{0,12}?(?<![各位])(?:学校|学院|大学|集团|公司|中心|[局处室部委办会院科所站组])
           (?:将|拟|统一|集中|分批|适时|会同[^,。;]{2,12}|牵头){0,3}
           (?:上门|集中(?:开展|处理|清理|审核)|组织(?:专家|评委|评审|人员|力量|专人|有关)|进行?(?:抽查|督查|评审|审议|验收|考核)|抽查|督查|评审|审议|评选|公示|公布|指导|复核|审定|现场)
        """, Words.Options)]
    public static partial Regex OwnPlan();

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
    [GeneratedRegex("^(?:期间)?\\)?,?[^,。;]{0,16}每[日天周月晚旬]", Words.Options)] public static partial Regex Recurs();

    /// <summary>Something is to be done: an actor in general words, an order, or a verb of doing.</summary>
    [GeneratedRegex($$"""
        ^[^,。;:]{0,6}[,:)]?
        (?:(?:请|各|全体|由|须|应|要)|[^。;]{0,40}?(?:{{Words.Imperatives}}|{{Words.ConcreteActs}}|自查|互查|逐[项人户一条级]|登录|打分|谈心|修剪|盘点))
        """, Words.Options)]
    public static partial Regex Tasks();

    /// <summary>准考证打印时间：6月14日—18日: a window of what the words name, not a clause's.</summary>
    [GeneratedRegex("(?:时间|日期)[为是:]$", Words.Options)] public static partial Regex Timed();
}
