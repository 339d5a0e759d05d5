namespace TaskAssignment.Assignments;

/// <summary>Words that people give with an act.</summary>
internal static class Wording
{
    /// <summary>
    /// Whether the words are there, not longer than allowed (in UTF-16 code units), and free of control characters other than line ends and
    /// tabs.
    /// </summary>
    public static bool IsFit(string words, int longest) =>
        !string.IsNullOrWhiteSpace(words) && words.Length <= longest
            && !words.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
}
