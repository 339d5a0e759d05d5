namespace Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void The_five_services_and_the_console_are_looked_at() =>
        Assert.Equal(["AuditReplay", "Console", "DeadlineReminders", "NoticeIssuance", "OrganisationDirectory", "TaskAssignment"],
            Project.Services.Select(service => service.Name).Order());

    [Fact]
    public void Services_reference_contracts_and_shared_projects_never_one_another() =>
        Assert.Empty(Project.Services.SelectMany(service => References.Forbidden(service.Name, service.References)));

    [Fact]
    public void A_service_that_references_another_is_found() =>
        Assert.Equal(["AuditReplay references TaskAssignment"],
            References.Forbidden("AuditReplay", ["Workflow.History", "TaskAssignment"]));

    [Fact]
    public void Shared_projects_reference_no_service() => Assert.Empty(
        from project in Project.All
        where project.Name.StartsWith("Workflow.", StringComparison.Ordinal)
            && !project.Name.EndsWith("Tests", StringComparison.Ordinal) && project.Name != "Workflow.Benchmarks"
        from forbidden in References.Forbidden(project.Name, project.References)
        select forbidden);

    /// <summary>And the benchmarks, which hold ours against Marten used plainly.</summary>
    [Fact]
    public void Only_event_sourcing_knows_Marten() => Assert.Empty(
        from project in Project.All
        where !project.Name.StartsWith("Workflow.EventSourcing", StringComparison.Ordinal) && project.Name != "Workflow.Benchmarks"
            && (project.Packages.Contains("Marten")
                || project.Sources.Any(source => source.Lines.Any(line => line.StartsWith("using Marten", StringComparison.Ordinal))))
        select project.Name);

    /// <summary>A session with a connection of its own would draw sequence numbers that the feed cannot wait for (ADR 0002).</summary>
    [Fact]
    public void Sessions_are_opened_in_one_place_and_in_a_transaction_of_ours()
    {
        var opened = Project.All.Single(project => project.Name == "Workflow.EventSourcing").Sources
            .SelectMany(source =>
                source.Lines.Where(line => line.Contains("Session(", StringComparison.Ordinal)).Select(line => line.Trim()));
        Assert.EndsWith(".LightweightSession(Marten.Services.SessionOptions.ForTransaction(Transaction));", Assert.Single(opened));
    }

    /// <summary>One idiom. What it cannot say, COPY and LISTEN, are no commands.</summary>
    [Fact]
    public void Services_speak_SQL_by_one_idiom() =>
        Assert.Equal(["services/Workflow.EventSourcing/Sql.cs"],
            from project in Project.All
            from source in project.Sources
            where source.Path.StartsWith("services/", StringComparison.Ordinal) && source.Lines.Any(References.SpeaksSql)
            select source.Path);

    [Theory]
    [InlineData("await using var command = new NpgsqlCommand(text, connection);", true)]
    [InlineData("await using var command = dataSource.CreateCommand(text);", true)]
    [InlineData("await using var batch = connection.CreateBatch();", true)]
    [InlineData("var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(name);", false)]
    [InlineData("var size = await dataSource.Sql(text).ScalarAsync<long>(ct);", false)]
    public void A_command_beside_the_idiom_is_found(string line, bool found) => Assert.Equal(found, References.SpeaksSql(line));
}

/// <summary>What a service may reference.</summary>
internal static partial class References
{
    public static IEnumerable<string> Forbidden(string project, IEnumerable<string> references) =>
        from reference in references
        where !reference.StartsWith("Workflow.", StringComparison.Ordinal)
        select $"{project} references {reference}";

    public static bool SpeaksSql(string line) => Command().IsMatch(line);

    [GeneratedRegex(@"\bnew Npgsql(Batch)?Command\(|\bnew NpgsqlBatch\(|\.Create(Command|Batch)\b")]
    private static partial Regex Command();
}
