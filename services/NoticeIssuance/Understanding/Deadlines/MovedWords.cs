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

    /// <summary>What was misprinted: “于4月15日前报送”有误.</summary>
    [GeneratedRegex("^[^,。;]{0,12}\"[^,。;]{0,4}(?:有误|错误|系笔误)", Words.Options)] public static partial Regex Wrong();

    /// <summary>An event that was moved is no limit: 推迟至5月25日举行.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,10}\\))?,?(?:在[^,。;]{1,16})?(?:举行|举办|召开|进行|开[幕始展赛考]|开放|恢复|施行|实施|执行)", Words.Options)]
    public static partial Regex Held();
}
