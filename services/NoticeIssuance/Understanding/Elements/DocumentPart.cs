namespace NoticeIssuance.Understanding;

/// <summary>A part of what was received: several documents may come as one text.</summary>
/// <param name="Kind">One of <see cref="PartKinds"/>.</param>
/// <param name="Title">Of a document of its own, where it has one.</param>
/// <param name="IssuedOn">Its own date; the notice's is the outer one.</param>
internal sealed record DocumentPart([OneOf(typeof(PartKinds))] string Kind, string? Title, DateOnly? IssuedOn, TextSpan Span);

/// <summary>The kinds of <see cref="DocumentPart"/>, in the order they stand in.</summary>
internal static class PartKinds
{
    /// <summary>Who passes the notice on, and what they want of it: above its title.</summary>
    public const string PassingOn = "passing-on";

    /// <summary>The notice proper, from its title to its date.</summary>
    public const string Notice = "notice";

    /// <summary>What is added at once below the signature.</summary>
    public const string BelowSignature = "below-signature";

    /// <summary>A plan, a list, a form behind it.</summary>
    public const string Annex = "annex";

    /// <summary>A document with a title and a date or addressees of its own.</summary>
    public const string SecondDocument = "second-document";
}

internal static class DocumentParts
{
    public static IReadOnlyList<DocumentPart> Of(NormalText text, Elements elements, Surroundings around, IReadOnlyList<Annex> annexes)
    {
        var parts = new List<DocumentPart>();
        Add(PartKinds.PassingOn, null, null, around.Above);
        IReadOnlyList<Line> whole = [.. elements.Body, .. elements.Closing.Signature, .. Dated(elements.Closing)];
        if (whole.Count > 0)
            parts.Add(new(PartKinds.Notice, elements.Heading.Title?.Wording, elements.IssuedOn,
                text.Span(elements.Heading.Title?.Start ?? whole[0].Start, whole.Max(line => line.End))));
        Add(PartKinds.BelowSignature, null, null, around.Below);
        foreach (var annex in annexes)
            Add(annex.Embedded ? PartKinds.SecondDocument : PartKinds.Annex, annex.Title, annex.IssuedOn, annex.Lines);
        return parts;

        void Add(string kind, string? title, DateOnly? issuedOn, IReadOnlyList<Line> lines)
        {
            if (lines.Count > 0)
                parts.Add(new(kind, title, issuedOn, text.Span(lines[0].Start, lines[^1].End)));
        }
    }

    private static IEnumerable<Line> Dated(Closing closing) => closing.DateLine is { } line ? [line] : [];
}
