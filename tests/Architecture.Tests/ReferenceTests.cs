using Xunit;

namespace Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void All_five_services_are_looked_at() =>
        Assert.Equal(["AuditReplay", "DeadlineReminders", "NoticeIssuance", "OrganisationDirectory", "TaskAssignment"], Project.Services.Select(service => service.Name).Order());

    [Fact]
    public void Services_reference_contracts_and_shared_projects_never_one_another() =>
        Assert.Empty(Project.Services.SelectMany(service => References.Forbidden(service.Name, service.References)));

    [Fact]
    public void A_service_that_references_another_is_found() =>
        Assert.Equal(["AuditReplay references TaskAssignment"], References.Forbidden("AuditReplay", ["Workflow.History", "TaskAssignment"]));

    [Fact]
    public void Shared_projects_reference_no_service() =>
        Assert.Empty(
            from project in Project.All
            where project.Name.StartsWith("Workflow.", StringComparison.Ordinal) && !project.Name.EndsWith("Tests", StringComparison.Ordinal) && project.Name != "Workflow.Benchmarks"
            from forbidden in References.Forbidden(project.Name, project.References)
            select forbidden);

    /// <summary>Marten or the stand-in for it: everything else is written against Workflow.EventSourcing.</summary>
    [Fact]
    public void Only_event_sourcing_knows_the_event_store() =>
        Assert.Empty(
            from project in Project.All
            where project.References.Contains("Workflow.MartenStandIn") || project.Packages.Contains("Marten")
                || (!project.Name.StartsWith("Workflow.EventSourcing", StringComparison.Ordinal) && !project.Name.StartsWith("Workflow.MartenStandIn", StringComparison.Ordinal)
                    && project.Sources.Any(source => source.Lines.Any(line => line.StartsWith("using Marten", StringComparison.Ordinal) || line.StartsWith("using Workflow.MartenStandIn", StringComparison.Ordinal))))
            select project.Name);
}

/// <summary>What a service may reference.</summary>
internal static class References
{
    public static IEnumerable<string> Forbidden(string project, IEnumerable<string> references) =>
        from reference in references
        where !reference.StartsWith("Workflow.", StringComparison.Ordinal)
        select $"{project} references {reference}";
}
