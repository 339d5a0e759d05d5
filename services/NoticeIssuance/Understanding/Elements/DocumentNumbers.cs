namespace NoticeIssuance.Understanding;

/// <summary>A document number 发文字号 in the normal text: <c>[Start, End)</c>.</summary>
/// <param name="Written">As printed, without blanks.</param>
internal sealed record DocumentNumber(string Code, int? Year, int Serial, int Start, int End, string Written);

/// <summary>代字〔年〕序号号, with any bracket or none (公告2014年第80号), and 令第N号.</summary>
internal static partial class DocumentNumbers
{
    private const int LongestCode = 16;
    private const int LongestBracket = 6;

    private const string Brackets = "[]()〔〕【】［］（）﹝﹞年第号";

    public static IEnumerable<DocumentNumber> In(NormalText text)
    {
        foreach (var match in Pattern().Matches(text.Text).Cast<Match>())
        {
            var from = match.Index;
            while (from > 0 && match.Index - from < LongestCode)
                if (EndsDate(text.Text, from))
                    break;
                else if (MayBeCode(text.Text[from - 1]))
                    from--;
                else if (Bracketed().Match(text.Text[Math.Max(0, from - LongestBracket)..from]) is { Success: true } bracket)
                    from -= bracket.Length;
                else
                    break;
            var words = Connective().Matches(text.Text[from..match.Index]);
            var start = from + words.Select(word => word.Index + word.Length).DefaultIfEmpty(0).Max();
            if (start == match.Index)
                continue;
            yield return new(
                text.Text[start..match.Index],
                match.Groups["year"].Success ? int.Parse(match.Groups["year"].ValueSpan, null) : null,
                int.Parse(match.Groups["serial"].ValueSpan, null),
                start,
                match.Index + match.Length,
                text.Original(start, match.Index + match.Length));
        }
    }

    // 2024年2月20日 财办字〔2024〕9号
    private static bool EndsDate(string text, int at) => text[at - 1] is '日' or '号' && at > 1 && char.IsAsciiDigit(text[at - 2]);

    private static bool MayBeCode(char sign) => sign is >= '\u4e00' and <= '\u9fff' or '×' or '*' || char.IsAsciiLetter(sign);

    /// <summary>The first of some numbers in text order that stands in <c>[start, end)</c>.</summary>
    public static DocumentNumber? Within(IReadOnlyList<DocumentNumber> numbers, int start, int end)
    {
        var (low, high) = (0, numbers.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (numbers[middle].Start < start)
                low = middle + 1;
            else
                high = middle;
        }
        return low < numbers.Count && numbers[low].End <= end ? numbers[low] : null;
    }

    /// <summary>The same number whatever brackets it is written in.</summary>
    public static string Key(string written) =>
        string.Concat(written.Where(sign => !Brackets.Contains(sign, StringComparison.Ordinal) && !char.IsWhiteSpace(sign)));

    [GeneratedRegex("""
        (?: [\[(](?<year>(?:19|20)\d\d)年?[\])]第?                      # 海教发〔2019〕第12号
          | (?<=公告|通告|令|通报|批复|决定)(?<year>(?:19|20)\d\d)年第   # 公告2014年第80号
          | (?<=令)第                                                   # 国务院令第12号
        )
        (?<serial>\d{1,5})号
        """, Words.Options)]
    private static partial Regex Pattern();

    [GeneratedRegex(Words.BeforeNumbers, Words.Options)] private static partial Regex Connective();

    /// <summary>One office with two names: 海密办(局)函.</summary>
    [GeneratedRegex(@"(?<=[\u4e00-\u9fff])\([\u4e00-\u9fff]{1,3}\)$", Words.Options)] private static partial Regex Bracketed();
}
