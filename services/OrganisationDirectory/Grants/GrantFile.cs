using OrganisationDirectory.Csv;
using OrganisationDirectory.Units;

namespace OrganisationDirectory.Grants;

/// <summary>One grant of a file: its whole state.</summary>
/// <param name="Line">Where it begins, the header being line 1.</param>
internal sealed record GrantRow(int Line, string Issuer, string Kind, string Below, DateOnly From, DateOnly? Until, string? Source);

/// <summary>A file of grants: <c>issuer,kind,below,from,until,source</c> in any order; days as 2016-04-01, both inclusive.</summary>
internal static class GrantFile
{
    private const int LongestText = 200;
    private static readonly string[] Columns = ["issuer", "kind", "below", "from", "until", "source"];

    public static async Task<CsvFile<GrantRow>> ReadAsync(TextReader text, CancellationToken ct) =>
        await CsvFile<GrantRow>.ReadAsync(text, Columns, Take, ct);

    private static GrantRow Take(CsvLine line)
    {
        var (issuer, below, kind, source) =
            (line["issuer"], line["below"], line.Text("kind", LongestText), line.Text("source", LongestText));
        foreach (var (field, code) in new[] { ("issuer", issuer), ("below", below) })
        {
            if (!UnitFile.IsCode(code))
                line.Error(field, $"'{code}' is no code: {UnitFile.CodeForm}.");
        }
        if (kind.Length == 0)
            line.Error("kind", "The kind of the units that may be ordered is needed.");
        var (from, until) = (Day("from", line["from"]), line["until"].Length == 0 ? null : Day("until", line["until"]));
        if (from is { } first && until is { } last && last < first)
            line.Error("until", $"{last:yyyy-MM-dd} is before {first:yyyy-MM-dd}.");
        return new(line.Number, issuer, kind, below, from ?? default, until, source.Length > 0 ? source : null);

        DateOnly? Day(string field, string written)
        {
            if (DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day;
            line.Error(field, $"'{written}' is no day; write it as 2016-04-01.");
            return null;
        }
    }
}
