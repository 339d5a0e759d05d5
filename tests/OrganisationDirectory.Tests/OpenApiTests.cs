namespace OrganisationDirectory.Tests;

public sealed class OpenApiTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public Task The_document_is_the_committed_one() => OpenApiDocument.IsAsCommittedAsync(directory.Service, "directory", Ct);

    /// <summary>Where services are developed the document can be read and tried; a browser brings no token to a page.</summary>
    [Fact]
    public async Task The_document_is_shown_as_pages_that_need_no_token()
    {
        using var http = directory.Service.With(token: null);
        foreach (var (path, type) in new[] { ("/scalar/", "text/html"), ("/scalar/v1.json", "application/json") })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Ct);
            Assert.Equal((System.Net.HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }
}
