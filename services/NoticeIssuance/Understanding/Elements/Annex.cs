namespace NoticeIssuance.Understanding;

/// <summary>What stands behind the signature and orders something: the plan a notice issues, or a whole notice it passes on.</summary>
/// <param name="Embedded">It has its own title and date or addressees: a notice within the notice.</param>
/// <param name="Sure">It is a plan or what the notice issues; of any other annex only what has a limit of its own is an order.</param>
internal sealed record Annex(string? Title, DateOnly? IssuedOn, bool Embedded, bool Sure, IReadOnlyList<Line> Lines)
{
    // Nobody binds more documents into one.
    private const int Most = 20;

    /// <param name="notes">Lines below the signature that belong to the notice itself.</param>
    public static IReadOnlyList<Annex> All(NormalText text, Elements elements, int notes)
    {
        var (found, from) = (new List<Annex>(), notes);
        while (found.Count < Most && Of(text, elements, from) is var (annex, next))
        {
            found.Add(annex);
            from = next;
        }
        return found;
    }

    /// <param name="from">Index of its first line behind the signature.</param>
    private static (Annex Annex, int Next)? Of(NormalText text, Elements elements, int from)
    {
        IReadOnlyList<Line> all = [.. elements.Annex.Skip(from)];
        if (all.Count == 0 || elements.Heading.Title is not { } outer)
            return null;
        var heading = Headings.Read(text, all, []);
        var closing = Closings.Read(text, all, Math.Min(heading.Body, all.Count - 1));
        var embedded = heading.Title is not null && (closing.Date is not null || heading.Addressees.Count > 0);
        var sure = embedded || AnnexWords.Carries().IsMatch(outer.Wording)
            || AnnexWords.Plans().IsMatch(heading.Title?.Wording ?? FirstLine(text, all));
        var lines = embedded ? [.. all.Take(closing.Body).Skip(heading.Body)] : all;
        // Behind a document of its own, with its date, another may begin.
        var next = embedded && closing.DateLine is not null ? from + closing.After : from + all.Count;
        return lines.Count == 0 ? null : (new(heading.Title?.Wording, embedded ? closing.Date : null, embedded, sure, lines), next);
    }

    private static string FirstLine(NormalText text, IReadOnlyList<Line> lines) => lines[0].Length <= 60 ? lines[0].Of(text) : "";
}

internal static partial class AnnexWords
{
    [GeneratedRegex("印发|转发|批转|发布", Words.Options)] public static partial Regex Carries();
    [GeneratedRegex($$"""(?:{{Words.Plans}})(?:\([^)]{1,10}\))?$""", Words.Options)] public static partial Regex Plans();
}
