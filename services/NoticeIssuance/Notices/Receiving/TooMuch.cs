using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>How much one notice may hold: each of these becomes a row, an event or a question.</summary>
internal static class TooMuch
{
    public const int MostAttachments = 100;

    private const int MostRequirements = 1_000;
    private const int MostAddressees = 1_000;
    private const int MostCopies = 200;

    /// <returns>What there is too much of; null where there is not.</returns>
    public static Refused? In(NoticeContent content)
    {
        if (content.Requirements.Count > MostRequirements)
            return Of("requirements", content.Requirements.Count, MostRequirements);
        if (CopyNotice.Phrases(content.Copies) is > MostCopies and var copies)
            return Of("copies", copies, MostCopies);
        return content.Addressees.Count > MostAddressees ? Of("addressees", content.Addressees.Count, MostAddressees) : null;
    }

    private static Refused Of(string what, int found, int most) =>
        new($"too-many-{what}", $"{found} {what} were found; at most {most} are accepted.");
}
