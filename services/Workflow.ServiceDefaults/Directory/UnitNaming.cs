namespace Workflow.ServiceDefaults;

/// <summary>What units are called in notices, compared however it is written.</summary>
public static partial class UnitNaming
{
    /// <summary>Compatibility forms (full-width letters and brackets) to plain ones, without white space.</summary>
    public static string Fold(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormKC).Where(sign => !char.IsWhiteSpace(sign)))
            .Replace('〔', '(').Replace('[', '(').Replace('〕', ')').Replace(']', ')');

    /// <summary>What stands between 、 outside of brackets.</summary>
    /// <param name="folded">As <see cref="Fold"/> makes it.</param>
    public static IEnumerable<string> Parts(string folded)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < folded.Length; i++)
        {
            depth += folded[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (folded[i] != '、' || depth > 0)
                continue;
            yield return folded[start..i];
            start = i + 1;
        }
        yield return folded[start..];
    }

    /// <summary>Whether it is a phrase for several units, whoever they are.</summary>
    /// <param name="folded">As <see cref="Fold"/> makes it.</param>
    public static bool IsCollective(string folded) => Collective().IsMatch(folded);

    /// <summary>All that the unit is called: name, short name, aliases.</summary>
    public static IEnumerable<string> Of(UnitNode unit) =>
        [unit.Name, .. unit.ShortName is { } name ? [name] : (string[])[], .. unit.Aliases];

    // 市直各单位, 部分高校, 全市党支部, but not 李各庄, which is a place; 党支部 and 基层党支部, which are all of them.
    [GeneratedRegex("各(?!庄)|有关|相关|所属|所有|部分|全体|^(?:全|本|其他|其它)|^(?:基层)?党?支部$", RegexOptions.CultureInvariant)]
    private static partial Regex Collective();
}
