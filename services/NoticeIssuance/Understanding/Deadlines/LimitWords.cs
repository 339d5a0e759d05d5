namespace NoticeIssuance.Understanding;

/// <summary>
/// The words around a time expression that make it a limit, or tell that it is none.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class LimitWords
{
    /// <summary>Between the two ends of a range.</summary>
    [GeneratedRegex("^(?:至|到|-{1,2}|~|至到)$", Words.Options)] public static partial Regex Connects();

    /// <summary>Closes a limit.</summary>
    [GeneratedRegex("""
        ^(?:\(含[^)]{0,6}\)|\((?:星期|周)[^)]{1,3}\))?  # 5月20日（含当日）前, （星期五）前
        (?<by>
          之前|以前|前夕
        | 前(?![期述往列瞻半后身沿景三几两]|置          # not 前期, 前置
            |\d{1,2}(?:个?工作日|[日天周])              # nor 会前3天
            |一(?![次律并致式份])                       # nor 节前一周; but 前一次性缴清
            |提(?![交出供请报升醒名前]))                # nor 前提; but 前提交
        | 为?止|截止                                    # 5月20日止, 5月20日截止
        | 之内|以内|内(?![容部蒙外设在的])              # 5月内; not 5月内容
        )
        """, Words.Options)]
    public static partial Regex Closes();

    /// <summary>Leads into a limit.</summary>
    [GeneratedRegex("""
        (?:截止(?:时间|日期)?[为是:到至]?                      # 截止时间为
          |截至(?:时间|日期)?[为是:]?                          # 截至
          |最迟|最晚|至迟                                      # 最迟于
          |不(?:得)?(?:迟于|晚于|超过)                         # 不得迟于
          |务必[于在]|限[于在期]?|赶在                         # 务必于, 限
          |[报申提上交填反完投受办]?(?:名|报|送|交|馈|成|稿|理|结)(?:截止)?(?:时间|日期|期限|时限)[为是:]?  # 报名时间为
        )(?:[于在到至])?$
        """, Words.Options)]
    public static partial Regex Leads();

    /// <summary>From now until it: 自即日起至. But 决定自即日起至…开展 tells of a campaign.</summary>
    [GeneratedRegex("(?<!(?:决定|定于|计划|拟)(?:从|自|于)?)(?:即日|今日|本日|[发印]之日|通知之日)起,?(?:[至到]|截至)$", Words.Options)]
    public static partial Regex FromNow();

    /// <summary>What is so until a day, and is nobody's to do: 至5月20日有效.</summary>
    [GeneratedRegex("^[^。;\\n请各应须]{0,40}?(?:有效|施行|试行|执行|实施|生效|期间|停止|暂停|关闭|封闭|放假|公示|展出)", Words.Options)]
    public static partial Regex InForce();

    /// <summary>Behind a quotation: “…”的规定.</summary>
    [GeneratedRegex("^\"的?(?:规定|要求|精神|部署)", Words.Options)] public static partial Regex Ruled();

    /// <summary>At once behind a period: 年内完成, 月底全面建成.</summary>
    [GeneratedRegex(@"^(?:\([^)]{1,10}\))?,?(?:全面|全部|基本|统一|组织|底前|前)?(?:完成|办结|建成|报送|上报|结束|出台|到位)", Words.Options)]
    public static partial Regex Finishes();

    /// <summary>Before a day on which something is handed in: 于5月20日报送.</summary>
    [GeneratedRegex("(?:[于在]|请|务必|须|应|统一)$", Words.Options)] public static partial Regex Preposition();
    /// <summary>Tells of an event: 我局将于.</summary>
    [GeneratedRegex("(?:[将已拟曾定]|计划|预计|决定)(?:[于在])?$", Words.Options)] public static partial Regex Announces();

    /// <summary>Hands something in or finishes it.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?,?[^,。;:\n]{0,6}?                                    # 5月20日（星期五）前将总结
        (?:完成|报送|上报|报至|报到我|报我|提交|上交|交至|交到|交[^流通易底界]    # 交教务处, not 交流
          |送达|送至|反馈|上传|汇总|办结|发送至|发至|寄送)
        """, Words.Options)]
    public static partial Regex Hands();

    /// <summary>Names a stage or a window whose end is a limit.</summary>
    [GeneratedRegex($$"""
        (?:(?:报名|申报|填报|报送|提交|上报|征集|推荐|自查|整改|排查|缴费|登记|网上|受理|评选|投稿)
           [^,。;:]{0,6}(?:时间|期限|日期)[为是:]?                          # 报名起止时间为
          |(?:报名|申报|填报|受理|缴费|审核|登记|投稿):                     # 网上申报：
          |阶段\(|步骤?\(|阶段(?:时间)?[为:是]?                             # 自查阶段（
          |系统[^,。;:]{0,4}(?:开放|开通)(?:时间)?[为是:]?                  # 系统开放时间为
          |(?:{{Words.Stages}})\(                                           # 排查整治（
        )$
        """, Words.Options)]
    public static partial Regex Stage();

    /// <summary>Names an event, whose end is none: 会议时间：.</summary>
    [GeneratedRegex("(?:会议|培训|放假|考试|比赛|活动|公示|展览|演出|举办)(?:时间|期限|日期)?[为是:]?$", Words.Options)]
    public static partial Regex Event();

    /// <summary>What was done by then, not what is to be: 5月底前完成的隐患整改.</summary>
    [GeneratedRegex("^(?:之前|以前|前|底前)(?:(?:已|应)?(?:全部|基本)?(?:完成|建成|印发|取得|形成|批准|发现|排查出?)|已[^,。;:]{1,8})的[^,。;:]", Words.Options)]
    public static partial Regex Modifies();

    /// <summary>A date that describes people or things rather than binds anybody: 2018年12月31日前参加工作的.</summary>
    [GeneratedRegex($$"""
        ^(?:之前|以前|前|以后|之后|后|止|期间|起)?
        (?:已经?|未|仍|依法|正式|首次|新|全职|在[^,。;:\n]{1,6})?     # 在本市
        (?:{{Words.Circumstances}})[^,。;:\n]{0,16}?(?:的|者|人员)
        """, Words.Options)]
    public static partial Regex Qualifies();

    /// <summary>How long something holds, not when something is due: 有效期至.</summary>
    [GeneratedRegex("""
        (?:有效期|执行期|任期|试用期
          |(?<!申报|报名|报送|办理|缴纳|缴费|整改|完成|征集)期限       # 保存期限, not 申报期限
          |聘期|保质期|年龄|周岁|工龄|施行|试行|停刊|休刊|年限|资历|业绩|成果|学时
        )[^,。;:\n]{0,10}$
        """, Words.Options)]
    public static partial Regex Validity();

    /// <summary>The day up to which something is counted: 截至5月20日.</summary>
    [GeneratedRegex(@"(?:截至|截止到?)[^,。;\n]{0,6}$", Words.Options)] public static partial Regex AsOf();

    /// <summary>What the count came to.</summary>
    [GeneratedRegex("""
        ^[^。;\n]{0,24}?
        (?:已|共[有计]|累计|达到|仍有|尚有                        # 全市共有
          |全[国省市县区校][^。;\n]{0,12}?[有达共已]              # 全市各类学校达
          |我[国省市县区校局])                                    # 我市
        """, Words.Options)]
    public static partial Regex Counts();

    /// <summary>How long something lasts, not within which time it is due.</summary>
    [GeneratedRegex("""
        (?:(?:压缩|压减|缩短|减少|精简|提速|控制|限定|稳定|保持|延长|维持)(?:至|到|在|为)?  # 压缩至3个工作日内
          |约|时长|限时|控制在                                                              # 每节约15分钟以内
          |不少于|不得少于|不超过|不得超过|不低于|不短于                                    # 不少于5天
          |连续|[近满]|过去|未来|今后|最近|为期|公示期?|[累共]计|每|第)$                    # 近3个月内
        """, Words.Options)]
    public static partial Regex Lasts();

    // 自 that begins no other word, or one of the others that lead into an event.
    private const string Lead = "(?:.*(?:自(?![查纠评治主然我动身])|从|在|于|[应须需要]))?";

    // An event has none of them in it.
    private const string EventWords = "(?:[^自从在于]|自(?=[查纠评治主然我动身])){1,40}?";
    /// <summary>What a limit counts from.</summary>
    [GeneratedRegex($$"""
        ^{{Lead}}
        (?<event>{{EventWords}}(?:之日|之时|当日|当天|之后|以后|[后起])       # 自收到通知之日
                |(?:收到|接到|接)(?:本|此|该)?(?:通知|文件|通报|函))          # 接到本通知
        (?:起|开始)?(?:的|算|计算)?,?(?:[要应须需]|必须|应当)?在?$
        """, Words.Options)]
    public static partial Regex EventAfter();

    /// <summary>What a limit counts back from: 会议召开前3天.</summary>
    [GeneratedRegex($"^{Lead}(?<event>{EventWords})之?前$", Words.Options)] public static partial Regex EventBefore();

    /// <summary>The case in which a limit begins to run.</summary>
    [GeneratedRegex("""
        (?<event>(?:凡|如|若|对|遇|发现|发生|出现)[^,。;:\n]{1,30}    # 发现重大隐患
                |[^,。;:\n]{2,30}(?:的|后|时))                        # 险情发生后
        ,[^。;:\n]{0,40}$
        """, Words.Options)]
    public static partial Regex Condition();

    /// <summary>A month named before it: what is 次月 of that is one month.</summary>
    [GeneratedRegex(@"\d月|[一二三四五六七八九十]月|[本当]月(?:底|末|内|\d)", Words.Options)] public static partial Regex NamesMonth();

    /// <summary>Speaks of what comes back every month.</summary>
    [GeneratedRegex("每月|按月|逐月|各月|月度|月报|当月(?![底末内])", Words.Options)] public static partial Regex EachMonth();

    /// <summary>Speaks of what comes back every year.</summary>
    [GeneratedRegex("每年|按年|逐年|年报|(?<![\\d〇一二三四五六七八九本上该])年度", Words.Options)] public static partial Regex EachYear();

    /// <summary>Behind 每月 or 每天: something is done so often. 每日12时至15时, 每周工作40小时 tell of something else.</summary>
    [GeneratedRegex($$"""
        ^(?!一[度次]|均|平均|的)
        (?:[^,。;:\n]{0,24}?|[^,。;:\n]{0,12}?[,:][^,。;:\n]{0,12}?)
        (?:{{Words.Imperatives}}|{{Words.ConcreteActs}}|保持|通报|巡[查检视]|[报交送查]|维护|保养|更换|组织|进行|召开|张贴)
        """, Words.Options)]
    public static partial Regex Acts();

    /// <summary>Moves a limit to the day behind it: 延长至, 调整为. A limit's wording corrected stands in quotation marks: 应为“于.</summary>
    [GeneratedRegex("""
        (?:延长|顺延|推迟|延迟|延期|延后|推后|提前|展期|调整|变更|更改|更正|修改|改)(?:至|到|为|成)[于在]?$
        |(?<![顺后拖])延(?:至|到)$                                                       # 延至
        |应为"?[于在]?$                                                                # 应为“于
        """, Words.Options)]
    public static partial Regex Moves();

    /// <summary>What was misprinted: “于4月15日前报送”有误.</summary>
    [GeneratedRegex("^[^,。;]{0,12}\"[^,。;]{0,4}(?:有误|错误|系笔误)", Words.Options)] public static partial Regex Wrong();

    /// <summary>An event that was moved is no limit: 推迟至5月25日举行.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,10}\\))?,?(?:在[^,。;]{1,16})?(?:举行|举办|召开|进行|开[幕始展赛考]|开放|恢复|施行|实施|执行)", Words.Options)]
    public static partial Regex Held();

    /// <summary>At a day or an hour something closes: 自动关闭, 截止报名.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,10}\\))?(?:自动|正式|准时|统一|将)?(?:关闭|结束|截止|截稿|停止(?:受理|报名|接收|填报))", Words.Options)]
    public static partial Regex Shuts();

    /// <summary>What can close on those who hand something in.</summary>
    [GeneratedRegex("系统|通道|平台|报名|申报|选课|投票|征集|受理|答题|填报|窗口|入口|缴费|登记|投稿|预约|认购|申领", Words.Options)]
    public static partial Regex Opens();

    /// <summary>What a range of days stands behind where it bounds a clause.</summary>
    [GeneratedRegex("(?:[,。;:、)》]|(?<![定])[于在从自]|请各[^,。;:]{1,16}|安排在|集中在|^各[^,。;:]{1,16}|应|须|要)$", Words.Options)]
    public static partial Regex Fronts();

    /// <summary>What a month or a part of one stands behind where it is a stage.</summary>
    [GeneratedRegex("(?:[,。;:)]|阶段:|第[一二三四五1-5]步,)$", Words.Options)] public static partial Regex Begins();

    /// <summary>Behind a range: the clause goes on.</summary>
    [GeneratedRegex("^(?:止)?(?:期间|之间|内|为[^,。;:]{2,8}阶段)?(?:\\([^)]{1,10}\\))?(?:[,:)]|(?=[\u4e00-\u9fff]))", Words.Options)]
    public static partial Regex Follows();

    /// <summary>Behind a month: 11月，; 3月份：.</summary>
    [GeneratedRegex("^份?(?:期间)?[,:]", Words.Options)] public static partial Regex Pauses();

    /// <summary>In the brackets of a stage: 验收阶段（.</summary>
    [GeneratedRegex($"(?:阶段|步骤?|环节|{Words.Stages})\\($", Words.Options)] public static partial Regex InStage();

    /// <summary>What was done is told, not ordered: 3月17日至18日，…发表了重要讲话 (but 为了, 了解).</summary>
    [GeneratedRegex("^[^。;\n]*?[\u4e00-\u9fff](?<![为除])了(?![解结如然])", Words.Options)]
    public static partial Regex Told();

    /// <summary>What is merely so at a time, or takes place: nobody has to be done with it.</summary>
    [GeneratedRegex("""
        ^[^,。;:]{0,6}[,:]?[^,。;:]{0,12}?(?:放假|停水|停电|停气|停机|停课|停业|停用|暂停|停止|封闭|关闭|公示|展出|举行|举办|召开|施行|试行|休市|休馆|改为
          |有效|轮休|休息|供应|开放(?!日)|换发|降雨|高温|寒潮|供暖)
        """, Words.Options)]
    public static partial Regex Idle();

    /// <summary>Something is to be done: an actor in general words, an order, or a verb of doing.</summary>
    [GeneratedRegex($$"""
        ^[^,。;:]{0,6}[,:)]?
        (?:(?:请|各|全体|由|须|应|要)|[^。;]{0,40}?(?:{{Words.Imperatives}}|{{Words.ConcreteActs}}|自查|互查|逐[项人户一条级]|登录|打分|谈心|修剪|盘点))
        """, Words.Options)]
    public static partial Regex Tasks();

    /// <summary>准考证打印时间：6月14日—18日: a window of what the words name, not a clause's.</summary>
    [GeneratedRegex("(?:时间|日期)[为是:]$", Words.Options)] public static partial Regex Timed();

    /// <summary>From one hour to another, or what only describes: 15:00-16:00, 15:00的会议.</summary>
    [GeneratedRegex("[:点时].*[-~至到]|的$", Words.Options)] public static partial Regex HoursOf();

    /// <summary>People come together.</summary>
    [GeneratedRegex("召开|举行|举办|会议|[^社协工学委]会(?:[,。]|$)|培训|[到在][^,。;]{2,20}(?:室|厅|馆|楼)", Words.Options)]
    public static partial Regex Gathers();

    /// <summary>And are told to come.</summary>
    [GeneratedRegex("""
        (?:请|务必|务请|须|应|要|通知)[^。;]{0,50}?(?:参加|出席|到会|参会|列席|与会|到场)
        |(?:准时|按时|届时)(?:参加|出席|到会|参会|列席)
        """, Words.Options)]
    public static partial Regex Attends();

    /// <summary>Bids outright: 请于.</summary>
    [GeneratedRegex("(?:请|务必|须|应|必须|要)[于在]$", Words.Options)] public static partial Regex Bids();

    /// <summary>What is come by and not done: 于2023年12月31日前取得证书.</summary>
    [GeneratedRegex($"^(?:之?前)(?:{Words.Circumstances})", Words.Options)] public static partial Regex Becomes();

    /// <summary>How old a paper may be, and no limit: 15日内开具的证明, 近6个月内任意一个月的凭证.</summary>
    [GeneratedRegex("^(?:的|任意|有效|[^,。;:前\\n]{1,4}(?<!完成|整改|办结|提交|报送)的(?:[^,。;:\\n]{0,10}(?:证|表|报告|记录|照|凭证|截图|材料|票|单|码)))", Words.Options)]
    public static partial Regex OfPapers();

    /// <summary>What somebody is on a day, and is not to do by it: 截至3月31日在册的.</summary>
    [GeneratedRegex("^(?:之?前|止)?[^,。;:\\n]{0,8}?(?:满[一二三四五六七八九十\\d]|在册|在岗|在职|在籍|在编|周岁|户籍|登记在|缴纳|未满|年满)", Words.Options)]
    public static partial Regex State();
}
