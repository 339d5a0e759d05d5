namespace Workflow.Local.Demo;

/// <summary>The units of a CSV file in the format of <c>POST /v1/units/import</c>, as far as the demo needs to pick its actors.</summary>
internal sealed class City
{
    private readonly List<(string Code, string Level, string Parent, string Name)> _units;

    private City(string csv, List<(string, string, string, string)> units) => (Csv, _units) = (csv, units);

    public string Csv { get; }

    /// <summary>The unit that issues: the first without a parent.</summary>
    public string Root => _units.First(u => u.Parent.Length == 0).Code;

    public int Count => _units.Count;

    public int Branches => _units.Count(u => u.Level == "branch");

    public int Between => _units.Count - 1 - Branches;

    public static async Task<City> ReadAsync(string file, CancellationToken ct)
    {
        var csv = await File.ReadAllTextAsync(file, ct);
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        int Column(string name) =>
            Array.IndexOf(header, name) is var i and >= 0 ? i : throw new DemoStoppedException($"{file} has no column {name}.");
        var (code, level, parent, name) = (Column("code"), Column("level"), Column("parent"), Column("name"));
        return new City(csv, [.. lines.Skip(1).Select(l => l.Split(',')).Select(c => (c[code], c[level], c[parent], c[name]))]);
    }

    public string NameOf(string code) => _units.First(u => u.Code == code).Name;

    public string ParentOf(string code) => _units.First(u => u.Code == code).Parent;

    public IEnumerable<string> ChildrenOf(string code) => _units.Where(u => u.Parent == code).Select(u => u.Code);
}
