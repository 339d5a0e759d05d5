using System.Diagnostics;
using OrganisationDirectory.Csv;
using OrganisationDirectory.Units;
using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory.Tests.Units;

/// <summary>What an import of 16,000 lines is judged by takes a moment, whatever the tree's form.</summary>
public sealed class LargeImportTests
{
    private const int Lines = 16_000;

    public static TheoryData<string> Forms => ["chain", "circle", "deep", "one name", "left behind"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Is_judged_in_a_moment(string form)
    {
        var (today, rows) = Of(form);
        var began = Stopwatch.StartNew();
        var tomorrow = new UnitFileTree(today, rows);
        var found = tomorrow.Errors.Count;
        if (found == 0)
        {
            var reach = new ImportReach("D", today, tomorrow);
            found = rows.SelectMany(reach.Foreign).Concat(rows.SelectMany(reach.Taken)).Count();
        }
        TestContext.Current.SendDiagnosticMessage($"{form}: {began.ElapsedMilliseconds} ms, {found} errors");
        Assert.InRange(began.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static (UnitSnapshot Today, IReadOnlyList<UnitRow> Rows) Of(string form) => form switch
    {
        "chain" => (Snapshot([]), [.. Enumerable.Range(0, Lines).Select(n => Row(n, n == 0 ? "D" : $"U{n - 1}"))]),
        "circle" => (Snapshot([]), [.. Enumerable.Range(0, Lines).Select(n => Row(n, $"U{(n + 1) % Lines}"))]),
        "deep" => (Snapshot([]), [.. Enumerable.Range(0, Lines).Select(n => Row(n, n == 0 ? "D" : $"U{Math.Min(n - 1, 40)}"))]),
        "one name" => (Snapshot(Enumerable.Range(0, Lines).Select(n => Node($"W{n}", "D", "各组织部"))),
            [.. Enumerable.Range(0, Lines).Select(n => Row(n, "D", "各组织部"))]),
        _ => (Snapshot(Enumerable.Range(0, Lines).Select(n => Node($"U{n}", n == 0 ? "D" : $"U{Math.Max(0, n - 1)}"))),
            [.. Enumerable.Range(0, 10).Select(n => Row(n, "D"))]),
    };

    private static UnitSnapshot Snapshot(IEnumerable<UnitNode> units) => new(1, [Node("R", null), Node("D", "R"), .. units]);

    private static UnitNode Node(string code, string? parent, params string[] aliases) =>
        new(code, $"Unit {code}", null, "committee", UnitLevel.City, parent, aliases, 1);

    private static UnitRow Row(int n, string parent, params string[] aliases) =>
        new(n + 2, $"U{n}", $"Unit U{n}", null, "committee", UnitLevel.City, parent, aliases);
}
