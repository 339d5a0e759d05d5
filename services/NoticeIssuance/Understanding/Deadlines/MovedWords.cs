namespace NoticeIssuance.Understanding;

/// <summary>
/// The words by which a limit is moved or corrected.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class MovedWords
{
    /// <summary>Moves a limit to the day behind it: 延长至, 调整为. A limit's wording corrected stands in quotation marks: 应为“于.</summary>
    [GeneratedRegex("""
        (?:延长|顺延|推迟|延迟|延期|延后|推后|提前|展期|调整|变更|更改|更正|修改|改)(?:至|到|为|成)"?[于在]?$
        |(?<![顺后拖])延(?:至|到)$                                                       # 延至
        |应为"?[于在]?$                                                                # 应为“于
        """, Words.Options)]
    public static partial Regex Moves();

    /// <summary>Another thing's limit is moved: 定稿延长至, and what stood before it stays.</summary>
    [GeneratedRegex("""
        [,;](?!(?:现|将|拟|统一|决定|时间|期限|截止|日期|原|经|故|因|后|再|可|已|并|最|报名|申报|报送|该|此|其|由|自|从|上述|网上))
           [\u4e00-\u9fff\d]{2,12}?(?:延长|顺延|推迟|延期|提前)(?:至|到)"?[于在]?$
        """, Words.Options)]
    public static partial Regex MovesAnother();

    /// <summary>Who may take longer: 确有困难的可延至.</summary>
    [GeneratedRegex("[的者],?(?:经[^,。;]{1,8})?(?:最多|最晚|最迟)?(?:可以?|允许|酌情)(?:适当|申请)?(?:延长|顺延|推迟|延期|延后|延)(?:至|到)$", Words.Options)]
    public static partial Regex Excepts();

    /// <summary>What was misprinted: “于4月15日前报送”有误.</summary>
    [GeneratedRegex("^[^,。;]{0,12}\"[^,。;]{0,4}(?:有误|错误|系笔误)", Words.Options)] public static partial Regex Wrong();

    /// <summary>An event that was moved is no limit: 推迟至5月25日举行.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,10}\\))?,?(?:在[^,。;]{1,16})?(?:举行|举办|召开|进行|开[幕始展赛考]|开放|恢复|施行|实施|执行)", Words.Options)]
    public static partial Regex Held();
}
