namespace Architecture.Tests;

/// <summary>What auditors replay and what rehearsal shares with the real thing depends on nothing but its arguments.</summary>
public sealed partial class PurityTests
{
    [Theory]
    [InlineData("Workflow.Contracts"), InlineData("Workflow.History"), InlineData("Workflow.Calendars"), InlineData("Workflow.Planning")]
    public void Pure_projects_take_no_package_and_reference_only_each_other(string name)
    {
        var project = Project.Named(name);
        Assert.Empty(project.Packages);
        Assert.Subset(new HashSet<string> { "Workflow.Contracts", "Workflow.History", "Workflow.Calendars" },
            project.References.ToHashSet());
    }

    [Theory]
    [InlineData("Workflow.Contracts"), InlineData("Workflow.History"), InlineData("Workflow.Calendars"), InlineData("Workflow.Planning")]
    public void Pure_projects_neither_ask_the_time_nor_reach_outside(string name) => Assert.Empty(
        from source in Project.Named(name).Sources
        from line in source.Lines
        where ReachesOutside(line)
        select $"{source.Path}: {line.Trim()}");

    [Theory]
    [InlineData("var now = TimeProvider.System.GetUtcNow();")]
    [InlineData("var text = File.ReadAllText(path);")]
    [InlineData("var id = Guid.NewGuid();")]
    public void A_line_that_reaches_outside_is_found(string line) => Assert.True(ReachesOutside(line));

    private static bool ReachesOutside(string line) =>
        !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Outside().IsMatch(line);

    [GeneratedRegex(
        @"(?<![.\w])(TimeProvider|Stopwatch|Random|Environment|Console|File|Directory|HttpClient|Task|Thread|TimeZoneInfo\.Local)[.<(]"
        + @"|\bGuid\.NewGuid\b|\bDateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex Outside();
}
