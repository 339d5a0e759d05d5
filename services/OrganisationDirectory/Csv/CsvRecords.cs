using System.Runtime.CompilerServices;

namespace OrganisationDirectory.Csv;

/// <summary>A record of a CSV file (RFC 4180).</summary>
/// <param name="Line">The line it begins on, from 1; a quoted field may go over several.</param>
/// <param name="Fields">Unquoted, blanks around them removed.</param>
/// <param name="Problem">Why it cannot be split into fields; null when it can.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, string? Problem);

/// <summary>Reads CSV strictly: a stray quotation mark is told with its line, never guessed around.</summary>
internal static class CsvRecords
{
    public static async IAsyncEnumerable<CsvRecord> ReadAsync(TextReader text, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var line = 1; await text.ReadLineAsync(ct) is { } physical; line++)
        {
            var (first, record) = (line, new StringBuilder(physical));
            // A quoted field goes on while marks are not in pairs, doubled ones included.
            for (var marks = physical.AsSpan().Count('"'); marks % 2 != 0 && await text.ReadLineAsync(ct) is { } more; line++)
            {
                record.Append('\n').Append(more);
                marks += more.AsSpan().Count('"');
            }
            yield return Split(first, record.ToString());
        }
    }

    private static CsvRecord Split(int line, string record)
    {
        var fields = new List<string>();
        for (var start = 0; start <= record.Length;)
        {
            var end = EndOfField(record, start);
            var field = record[start..end].Trim();
            if (field is ['"', .. var inner, '"'] && !inner.Replace("\"\"", "", StringComparison.Ordinal).Contains('"'))
                field = inner.Replace("\"\"", "\"", StringComparison.Ordinal).Trim();
            else if (field.Contains('"'))
                return new(line, [], "A quotation mark stands where none may: quote the whole field, and double a mark inside it.");
            fields.Add(field);
            start = end + 1;
        }
        return new(line, fields, null);
    }

    private static int EndOfField(string record, int start)
    {
        var quoted = false;
        for (var i = start; i < record.Length; i++)
        {
            if (record[i] == '"')
                quoted = !quoted;
            else if (record[i] == ',' && !quoted)
                return i;
        }
        return record.Length;
    }
}
