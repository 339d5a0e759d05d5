namespace NoticeIssuance.Understanding;

/// <summary>
/// The words of an event that a limit counts from.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class AnchorWords
{
    /// <summary>What somebody plans to do within some days: 考试将于18-19周内进行.</summary>
    [GeneratedRegex("(?:将|拟|计划|预计)[于在](?:\\d{1,3}[-~至到])?$", Words.Options)] public static partial Regex Planned();

    // 自 that begins no other word, or one of the others that lead into an event.
    private const string Lead = "(?:.*(?:自(?![查纠评治主然我动身])|从|在|于|[应须需要]))?";

    // An event has none of them in it.
    private const string EventWords = "(?:[^自从在于]|自(?=[查纠评治主然我动身])){1,40}?";

    /// <summary>What a limit counts from.</summary>
    [GeneratedRegex($$"""
        ^{{Lead}}
        (?<event>{{EventWords}}(?:之日|之时|当日|当天|之后|以后|[后起])       # 自收到通知之日
                |{{EventWords}}(?:结束|终了|到期|期满|届满|办结)                  # 考试结束
                |接(?:本|此|该)?(?:通知|文件|通报|函)|(?:收到|接到|接获)[^,。;:自从在于]{1,12})          # 接本通知, 接到缴费短信
        (?:起|开始)?(?:的|算|计算)?,?(?:[请要应须需可]|必须|应当|务必)?[在于]?$
        """, Words.Options)]
    public static partial Regex EventAfter();

    /// <summary>What a limit counts back from: 会议召开前3天.</summary>
    [GeneratedRegex($"^{Lead}(?<event>{EventWords})之?前$", Words.Options)] public static partial Regex EventBefore();

    /// <summary>What a limit counts back from where the number comes first: 疗休养开始 in 疗休养开始10个工作日前.</summary>
    [GeneratedRegex($"^{Lead}(?<event>{EventWords})$", Words.Options)] public static partial Regex EventUntil();

    /// <summary>What stands before an event's last word: 在学期 in 在学期结束前.</summary>
    [GeneratedRegex("^(?:.*(?:[在于请]|须|应|要|务必))?(?!各|全)(?<event>[^在于\\d]{0,14})$", Words.Options)]
    public static partial Regex EventHead();

    /// <summary>Behind 放假前: something is ordered. Not 会议召开前3天, 开学前夕, 汛期前后.</summary>
    [GeneratedRegex($$"""
        ^(?!\d|[一二两三四五六七八九十]|夕|后|期|的)
        (?:[^,。;:\n]{0,24}?|[^,。;:\n]{0,12}?[,:][^,。;:\n]{0,24}?)
        (?:{{Words.Imperatives}}|{{Words.ConcreteActs}}|[报交送查办]|对|将|把)
        """, Words.Options)]
    public static partial Regex Ordered();

    /// <summary>The case in which a limit begins to run.</summary>
    [GeneratedRegex("""
        (?<event>(?:凡|如|若|对|遇|发现|发生|出现)[^,。;:\n]{1,30}    # 发现重大隐患
                |[^,。;:\n]{2,30}(?:的|后|时))                        # 险情发生后
        ,[^。;:\n]{0,40}$
        |(?<event>(?:(?:检查|排查|巡查|抽查)?(?:发现|查出|存在)的?|(?<![创最更全革])新(?:[装增建购入接]|[开进](?!展))的?)
            [^,。;:\n]{1,16}?)(?:须|应当?|要|必须)?[在于]?$                                          # 查出的病害, 新装设备
        |(?<event>[^,。;:\n]{0,24}(?:超过|低于|高于|未|不|发现|出现|存在|逾期)[^,。;:\n]{1,20}的[^,。;:\n]{0,8})(?:须|应当?|要|必须)[在于]?$   # 差错率超过1‰的小区须在
        """, Words.Options)]
    public static partial Regex Condition();

    /// <summary>What each case is settled within, counted from that case: 借阅档案须在5日内归还.</summary>
    [GeneratedRegex("^[^,。;:]{0,8}?(?:归还|结算|报销|退还|返还|结清|还清|答复|办结|复查|复核|受理|核销|补正|放款|拨付)", Words.Options)]
    public static partial Regex PerCase();

    /// <summary>But those who are told do it once: 请各单位于, 各县要在.</summary>
    [GeneratedRegex("请(?!假)|各|全体|本通知|务必|印发", Words.Options)] public static partial Regex Everybody();

    /// <summary>In front of the days that figures are of, not of an event: 报送的数据为前.</summary>
    [GeneratedRegex("(?:^|[,为是将把的]|报送|上报|汇总|统计|填报)前$", Words.Options)] public static partial Regex OfFigures();

    /// <summary>若在毕业前出现…: what is supposed, not ordered.</summary>
    [GeneratedRegex("^(?:若|如|如果|一旦|凡)[^,。;]{0,12}$", Words.Options)] public static partial Regex Supposes();
}
