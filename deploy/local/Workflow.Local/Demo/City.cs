namespace Workflow.Local.Demo;

/// <summary>The units of a CSV file in the format of <c>POST /v1/units/import</c>, as far as the demo needs to pick its actors.</summary>
internal sealed class City
{
    private readonly List<(string Code, string Level, string Parent, string Name)> _units;

    private City(string csv, string? grants, List<(string, string, string, string)> units) => (Csv, Grants, _units) = (csv, grants, units);

    public string Csv { get; }

    /// <summary>The standing grants, in the format of <c>PUT /v1/grants</c>; null where there are none.</summary>
    public string? Grants { get; }

    /// <summary>Whose operator imports: the first without a parent.</summary>
    public string Root => _units.First(u => u.Parent.Length == 0).Code;

    public int Count => _units.Count;

    public int Branches => _units.Count(u => u.Level == "branch");

    public int Between => _units.Count - 1 - Branches;

    /// <summary>Reads the units, and the grants in a file <c>grants.csv</c> beside them.</summary>
    public static async Task<City> ReadAsync(string file, CancellationToken ct)
    {
        var grants = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "grants.csv");
        var csv = await File.ReadAllTextAsync(file, ct);
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        int Column(string name) =>
            Array.IndexOf(header, name) is var i and >= 0 ? i : throw new DemoStoppedException($"{file} has no column {name}.");
        var (code, level, parent, name) = (Column("code"), Column("level"), Column("parent"), Column("name"));
        return new City(csv, File.Exists(grants) ? await File.ReadAllTextAsync(grants, ct) : null,
            [.. lines.Skip(1).Select(l => l.Split(',')).Select(c => (c[code], c[level], c[parent], c[name]))]);
    }

    /// <summary>
    /// The unit that issues a notice: the one that signs it, by its full name on a line of its own; else the first department of the root,
    /// at its level; else the root.
    /// </summary>
    public string IssuerOf(string notice)
    {
        var lines = notice.Split('\n', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        var root = _units.First(u => u.Code == Root);
        return _units.Where(u => lines.Contains(u.Name)).Concat(_units.Where(u => u.Parent == root.Code && u.Level == root.Level))
            .Append(root).First().Code;
    }

    public string NameOf(string code) => _units.First(u => u.Code == code).Name;

    public string ParentOf(string code) => _units.First(u => u.Code == code).Parent;

    public IEnumerable<string> ChildrenOf(string code) => _units.Where(u => u.Parent == code).Select(u => u.Code);
}
