using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The page of refusals names every code that a service may answer, and none that no service answers.</summary>
public sealed partial class RefusalTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Checkout.Root, "contracts/refusals.md"));

    [Fact]
    public void Every_code_of_the_code_stands_on_the_page() =>
        Assert.DoesNotContain(InCode().Except(OnPage()), code => !IsOfFamily(code));

    [Fact]
    public void Every_code_of_the_page_stands_in_the_code() =>
        Assert.Empty(OnPage().Where(code => !code.EndsWith('}')).Except(InCode()));

    [Fact]
    public void Every_code_stands_once_with_its_sentence_in_both_languages_and_what_to_do()
    {
        var rows = Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|')).ToList();
        Assert.All(rows, row => Assert.Equal(6, row.Length));
        Assert.All(rows, row => Assert.All(row[1..5], cell => Assert.NotEmpty(cell.Trim())));
        Assert.Equal(OnPage().Count, OnPage().Distinct().Count());
    }

    /// <summary>What stands for many: <c>invalid-{name}</c>.</summary>
    private static bool IsOfFamily(string code) => OnPage().Any(known =>
        known.EndsWith('}') && code.StartsWith(known[..known.IndexOf('{', StringComparison.Ordinal)], StringComparison.Ordinal));

    private static List<string> OnPage() => [.. Row().Matches(Page).Select(row => row.Groups[1].Value)];

    private static HashSet<string> InCode() =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "services"), "*.cs", SearchOption.AllDirectories)
           where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Console/", StringComparison.Ordinal)
               && !file.Contains("/OpenApi/", StringComparison.Ordinal)
           let text = File.ReadAllText(file)
           from code in Refusing().Matches(text).Concat(Named().Matches(text)).SelectMany(match => match.Groups["code"].Captures)
           select code.Value,
    ];

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>A call that makes a refusal: its code is the one text of kebab-case among its arguments.</summary>
    [GeneratedRegex(
        """
        (?:Problems\.(?:Of|Malformed|Unauthenticated|NotYours|Unknown|UnsupportedMediaType|Unusable|TooMany|NotNow)
           |\b(?:Refused|Unusable|RefusedRequestException|NotYours|Unknown|UnsupportedMediaType))
        \((?:[^;"]|"(?![a-z-]+")(?:[^"\\]|\\.)*")*?"(?<code>[a-z]+(?:-[a-z]+)*)"\s*[,)]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Refusing();

    /// <summary>A refusal that stands by itself, with its sentence; one by its status; a constant; what a code is by default.</summary>
    [GeneratedRegex(
        """
        new\("(?<code>[a-z]+(?:-[a-z]+)+)",\s*(?:\$?"[A-Z]|detail)
        |\bError\("(?<code>[a-z]+(?:-[a-z]+)+)"
        |\b(?:Of|new)\(\d{3},\s"(?<code>[a-z-]+)"
        |(?:Code|StreamUnreadable|string\scode)\s=\s"(?<code>[a-z-]+)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Named();
}
