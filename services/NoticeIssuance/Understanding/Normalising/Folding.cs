namespace NoticeIssuance.Understanding;

/// <summary>One spelling for each sign: full width to half width, one kind of bracket, quotation mark and dash.</summary>
internal static class Folding
{
    /// <summary>What a sign that ends a line folds to.</summary>
    public const char Break = '\n';

    /// <summary>What white space folds to.</summary>
    public const char Blank = ' ';

    /// <summary>What a sign that prints nothing folds to: joiners, direction marks, controls.</summary>
    public const char Nothing = '\0';

    private static readonly char[] Folded = [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => Classified((char)code))];

    public static char Fold(char sign) => Folded[sign];

    private static char Classified(char sign) => sign switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' or '\v' or '\f' => Break,
        _ when char.IsWhiteSpace(sign) => Blank,
        _ when char.IsControl(sign) => Nothing,
        _ when CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.Format or UnicodeCategory.PrivateUse => Nothing,
        _ => Spelt(sign),
    };

    private static char Spelt(char sign) => sign switch
    {
        '〔' or '﹝' or '［' or '【' or '〖' or '〘' or '「' or '『' => '[',
        '〕' or '﹞' or '］' or '】' or '〗' or '〙' or '」' or '』' => ']',
        '“' or '”' or '„' or '‟' or '＂' or '〝' or '〞' => '"',
        '‘' or '’' or '‚' or '‛' or '＇' => '\'',
        '—' or '–' or '―' or '─' or '－' or '‐' or '‑' or '‒' or '−' or '﹣' => '-',
        '～' or '〜' or '∼' or '˜' => '~',
        '∶' or '︰' or '﹕' or '：' => ':',
        '﹐' or '，' => ',',
        '﹔' or '；' => ';',
        '｡' => '。',
        '､' or '﹑' => '、',
        '〈' or '＜' => '《',
        '〉' or '＞' => '》',
        '〇' or '○' or '◯' or 'Ｏ' => '〇',
        >= '！' and <= '～' => (char)(sign - '！' + '!'),
        >= '\u2E80' and <= '\u2FDF' or >= '\uF900' and <= '\uFAFF' => Compatible(sign),
        _ => sign,
    };

    // Radicals and compatibility ideographs, as some PDF converters write them.
    private static char Compatible(char sign)
    {
        var folded = sign.ToString().Normalize(NormalizationForm.FormKC);
        return folded.Length == 1 ? folded[0] : sign;
    }
}
