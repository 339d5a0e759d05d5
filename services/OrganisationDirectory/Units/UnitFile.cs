namespace OrganisationDirectory.Units;

/// <summary>One unit of an import file: its whole state.</summary>
/// <param name="Line">Where it begins, the header being line 1.</param>
internal sealed record UnitRow(int Line, string Code, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent,
    IReadOnlyList<string> Aliases);

/// <summary>Something wrong with one field of one line.</summary>
internal sealed record LineError(int Line, string Field, string Message);

/// <summary>
/// An import file, read row by row: <c>code,name,short_name,kind,level,parent,aliases</c> in any order. What can be said of a row alone is
/// said here.
/// </summary>
internal sealed partial class UnitFile
{
    private const int LongestName = 200;
    private static readonly string[] Columns = ["code", "name", "short_name", "kind", "level", "parent", "aliases"];

    private readonly Dictionary<string, int> _positions = [];

    /// <summary>No record at all, not even a header.</summary>
    public bool IsEmpty { get; private set; }

    public List<UnitRow> Rows { get; } = [];

    public List<LineError> Errors { get; } = [];

    public static async Task<UnitFile> ReadAsync(TextReader text, CancellationToken ct)
    {
        var file = new UnitFile { IsEmpty = true };
        await foreach (var record in CsvRecords.ReadAsync(text, ct))
        {
            if (record.Fields.All(field => field.Length == 0) && record.Problem is null)
                continue;
            if (record.Problem is not null)
                file.Errors.Add(new(record.Line, "line", record.Problem));
            else if (!file.IsEmpty)
                file.Take(record.Line, record.Fields);
            else
                file.TakeHeader(record.Line, record.Fields);
            file.IsEmpty = false;
            if (file._positions.Count == 0)
                break;
        }
        return file;
    }

    private void TakeHeader(int line, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!Columns.Contains(names[i], StringComparer.Ordinal))
                Errors.Add(new(line, names[i], $"There is no column '{names[i]}'; the columns are {string.Join(',', Columns)}."));
            else if (!_positions.TryAdd(names[i], i))
                Errors.Add(new(line, names[i], $"Column '{names[i]}' stands twice."));
        }
        foreach (var missing in Columns.Where(column => !_positions.ContainsKey(column)))
            Errors.Add(new(line, missing, $"Column '{missing}' is missing."));
        if (Errors.Count > 0)
            _positions.Clear();
    }

    private void Take(int line, IReadOnlyList<string> fields)
    {
        if (fields.Count != _positions.Count)
        {
            Errors.Add(new(line, "line", $"{fields.Count} fields where the header has {_positions.Count}."));
            return;
        }

        var before = Errors.Count;
        var (code, name, shortName, kind) = (Field("code"), Text("name"), Text("short_name"), Text("kind"));
        var (level, parent, aliases) = (Field("level"), Field("parent"), Aliases(line, Field("aliases")));
        if (!Code().IsMatch(code))
            Error("code", $"'{code}' is no code: 1 to 32 of A–Z, a–z, 0–9 and '-'.");
        if (name.Length == 0)
            Error("name", "A name is needed.");
        var known = Named.Find<UnitLevel>(level);
        if (known is null)
            Error("level", $"'{level}' is no level; the levels are {string.Join(", ", Named.All<UnitLevel>())}.");
        if (parent.Length > 0 && !Code().IsMatch(parent))
            Error("parent", $"'{parent}' is no code.");
        if (Errors.Count == before)
            Rows.Add(new(line, code, name, Given(shortName), kind, known!.Value, Given(parent), aliases));

        static string? Given(string text) => text.Length > 0 ? text : null;

        string Field(string column) => fields[_positions[column]];

        string Text(string column)
        {
            if (Field(column).Length > LongestName)
                Error(column, $"At most {LongestName} characters.");
            return Field(column);
        }

        void Error(string field, string message) => Errors.Add(new(line, field, message));
    }

    private string[] Aliases(int line, string text)
    {
        string[] aliases =
            [.. text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        if (aliases.Length > 100 || Array.Exists(aliases, alias => alias.Length > LongestName))
            Errors.Add(new(line, "aliases", $"At most 100 aliases of at most {LongestName} characters."));
        return aliases;
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$")]
    private static partial Regex Code();
}
