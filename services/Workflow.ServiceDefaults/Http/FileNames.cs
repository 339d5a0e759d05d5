namespace Workflow.ServiceDefaults;

/// <summary>Names of files that come from outside.</summary>
public static class FileNames
{
    /// <summary>
    /// The name alone, without folders of any system, control and format characters (which turn the reading direction, so that an
    /// <c>.exe</c> ends in <c>.doc</c>), halves of surrogate pairs, and dots or blanks around it; empty when nothing is left.
    /// </summary>
    public static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return string.Concat(last.EnumerateRunes().Where(IsSeen)).Trim(' ', '.');
    }

    private static bool IsSeen(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
