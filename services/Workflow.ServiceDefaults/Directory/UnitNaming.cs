namespace Workflow.ServiceDefaults;

/// <summary>What units are called in notices, compared however it is written.</summary>
public static class UnitNaming
{
    /// <summary>Words that begin a phrase for units together (各…, 部分…) and no name of one.</summary>
    private static readonly string[] Collective = ["各", "全", "所有", "所属", "部分", "有关", "相关", "其他", "其它", "本"];

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
    public static bool IsCollective(string folded) =>
        Array.Exists(Collective, word => folded.StartsWith(word, StringComparison.Ordinal));

    /// <summary>All that the unit is called: name, short name, aliases.</summary>
    public static IEnumerable<string> Of(UnitNode unit) =>
        [unit.Name, .. unit.ShortName is { } name ? [name] : (string[])[], .. unit.Aliases];
}
