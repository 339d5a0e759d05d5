namespace Intake.Evaluation;

/// <summary>What a careful reader took from one text (a file of <c>labels/</c>).</summary>
internal sealed record Label(
    string Id, bool IsNotice, string? Title, string? DocumentNumber, string? Issuer, IReadOnlyList<string> Addressees, string? IssuedOn,
    IReadOnlyList<string> Attachments, IReadOnlyList<string> References, string LabelScope, IReadOnlyList<LabelledRequirement> Requirements,
        string File);

internal sealed record LabelledRequirement(string Text, string? DeadlineText, string? DeadlineKind, DateTimeOffset? Due,
    DateTimeOffset? DueAlt, string? Recurrence, string? ReportTo, string? Anchor);

/// <summary>A line of <c>headers.jsonl</c>: a document with its publisher's own header fields.</summary>
internal sealed record PublishedHeader(string Id, string? Title, string? Issuer, string? DocumentNumber, string? IssuedOn, string Body);

internal static class Folder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<(Label Label, string Text)> Labelled(string folder) =>
        [.. Directory.Exists(Path.Combine(folder, "labels"))
            ? Directory.EnumerateFiles(Path.Combine(folder, "labels"), "*.json").Order(StringComparer.Ordinal)
                .Select(file => JsonSerializer.Deserialize<Label>(File.ReadAllText(file), Json)!)
                .Select(label => (label, Unsourced(File.ReadAllText(Path.Combine(folder, label.File)))))
            : []];

    public static IReadOnlyList<PublishedHeader> Headers(string folder) =>
        [.. File.Exists(Path.Combine(folder, "headers.jsonl"))
            ? File.ReadLines(Path.Combine(folder, "headers.jsonl")).Where(line => line.Length > 0)
                .Select(line => JsonSerializer.Deserialize<PublishedHeader>(line, Json)!)
            : []];

    public static IReadOnlyList<Case> Cases(string folder) =>
        [.. File.Exists(Path.Combine(folder, "cases.jsonl"))
            ? File.ReadLines(Path.Combine(folder, "cases.jsonl")).Where(line => line.Length > 0)
                .Select(line => JsonSerializer.Deserialize<Case>(line, Json)!)
            : []];

    // The first line may say where the text is from; it is no part of the text.
    private static string Unsourced(string text) =>
        text.StartsWith("# source:", StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;
}
