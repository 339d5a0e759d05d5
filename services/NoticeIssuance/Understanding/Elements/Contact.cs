namespace NoticeIssuance.Understanding;

/// <summary>Whom to ask and where: a line of its own, which orders nothing.</summary>
/// <param name="Words">The line as written: 联系人：孙晓岚，电话：3327715.</param>
internal sealed record Contact(string Words, TextSpan Span)
{
    public static Contact Of(NormalText text, Line line) => new(text.Original(line.Start, line.End), text.Span(line.Start, line.End));

    public static bool IsLine(NormalText text, Line line) => line.Length <= ContactWords.Longest
        && ContactWords.Begins().IsMatch(line.In(text)) && !ContactWords.Orders().IsMatch(line.In(text));
}

internal static partial class ContactWords
{
    public const int Longest = 160;

    [GeneratedRegex("""
        ^(?:\(|\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、)?
        (?:(?:业务|技术|政策|工作|监督|举报|投诉|咨询|服务|联系|客服){1,2}(?:人|电话|方式|部门|科室|邮箱|热线|支持|地址|QQ群?|微信群?)
          |电话|传真|(?:电子)?邮箱|通讯地址|地址|邮编|网址)(?:[及和][^:]{2,6})?:                  # 联系人：, 技术支持：
        """, Words.Options)]
    public static partial Regex Begins();

    [GeneratedRegex("请(?!联系|咨询|拨打)|务必|必须|[于在][^,。;]{2,16}前|截止", Words.Options)] public static partial Regex Orders();
}
