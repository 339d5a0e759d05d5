using Microsoft.Net.Http.Headers;

namespace OrganisationDirectory.Csv;

/// <summary>Something wrong with one field of one line.</summary>
internal sealed record LineError(int Line, string Field, string Message);

/// <summary>What came of a file.</summary>
/// <param name="Count">How many were new or became otherwise.</param>
/// <param name="Unchanged">How many were so already.</param>
/// <param name="Version">Of the directory, with all of them.</param>
internal sealed record Imported([property: System.Text.Json.Serialization.JsonPropertyName("imported")] int Count, int Unchanged,
    long Version);

/// <summary>One line of a file, by column; what is wrong with it is noted on the way.</summary>
internal sealed class CsvLine(int number, IReadOnlyList<string> fields, IReadOnlyDictionary<string, int> positions, List<LineError> errors)
{
    public int Number => number;

    public string this[string column] => fields[positions[column]];

    /// <summary>A field of at most so many characters.</summary>
    public string Text(string column, int most)
    {
        if (this[column].Length > most)
            Error(column, $"At most {most} characters.");
        else if (this[column].Contains('\0', StringComparison.Ordinal))
            Error(column, "The character U+0000 is not allowed.");
        return this[column];
    }

    public void Error(string field, string message) => errors.Add(new(number, field, message));
}

/// <summary>A CSV file (RFC 4180) with a header of known columns in any order, read row by row.</summary>
internal sealed class CsvFile<TRow>
{
    private readonly Dictionary<string, int> _positions = [];

    /// <summary>No record at all, not even a header.</summary>
    public bool IsEmpty { get; private set; } = true;

    public List<TRow> Rows { get; } = [];

    public List<LineError> Errors { get; } = [];

    /// <summary>The file that a request brings, or why there is none.</summary>
    public static async Task<(CsvFile<TRow>? File, ProblemHttpResult? Problem)> OfAsync(HttpRequest request,
        Func<TextReader, CancellationToken, Task<CsvFile<TRow>>> read, string ifEmpty, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "text/csv")
            return (null, Problems.UnsupportedMediaType("This endpoint reads 'text/csv'."));
        if (RequestText.Charset(request) is { CodePage: not 65001 })
            return (null, Problems.UnsupportedMediaType("The file is to be UTF-8.", "unsupported-charset"));
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
            using var text = new StreamReader(request.Body, strict, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            var file = await read(text, ct);
            return file.IsEmpty ? (null, Problems.Malformed("empty-body", ifEmpty)) : (file, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, Problems.Unusable("charset", "The file is not valid UTF-8."));
        }
    }

    /// <param name="text">The file.</param>
    /// <param name="columns">Those there must be; there may be no others.</param>
    /// <param name="take">Reads a line; its row counts where nothing was wrong with it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<CsvFile<TRow>> ReadAsync(TextReader text, IReadOnlyList<string> columns, Func<CsvLine, TRow> take,
        CancellationToken ct)
    {
        var file = new CsvFile<TRow>();
        await foreach (var record in CsvRecords.ReadAsync(text, ct))
        {
            if (record.Fields.All(field => field.Length == 0) && record.Problem is null)
                continue;
            if (record.Problem is not null)
                file.Errors.Add(new(record.Line, "line", record.Problem));
            else if (!file.IsEmpty)
                file.Take(record, take);
            else
                file.TakeHeader(record, columns);
            file.IsEmpty = false;
            if (file._positions.Count == 0)
                break;
        }
        return file;
    }

    /// <summary>The refusal of the whole file.</summary>
    /// <param name="code">Of the refusal.</param>
    /// <param name="errors">All that is wrong.</param>
    /// <param name="done">What was not done: <c>imported</c>.</param>
    public static ProblemHttpResult Refused(string code, IEnumerable<LineError> errors, string done)
    {
        var all = errors.OrderBy(error => error.Line).ToArray();
        return Problems.Unusable(code, $"{all.Select(error => error.Line).Distinct().Count()} lines are wrong; nothing was {done}.", all);
    }

    private void TakeHeader(CsvRecord header, IReadOnlyList<string> columns)
    {
        for (var i = 0; i < header.Fields.Count; i++)
        {
            var name = header.Fields[i];
            if (!columns.Contains(name, StringComparer.Ordinal))
                Errors.Add(new(header.Line, name, $"There is no column '{name}'; the columns are {string.Join(',', columns)}."));
            else if (!_positions.TryAdd(name, i))
                Errors.Add(new(header.Line, name, $"Column '{name}' stands twice."));
        }
        foreach (var missing in columns.Where(column => !_positions.ContainsKey(column)))
            Errors.Add(new(header.Line, missing, $"Column '{missing}' is missing."));
        if (Errors.Count > 0)
            _positions.Clear();
    }

    private void Take(CsvRecord record, Func<CsvLine, TRow> take)
    {
        if (record.Fields.Count != _positions.Count)
        {
            Errors.Add(new(record.Line, "line", $"{record.Fields.Count} fields where the header has {_positions.Count}."));
            return;
        }
        var before = Errors.Count;
        var row = take(new(record.Line, record.Fields, _positions, Errors));
        if (Errors.Count == before)
            Rows.Add(row);
    }
}
