namespace AuditReplay.Tests;

public sealed class OpenApiTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public Task The_document_is_the_committed_one() => OpenApiDocument.IsAsCommittedAsync(audit.Service, "audit", Ct);
}
