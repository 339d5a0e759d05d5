namespace NoticeIssuance.Understanding;

/// <summary>What stands behind the signature and orders something: the plan a notice issues, or a whole notice it passes on.</summary>
/// <param name="Embedded">It has its own title and date or addressees: a notice within the notice.</param>
internal sealed record Annex(string? Title, DateOnly? IssuedOn, bool Embedded, IReadOnlyList<Line> Lines)
{
    public static Annex? Of(NormalText text, Elements elements)
    {
        if (elements.Annex.Count == 0 || elements.Heading.Title is not { } outer)
            return null;
        var heading = Headings.Read(text, elements.Annex, []);
        var closing = Closings.Read(text, elements.Annex, Math.Min(heading.Body, elements.Annex.Count - 1));
        var embedded = heading.Title is not null && (closing.Date is not null || heading.Addressees.Count > 0);
        if (!embedded && !AnnexWords.Carries().IsMatch(outer.Wording)
            && !AnnexWords.Plans().IsMatch(heading.Title?.Wording ?? FirstLine(text, elements)))
            return null;
        var lines = embedded ? elements.Annex.Take(closing.Body).Skip(heading.Body).ToList() : elements.Annex;
        return lines.Count == 0 ? null : new(heading.Title?.Wording, embedded ? closing.Date : null, embedded, lines);
    }

    private static string FirstLine(NormalText text, Elements elements) => elements.Annex[0].Length <= 60 ? elements.Annex[0].Of(text) : "";
}

internal static partial class AnnexWords
{
    [GeneratedRegex("印发|转发|批转|发布", Words.Options)] public static partial Regex Carries();
    [GeneratedRegex($$"""(?:{{Words.Plans}})(?:\([^)]{1,10}\))?$""", Words.Options)] public static partial Regex Plans();
}
