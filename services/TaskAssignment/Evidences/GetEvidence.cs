using Microsoft.Net.Http.Headers;
using TaskAssignment.Assignments;

namespace TaskAssignment.Evidences;

/// <summary>The bytes of a file, for whoever reads a report of the unit that handed it in, and for that unit.</summary>
internal static class GetEvidence
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/evidence/{sha256:length(64)}", HandleAsync).RequireAccess(Standing.Readers)
            .AnswersAs("*/*").AnswersWith("ETag", "Content-Disposition")
            .WithSummary("A file of evidence; ?download: to be saved, not shown");

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> HandleAsync(
        string sha256, string? download, Permission permission, Standing standing, EvidenceStore store, HttpResponse response,
        CancellationToken ct)
    {
        if (await store.FindAsync(sha256, permission.Caller.Unit, standing.ScopeOf(permission, unit: null, under: null), ct)
            is not var (upload, file))
            return Problems.Unknown($"No evidence {sha256}.");
        var disposition = new ContentDispositionHeaderValue(download is null && FileType.IsShown(file.Type) ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        // It came from outside: wherever it is shown, nothing in it runs.
        response.Headers.ContentSecurityPolicy = "sandbox";
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ETag = $"\"{sha256}\"";
        response.ContentLength = file.Size;
        return TypedResults.Stream(to => store.CopyAsync(upload, to, ct),
            file.Type == "text/plain" ? "text/plain; charset=utf-8" : file.Type);
    }
}
