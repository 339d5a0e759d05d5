namespace NoticeIssuance.Tests;

[Collection(nameof(NoticesCollection))]
public sealed class OpenApiTests(NoticesFixture notices)
{
    [Fact]
    public Task The_document_is_the_committed_one() => OpenApiDocument.IsAsCommittedAsync(notices.Service, "notices", Ct);
}
