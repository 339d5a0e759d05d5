namespace Workflow.History.Tests;

/// <summary>
/// Rows as a database gave them back on the day the vocabulary was first stored: members in jsonb's order, absent ones left out,
/// and one a later version may add. The file is only ever added to.
/// </summary>
public sealed class YesterdayTests
{
    private static IReadOnlyList<Row> Rows { get; } =
        [.. File.ReadLines(Path.Combine(Snapshots.Folder("Yesterday"), "events.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Row>(line, JsonSerializerOptions.Web)!)];

    public static TheoryData<int> Lines => [.. Enumerable.Range(0, Rows.Count)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Still_reads(int line)
    {
        var read = Vocabulary.Today.Read(Rows[line].Type, Rows[line].Data);
        Assert.Equal(Vocabulary.Today.TypeOf(Rows[line].Type), read.GetType());
    }

    [Fact]
    public void Every_first_version_is_among_them() => Assert.Equal(
        Vocabulary.Today.All.Select(type => type.Name).Where(name => name.EndsWith(".v1", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
        Rows.Select(row => row.Type).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void What_was_left_out_is_null_and_what_came_later_is_passed_over()
    {
        var dispatched = Assert.IsType<AssignmentEvent.Dispatched>(Read("assignment.dispatched.v1"));
        Assert.Null(dispatched.DueAt);
        Assert.Null(dispatched.Occurrence);
        Assert.Equal((Disposition.Principle, Part.Sole), (dispatched.Disposition, dispatched.Part));
        Assert.Equal(new AssignmentEvent.ReportAccepted(2), Read("assignment.report-accepted.v1"));
    }

    private static object Read(string type)
    {
        var row = Rows.First(row => row.Type == type);
        return Vocabulary.Today.Read(row.Type, row.Data);
    }

    private sealed record Row(string Type, JsonElement Data);
}
