namespace TaskAssignment.Assignments;

/// <summary>Words that people give with an act.</summary>
internal static class Wording
{
    private const int LongestReason = 2_000;

    /// <summary>Why a reason cannot be taken; null where it can.</summary>
    public static ProblemHttpResult? Unfit(string? reason) => IsFit(reason ?? "", LongestReason) ? null
        : Problems.Unusable("reason-unusable", "This needs its reason.",
            [new FieldError("$.reason", $"1 to {LongestReason} characters.")]);

    /// <summary>
    /// Whether the words are there, not longer than allowed (in UTF-16 code units), and free of control characters other than line ends and
    /// tabs.
    /// </summary>
    public static bool IsFit(string words, int longest) =>
        !string.IsNullOrWhiteSpace(words) && words.Length <= longest
            && !words.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
}
