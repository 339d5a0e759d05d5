namespace NoticeIssuance.Understanding;

/// <summary>Numbers as notices write them: 12, 十二, 二十一, 二〇一六, 两.</summary>
internal static class Numerals
{
    private const string Digits = "〇一二三四五六七八九";

    /// <summary>The number written; null for anything else, or beyond 9999.</summary>
    public static int? Read(ReadOnlySpan<char> written)
    {
        if (written.IsEmpty || written.Length > 7)
            return null;
        if (char.IsAsciiDigit(written[0]))
            return int.TryParse(written, out var arabic) && arabic <= 9999 ? arabic : null;
        return written.ContainsAny("十百") ? Spoken(written) : Positional(written);
    }

    private static int? Positional(ReadOnlySpan<char> written)
    {
        var value = 0;
        foreach (var sign in written)
        {
            if (Digit(sign) is not { } digit)
                return null;
            value = (value * 10) + digit;
        }
        return value <= 9999 ? value : null;
    }

    private static int? Spoken(ReadOnlySpan<char> written)
    {
        var (value, digit) = (0, 0);
        foreach (var sign in written)
        {
            if (sign is '十' or '百')
            {
                value += Math.Max(digit, 1) * (sign == '十' ? 10 : 100);
                digit = 0;
            }
            else if (Digit(sign) is { } next)
            {
                digit = next;
            }
            else
            {
                return null;
            }
        }
        return value + digit;
    }

    private static int? Digit(char sign) => sign switch
    {
        '两' => 2,
        '零' or 'O' or 'o' or '0' => 0,
        _ => Digits.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var digit ? digit : null,
    };
}
