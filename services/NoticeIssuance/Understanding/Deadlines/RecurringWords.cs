namespace NoticeIssuance.Understanding;

/// <summary>
/// The words that tell what comes back.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class RecurringWords
{
    /// <summary>A month named before it: what is 次月 of that is one month.</summary>
    [GeneratedRegex(@"\d月|[一二三四五六七八九十]月|[本当]月(?:底|末|内|\d)", Words.Options)] public static partial Regex NamesMonth();

    /// <summary>Between a frequency and its days: 报送一次，分别于.</summary>
    [GeneratedRegex("^[^,。;]{0,16}[,:](?:时间|分别|即|具体)[^,。;]{0,8}$", Words.Options)] public static partial Regex Namely();

    /// <summary>Between a frequency and on which day or at which hour: 每月报送一次，于.</summary>
    [GeneratedRegex("^[^,。;]{0,16},(?:每次)?(?:请|均|都|统一|一般|须|应)?(?:[于在]|时间[为是:]?)$", Words.Options)]
    public static partial Regex OnWhich();

    /// <summary>Goes on into the next day: hours in which something is so.</summary>
    [GeneratedRegex("^(?:至|到|-{1,2}|~)(?:次日|翌日|第二天)", Words.Options)] public static partial Regex Overnight();

    /// <summary>Speaks of what comes back every month.</summary>
    [GeneratedRegex("每月|按月|逐月|各月|月度|月报|当月(?![底末内])", Words.Options)] public static partial Regex EachMonth();

    /// <summary>Speaks of what comes back every year.</summary>
    [GeneratedRegex("每年|按年|逐年|年报|(?<![\\d〇一二三四五六七八九本上该])年度", Words.Options)] public static partial Regex EachYear();

    /// <summary>A part of every year, in front of a day of 当年: 上半年报表于当年6月5日前. Not 2025年上半年.</summary>
    [GeneratedRegex("(?<![\\d今本该去明]年)(?:[上下]半年|第?[一二三四]季度)[^,。;:]{0,8}?[于在]?$", Words.Options)] public static partial Regex EachHalf();

    /// <summary>Behind 每月, no order: 每季度报送工作不再另行发文; 每月开展的活动; 卫生部每日将向社会公布.</summary>
    [GeneratedRegex("""
        ^[^,。;:\n]{0,12}?(?:不再|无需|无须|不必|不另)(?:另行|再|单独|重复)?(?:[报发通要提填])
        |^[^,。;:\n]{0,6}?(?:开展|组织|举办|召开|进行|报送|上报|填报|编报|提交)的[\u4e00-\u9fff]
        |^(?:都|均)?(?:将|拟|会)(?:向社会|对外|向公众|定期|陆续|统一|适时)
        """, Words.Options)]
    public static partial Regex OrdersNothing();

    /// <summary>In front of a rule that is set up and not ordered of anybody: 决定在月报的基础上，建立.</summary>
    [GeneratedRegex("(?:建立|实行|推行|实施)(?:起)?$", Words.Options)] public static partial Regex SetsUp();

    /// <summary>But somebody is told to: 各单位要建立.</summary>
    [GeneratedRegex("[各要应须请]", Words.Options)] public static partial Regex ToSomebody();

    /// <summary>Behind it, its name: 主要业务指标快报制度.</summary>
    [GeneratedRegex("^[^,。;:\n]{0,20}?(?:制度|机制)", Words.Options)] public static partial Regex IsRule();

    /// <summary>A paper of the issuer's own, and how often it appears: 《快报》每月2期.</summary>
    [GeneratedRegex("(?:^|[。;\\n.、)])《[^》]{1,12}》(?:原则上|一般)?$", Words.Options)] public static partial Regex Paper();

    /// <summary>Something is brought to its end.</summary>
    [GeneratedRegex("^(?:全面|全部)?(?:完成|建成|整改|清零)", Words.Options)] public static partial Regex Finished();

    /// <summary>Behind hours of every day: a duty, and no office hours: 每天8:00-9:00巡查.</summary>
    [GeneratedRegex("^[^,。;:]{0,12}(?:报送|上报|报告|巡查|检查|排查|消毒|清扫|值守|开展|组织|测温|打卡)", Words.Options)]
    public static partial Regex IsDoneDaily();

    /// <summary>Behind 每月 or 每天: something is done so often. 每日12时至15时, 每周工作40小时 tell of something else.</summary>
    [GeneratedRegex($$"""
        ^(?!一[度次]|均|平均|的|[\d:点时分至到次日-]{4,24}(?:为|停|封|禁|暂停))
        (?:[^,。;:\n]{0,24}?|[^,。;:\n]{0,12}?[,:][^,。;:\n]{0,12}?)
        (?:{{Words.Imperatives}}|{{Words.ConcreteActs}}|保持|通报|巡[查检视]|[报交送查]|维护|保养|更换|组织|进行|召开|张贴)
        """, Words.Options)]
    public static partial Regex Acts();
}
