namespace NoticeIssuance.Understanding;

/// <summary>Counts the automatic numbers of a document along with its paragraphs, and writes them as they are printed: 一、 （二） 3.</summary>
internal sealed partial class PrintedNumbers(WordNumbering numbering)
{
    private const int Levels = 9;
    private const int MostBasedOn = 12;

    private readonly Dictionary<int, int?[]> _counters = [];
    private readonly HashSet<(int List, int Level)> _begun = [];

    /// <summary>The number in front of the next paragraph; empty where it has none, or a bullet.</summary>
    /// <param name="style">Of the paragraph; may bring a list along.</param>
    /// <param name="list">Its own list; 0: none, whatever its style says.</param>
    /// <param name="level">From 0; null: the style's, else the first.</param>
    public string Next(string? style, int? list, int? level)
    {
        for (var (at, steps) = (style, 0); (list is null || level is null) && at is not null && steps < MostBasedOn; steps++)
        {
            if (!numbering.Styles.TryGetValue(at, out var defined))
                break;
            (list, level, at) = (list ?? defined.List, level ?? defined.Level, defined.BasedOn);
        }
        var depth = level ?? 0;
        if (list is not { } id || depth is < 0 or >= Levels || !numbering.Lists.TryGetValue(id, out var used)
            || !numbering.Levels.TryGetValue((used.Abstract, depth), out var printed))
            return "";
        var counters = Counted(id, used, depth);
        return printed.Format is "bullet" or "none" && !printed.Text.Contains('%', StringComparison.Ordinal) ? ""
            : Placeholder().Replace(printed.Text, match => Written(used.Abstract, match.Value[1] - '1', counters));
    }

    private int?[] Counted(int id, WordList list, int depth)
    {
        if (!_counters.TryGetValue(list.Abstract, out var counters))
            _counters[list.Abstract] = counters = new int?[Levels];
        if (_begun.Add((id, depth)) && list.Starts.TryGetValue(depth, out var start))
            counters[depth] = start;
        else
            counters[depth] = counters[depth] + 1 ?? StartOf(list.Abstract, depth);
        for (var upper = 0; upper < depth; upper++)
            counters[upper] ??= StartOf(list.Abstract, upper);
        for (var lower = depth + 1; lower < Levels; lower++)
            counters[lower] = null;
        return counters;
    }

    private int StartOf(int list, int level) => numbering.Levels.TryGetValue((list, level), out var found) ? found.Start : 1;

    private string Written(int list, int level, int?[] counters) =>
        counters[level] is { } number && numbering.Levels.TryGetValue((list, level), out var printed)
            ? Numeral(number, printed.Format) : "";

    /// <summary>A number in one of the formats of WordprocessingML (ST_NumberFormat); any other as 1, 2, 3.</summary>
    public static string Numeral(int number, string format) => format switch
    {
        "chineseCounting" or "chineseCountingThousand" or "japaneseCounting" or "taiwaneseCounting" or "taiwaneseCountingThousand"
            when number is > 0 and < 100 => Chinese(number),
        "ideographDigital" or "japaneseDigitalTenThousand" or "taiwaneseDigital" when number is > 0 and < 10 => Chinese(number),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" or "ideographEnclosedCircle" when number is > 0 and <= 20 =>
            ((char)('①' + number - 1)).ToString(),
        "ideographTraditional" when number is > 0 and <= 10 => "甲乙丙丁戊己庚辛壬癸"[number - 1].ToString(),
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        "upperLetter" when number is > 0 and <= 26 => ((char)('A' + number - 1)).ToString(),
        "lowerLetter" when number is > 0 and <= 26 => ((char)('a' + number - 1)).ToString(),
        "upperRoman" when number is > 0 and < 40 => Roman(number),
        "lowerRoman" when number is > 0 and < 40 => Roman(number).ToLowerInvariant(),
        "none" => "",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Chinese(int number)
    {
        const string digits = "〇一二三四五六七八九";
        var (tens, ones) = (number / 10, number % 10);
        return (tens > 1 ? digits[tens].ToString() : "") + (tens > 0 ? "十" : "") + (ones > 0 ? digits[ones].ToString() : "");
    }

    private static string Roman(int number) =>
        new string('X', number / 10) + new[] { "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX" }[number % 10];

    [GeneratedRegex("%[1-9]", Words.Options)] private static partial Regex Placeholder();
}
