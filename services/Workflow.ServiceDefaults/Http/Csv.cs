namespace Workflow.ServiceDefaults;

/// <summary>Tables as CSV (RFC 4180) for spreadsheets.</summary>
public static class Csv
{
    /// <summary><c>text/csv</c>.</summary>
    public const string MediaType = "text/csv";

    private static readonly char[] Quoted = ['"', ',', '\r', '\n'];

    /// <summary>
    /// The rows, the heading first, behind the mark by which spreadsheets know UTF-8. A field that a spreadsheet would take for a formula
    /// begins with an apostrophe; numbers stay as they are.
    /// </summary>
    public static string Of(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        return text.ToString();
    }

    private static string Field(string value)
    {
        var isFormula = value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] && !IsNumber(value);
        var safe = isFormula ? $"'{value}" : value;
        return safe.IndexOfAny(Quoted) < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string value) => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
        CultureInfo.InvariantCulture, out _) && value[0] is '-';
}
