using TaskAssignment.Assignments;

namespace TaskAssignment.Evidences;

/// <summary>
/// A unit hands in a file that its report is to name. It reads it from then on; with the report, whoever reads that. A file no report has
/// named within a day is forgotten.
/// </summary>
internal static class HandInEvidence
{
    /// <summary>20 MB.</summary>
    private const long LargestFile = 20 * 1024 * 1024;

    /// <summary>Boundaries, headers and fields of a multipart body.</summary>
    private const long AroundFile = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/evidence", HandleAsync).RequireAccess(Standing.HandIn).LimitBody(LargestFile + AroundFile)
            .Accepts<byte[]>("application/octet-stream", "multipart/form-data").TakesParts(("file", "The one part with a file name."))
            .TakesQuery("name", "What the file is called; needed where the body itself is the file.")
            .WithSummary("Hand in one file (at most 20 MB) that a report is to name: multipart, or the body itself with ?name=");

    private static async Task<Created<EvidenceFile>> HandleAsync(HttpRequest request, Caller caller, EvidenceStore store,
        CancellationToken ct)
    {
        try
        {
            var incoming = await IncomingFile.OfAsync(request, ct);
            var file = await store.KeepAsync(incoming, caller.Unit, LargestFile, ct);
            return TypedResults.Created($"/v1/evidence/{file.Sha256}", file);
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw IncomingFile.Malformed("The multipart body ends early, or its parts cannot be told apart.");
        }
    }
}
