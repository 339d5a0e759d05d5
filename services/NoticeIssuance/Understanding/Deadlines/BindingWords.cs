namespace NoticeIssuance.Understanding;

/// <summary>
/// The words around a time expression that make it a limit.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class BindingWords
{
    /// <summary>Closes a limit.</summary>
    [GeneratedRegex("""
        ^(?:\(含[^)]{0,6}\)|\((?:星期|周)[^)]{1,3}\))?  # 5月20日（含当日）前, （星期五）前
        (?<by>
          之前|以前|前夕
        | 前(?![期述往列瞻半后身沿景三几两]|置          # not 前期, 前置
            |\d{1,2}(?:个?工作日|[日天周])              # nor 会前3天
            |一(?![次律并致式份])                       # nor 节前一周; but 前一次性缴清
            |提(?![交出供请报升醒名前]))                # nor 前提; but 前提交
        | 为?止|截止(?!(?:时间|日期|期)?[为是:])        # 5月20日止, 5月20日截止; not 第一季度截止时间为
        | 之内|以内|内(?![容部蒙外设在的])              # 5月内; not 5月内容
        )
        """, Words.Options)]
    public static partial Regex Closes();

    /// <summary>Leads into a limit.</summary>
    [GeneratedRegex("""
        (?:截止(?:[\u4e00-\u9fff]{2,4}(?=时间|日期))?(?:时间|日期|期(?=[为是:]))?[为是:到至]?        # 截止时间为
          |截至(?:时间|日期)?[为是:]?                          # 截至
          |最迟|最晚|至迟                                      # 最迟于
          |不(?:得)?(?:迟于|晚于|超过)                         # 不得迟于
          |务必[于在]|限[于在期]?|赶在                         # 务必于, 限
          |(?:系统|平台|通道|网报|报名|申报|填报)[^,。;:]{0,6}关闭(?:时间)?[为是:]                # 系统关闭时间：
          |(?:受理|报名|申报|征集|登记|缴费|缴纳)(?=[至到]$)                                    # 申请受理至
          |[报申提上交填反完投受办]?(?:名|报|送|交|馈|成|稿|理|结|费)(?:截止)?(?:时间|日期|期限|时限)[为是:]?  # 报名时间为
        )(?:[于在到至])?$
        """, Words.Options)]
    public static partial Regex Leads();

    /// <summary>Behind a year, what is of that year: 2018年快报.</summary>
    [GeneratedRegex("^[\u4e00-\u9fff]", Words.Options)] public static partial Regex Names();

    /// <summary>From now until it: 自即日起至. But 决定自即日起至…开展 tells of a campaign.</summary>
    [GeneratedRegex("(?<!(?:决定|定于|计划|拟)(?:从|自|于)?)(?:即日|今日|本日|[发印]之日|通知之日)起,?(?:[至到]|截至|-{1,4}|~)$", Words.Options)]
    public static partial Regex FromNow();

    /// <summary>At once behind a period: 年内完成, 月底全面建成.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?,?(?:全面|全部|基本|统一|组织|底前|前)?
        (?:完成|办结|建成|报送|上报|提交|反馈|结束|出台|到位|报来|交来|送来|清零|销号|清退|兑现|拨付|结清|补齐|缴清)
        """, Words.Options)]
    public static partial Regex Finishes();

    /// <summary>Before a day on which something is handed in: 于5月20日报送.</summary>
    [GeneratedRegex("(?:[于在]|请|务必|须|应|统一)$", Words.Options)] public static partial Regex Preposition();

    /// <summary>Tells of an event: 我局将于.</summary>
    [GeneratedRegex("(?:[将已拟曾定]|计划|预计|决定)(?:[于在])?$", Words.Options)] public static partial Regex Announces();

    /// <summary>Hands something in or finishes it.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?,?[^,。;:\n]{0,6}?                                    # 5月20日（星期五）前将总结
        (?:完成|报送|上报|报至|报到我|报我|提交|上交|交至|交到|交[^流通易底界]    # 交教务处, not 交流
          |报(?![名到告刊考价销账表纸道警废来])[^,。;:\n]{1,14}(?:办公室|[办处室部局院科委会组])     # 报学院办公室
          |送(?![达审医水货教])[^,。;:\n]{0,14}(?:办公室|[办处室部局院科委会组])                              # 送局办公室
          |送达|送至|反馈|上传|汇总|办结|发送至|发至|寄送)
        |^(?:将|把)[^,。;:\n]{2,36}?(?:报送|上报|提交|上交|反馈|[报送](?![名到告刊考价销账表纸道警废来达审])[^,。;:\n]{0,14}(?:办公室|[办处部局院委会组]))
        |^,(?:将|把)[^。;\n]{2,160}?(?:报送|上报|报至|报到|提交|上交|交至|交到|送至|送到|发送至|发至|反馈)   # 于6月23日，将申报书交到校团委
        """, Words.Options)]
    public static partial Regex Hands();

    /// <summary>At the head of a clause, with the verb at once behind the day: ，2月17日报送总体情况.</summary>
    [GeneratedRegex("(?:^|[,。;:\\n]|(?:表|申报书|申请书|报告|名单|方案|总结|论文|作品|稿件))$", Words.Options)] public static partial Regex Heads();

    /// <summary>Something is handed in or finished by whoever is told: the order of a schedule's line.</summary>
    [GeneratedRegex("""
        ^(?!附件|联系|抄送|主送)[^。;]{0,24}?(?<!组织|统一|接收)(?:报送|上报|提交|上交|交至|交到|送交|送至|送达|报至|反馈|填报|填写|缴纳|缴费|报名)
        """, Words.Options)]
    public static partial Regex HandsOver();

    /// <summary>Behind the day of a schedule's line: ：各学院提交汇总表, ：完成全部扫描.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?[:\t](?![^。;]{0,12}(?:召开|举行|举办|开幕|公示|公布|评审|答辩|面试))
           [^。;]{0,24}?(?:报送|上报|提交|上交|交至|交到|送交|送至|送达|报至|反馈|填报|缴纳|缴费|完成)
        """, Words.Options)]
    public static partial Regex Schedules();

    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?
         (?:报送|上报|提交|上交|反馈|报来|交来|送来|送[^,。;达]{1,8}(?:[室处科部办局院委组]|\d))      # 送科技处, 送团委203室
         (?!了|的|过)
        """, Words.Options)]
    public static partial Regex HandsAtOnce();

    /// <summary>Bids outright: 请于, 请各站于.</summary>
    [GeneratedRegex("(?:请各?[^,。;:]{0,12}|务必|须|应|必须|要)[于在]$", Words.Options)] public static partial Regex Bids();

    /// <summary>In front of the day on which something is to be done, not of one that is told of: 于, but not 已于.</summary>
    [GeneratedRegex("(?<![已曾都均])[于在]$", Words.Options)] public static partial Regex At();

    /// <summary>Behind it something is handed in, and was not: 前通过系统分别报送.</summary>
    [GeneratedRegex("^[^,。;:\\n了]{0,20}?(?:报送|上报|提交|上交|反馈|报来|送交|送至|交至|报至|填报)(?!了|过|的)", Words.Options)]
    public static partial Regex Submits();

    /// <summary>At a day or an hour something closes: 自动关闭, 截止报名.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?,?(?:系统|平台|通道)?(?:起|自动|正式|准时|统一|将)?
         (?:关闭|结束|截止|截稿|停止(?:受理|报名|接收|填报|办理|报销|报账|收单|下单|接单|收件))
        |^(?:之|以)?后(?:一律)?(?:不再|停止)(?:受理|接收|接受|收取)      # 4月15日后不再受理
        """, Words.Options)]
    public static partial Regex Shuts();

    /// <summary>The day itself is called the last one: 9月26日是上报截止日.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,10}\\))?(?:是|为|系)[^,。;]{0,8}(?:截止|最后期限|最后一天|最后时限)", Words.Options)]
    public static partial Regex IsLast();

    /// <summary>Strives for it: 力争10月底清册到位.</summary>
    [GeneratedRegex("(?:力争|确保|争取)(?:于|在|到)?$", Words.Options)] public static partial Regex Strives();

    /// <summary>Is done with it within the clause.</summary>
    [GeneratedRegex("^[^,。;:]{0,12}(?:完成|到位|办结|建成|结束|出台|上线)", Words.Options)] public static partial Regex Achieves();

    /// <summary>What can close on those who hand something in.</summary>
    [GeneratedRegex("系统|通道|平台|报销|报账|接单|下单|收单|报名|申报|申请|注册|选课|投票|征集|受理|答题|填报|窗口|入口|缴费|登记|投稿|预约|认购|申领|阶段", Words.Options)]
    public static partial Regex Opens();

    /// <summary>In front of days that are each due: 分别于.</summary>
    [GeneratedRegex("(?:分别|依次|先后)[于在]?$", Words.Options)] public static partial Regex Apart();

    /// <summary>Behind days that are each due: 前，分三次.</summary>
    [GeneratedRegex("^(?:之?前|以前)?,?(?:分别|分[二两三四五六\\d]次|各[报交送]一次|依次|先后)", Words.Options)] public static partial Regex Times();

    /// <summary>Behind a week its day in brackets: 7月第一周内（7月4日前）.</summary>
    [GeneratedRegex(@"^\((?:即)?(?:\d{1,2}月)?\d{1,2}日[^)]{0,4}\)", Words.Options)] public static partial Regex NamesItsDay();

    /// <summary>A month in front of a day of it: 2月份于.</summary>
    [GeneratedRegex(
        $"(?<month>{Pieces.MonthDigits})月份?的?(?:应|须|可)?(?:[于在为]|(?:提前|推迟|顺延|延长|调整|改)(?:至|到|为))$", Words.Options)]
    public static partial Regex MonthBefore();

    /// <summary>Goes on until something happens, whose day nobody says: 6月13日--离校之日.</summary>
    [GeneratedRegex("""
        ^(?:上午|下午|\([^)]{0,8}\))?(?:-{1,4}|~|至|到)(?!\d|[一二三四五六七八九十]{1,3}[月日点时])
        [\u4e00-\u9fff]{1,8}?(?:之日|当日|当天|为止|结束)
        """, Words.Options)]
    public static partial Regex ToEvent();

    /// <summary>Before the days until which something is taken, each of them: 受理截止时间为7月20日、10月20日.</summary>
    [GeneratedRegex("截止(?:时间|日期)?(?:分别)?[为是:]$", Words.Options)] public static partial Regex Until();

    /// <summary>Behind a period that only says whose day it is: 第一季度报送截止时间为2024年4月12日, 二季度为7月10日.</summary>
    [GeneratedRegex("^份?的?[^,。;:\\n]{0,8}?(?:时间|日期|期限?)?[为是:](?:(?:19|20)\\d\\d年)?\\d{1,2}月\\d{1,2}日", Words.Options)]
    public static partial Regex NamesWhose();

    /// <summary>Behind the first of such periods, each of the others with its day: 二季度为.</summary>
    [GeneratedRegex("截止(?:时间|日期|期)?[为是:][^。;\\n]*(?:季度|半年|批次?|\\d月份?)(?:截止)?[为是:]$", Words.Options)]
    public static partial Regex UntilToo();

    /// <summary>Between the two ends of a range.</summary>
    [GeneratedRegex("^(?:(?:开始|起)?,?(?:至|到|截至)|-{1,4}|~|至到)$", Words.Options)] public static partial Regex Connects();
}
