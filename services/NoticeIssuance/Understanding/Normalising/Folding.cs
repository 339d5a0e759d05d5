using System.Globalization;
using System.Text;

namespace NoticeIssuance.Understanding;

/// <summary>One spelling for each sign: full width to half width, one kind of bracket, quotation mark and dash.</summary>
internal static class Folding
{
    public static char Fold(char sign) => sign switch
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

    /// <summary>Signs that print nothing: joiners, direction marks, controls.</summary>
    public static bool IsInvisible(char sign) =>
        char.IsControl(sign) || CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    // Radicals and compatibility ideographs, as some PDF converters write them.
    private static char Compatible(char sign)
    {
        var folded = sign.ToString().Normalize(NormalizationForm.FormKC);
        return folded.Length == 1 ? folded[0] : sign;
    }
}
