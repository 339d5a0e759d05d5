namespace NoticeIssuance.Understanding;

/// <summary>What is named to be studied or used: a book, a film, a page.</summary>
/// <param name="Name">Its title without 《》; null where only a link stands there.</param>
/// <param name="Link">Its address as written; null where there is none.</param>
internal sealed record Material(string? Name, string? Link, TextSpan Span);

internal static partial class Materials
{
    private const int Most = 100;

    public static IReadOnlyList<Material> In(NormalText text) =>
    [
        .. Studied().Matches(text.Text).Take(Most).SelectMany(studied => studied.Groups["name"].Captures)
            .Select(name => new Material(Written(text, name), null, Span(text, name))).DistinctBy(material => material.Name),
        .. Address().Matches(text.Text).Take(Most)
            .Select(link => new Material(null, Written(text, link), Span(text, link))).DistinctBy(material => material.Link),
    ];

    private static string Written(NormalText text, Capture found) => text.Original(found.Index, found.Index + found.Length);

    private static TextSpan Span(NormalText text, Capture found) => text.Span(found.Index, found.Index + found.Length);

    [GeneratedRegex("""
        (?:学习|研读|精读|阅读|通读|收看|收听|观看|传阅|学懂|领会)[^。;:《》\n]{0,12}
        《(?<name>[^《》\n]{2,60})》(?:[、和及]?《(?<name>[^《》\n]{2,60})》){0,19}       # 学习《论语》、《孟子》
        """, Words.Options)]
    private static partial Regex Studied();

    [GeneratedRegex(@"https?://[A-Za-z0-9\-._~:/?\#@!$&'*+=%]{4,300}", Words.Options)] private static partial Regex Address();
}
