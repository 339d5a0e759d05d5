namespace TaskAssignment.Tests;

public sealed class OpenApiTests(AssignmentsFixture service)
{
    [Fact]
    public Task The_document_is_the_committed_one() => OpenApiDocument.IsAsCommittedAsync(service.Service, "assignments", Ct);
}
