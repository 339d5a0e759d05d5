using OrganisationDirectory.Csv;

namespace OrganisationDirectory.Units;

/// <summary>One unit of an import file: its whole state.</summary>
/// <param name="Line">Where it begins, the header being line 1.</param>
internal sealed record UnitRow(int Line, string Code, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent,
    IReadOnlyList<string> Aliases);

/// <summary>
/// An import file: <c>code,name,short_name,kind,level,parent,aliases</c> in any order. What can be said of a row alone is said here.
/// </summary>
internal static partial class UnitFile
{
    public const string CodeForm = "1 to 32 of A–Z, a–z, 0–9 and '-'";

    private const int LongestName = 200;
    private const int MostAliases = 100;
    private static readonly string[] Columns = ["code", "name", "short_name", "kind", "level", "parent", "aliases"];

    public static Task<CsvFile<UnitRow>> ReadAsync(TextReader text, CancellationToken ct) =>
        CsvFile<UnitRow>.ReadAsync(text, Columns, Take, ct);

    public static bool IsCode(string text) => Code().IsMatch(text);

    private static UnitRow Take(CsvLine line)
    {
        var (code, name, shortName) = (line["code"], line.Text("name", LongestName), line.Text("short_name", LongestName));
        var (kind, level, parent, aliases) = (line.Text("kind", LongestName), line["level"], line["parent"], Aliases(line));
        if (!IsCode(code))
            line.Error("code", $"'{code}' is no code: {CodeForm}.");
        if (name.Length == 0)
            line.Error("name", "A name is needed.");
        var known = Named.Find<UnitLevel>(level);
        if (known is null)
            line.Error("level", $"'{level}' is no level; the levels are {string.Join(", ", Named.All<UnitLevel>())}.");
        if (parent.Length > 0 && !IsCode(parent))
            line.Error("parent", $"'{parent}' is no code.");
        return new(line.Number, code, name, Given(shortName), kind, known ?? default, Given(parent), aliases);

        static string? Given(string text) => text.Length > 0 ? text : null;
    }

    private static string[] Aliases(CsvLine line)
    {
        string[] aliases = [.. line["aliases"].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)];
        if (aliases.Length > MostAliases || Array.Exists(aliases, alias => alias.Length > LongestName || alias.Contains('\0')))
            line.Error("aliases", $"At most {MostAliases} aliases of at most {LongestName} characters, none of them U+0000.");
        return aliases;
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$")]
    private static partial Regex Code();
}
