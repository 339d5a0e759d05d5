using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// What comes marked as a state secret is refused before anything else is done with it, and nothing of it is kept: this is no system for
/// secrets (architecture.md, Classification). 内部 is none.
/// </summary>
internal static class ClassifiedNotice
{
    private static readonly string[] Texts = [".txt", ".md", ".htm", ".html", ".csv", ".json", ".xml"];

    /// <summary>Says nothing of what it refuses.</summary>
    public static ProblemHttpResult Refused { get; } = Problems.Unusable("classified",
        "This is marked 秘密, 机密 or 绝密. No state secrets are accepted here; nothing of it was kept.");

    /// <summary>
    /// Whether the notice, what was given beside its text, or an attachment that is text or DOCX, or its name, bears a mark.
    /// </summary>
    public static bool Is(IncomingNotice incoming) =>
        IsMarked(incoming.Text, incoming.Html)
        || Given(incoming.Given).Any(text => IsMarked(text, html: false))
        || incoming.Files.Any(file => IsMarked(Path.GetFileNameWithoutExtension(file.Name), html: false) || IsMarked(file));

    /// <summary>Whether what an amendment says bears one.</summary>
    public static bool Is(AmendmentBody body) => new[] { body.Reason }.Concat((body.Change ?? []).Select(one => one.Text))
        .Concat((body.Add ?? []).Select(one => one.Text)).OfType<string>().Any(text => IsMarked(text, html: false));

    private static bool IsMarked(string text, bool html) => SecretMarks.In(text, html) is not null;

    private static bool IsMarked(IncomingFile file) => TextsOf(file).OfType<Decoding.Decoded>()
        .Any(decoded => IsMarked(decoded.Text, file.IsHtml || Markup.Is(decoded.Text)));

    /// <summary>
    /// Every way in which it can be read, as what it is called may be wrong. One that nothing can be read of is taken: PDF and pictures are
    /// not looked into.
    /// </summary>
    private static Decoding[] TextsOf(IncomingFile file)
    {
        var bytes = file.Content.Bytes;
        if (WordDocument.MayBe(bytes))
            return [WordDocument.Read(bytes)];
        if (!file.Content.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            && !Texts.Contains(Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase))
            return [];
        Decoding[] detected = [TextDecoding.Decode(bytes, charset: null)];
        return file.Charset is { Length: > 0 } charset ? [.. detected, TextDecoding.Decode(bytes, charset)] : detected;
    }

    private static IEnumerable<string> Given(GivenFields? given) => given is null ? [] :
        ((string?[])[given.Title, given.Issuer, given.DocumentNumber, .. given.Addressees ?? [],
            .. (given.Requirements ?? []).Select(requirement => requirement.Text)]).OfType<string>();
}
