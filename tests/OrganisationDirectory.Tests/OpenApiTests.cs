namespace OrganisationDirectory.Tests;

public sealed class OpenApiTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public Task The_document_is_the_committed_one() => OpenApiDocument.IsAsCommittedAsync(directory.Service, "directory", Ct);
}
