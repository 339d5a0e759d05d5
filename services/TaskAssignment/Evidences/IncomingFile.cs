using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace TaskAssignment.Evidences;

/// <summary>
/// A file as a request brings it, still to be read: the one part with a file name of a multipart body, or the whole body, named by
/// <c>?name=</c>.
/// </summary>
/// <param name="name">Cleaned.</param>
/// <param name="body">At its beginning.</param>
/// <param name="rest">What follows the file in the body.</param>
internal sealed class IncomingFile(string name, Stream body, MultipartReader? rest)
{
    /// <summary>As long as names of evidence in reports may be.</summary>
    private const int LongestName = 150;

    public string Name => name;

    public Stream Body => body;

    /// <exception cref="RefusedRequestException">No file, or no name that is left when it is cleaned.</exception>
    public static async Task<IncomingFile> OfAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return new(Cleaned(request.Query["name"].ToString()), request.Body, rest: null);
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            throw Malformed("The content type names no boundary.");
        var parts = new MultipartReader(boundary, request.Body);
        return await NextAsync(parts, ct) is { } file ? new(Cleaned(file.Name), file.Body, parts)
            : throw new RefusedRequestException(StatusCodes.Status400BadRequest, "file-missing", "No part of the body is a file.");
    }

    /// <summary>Reads to the end of the body, after the file has been.</summary>
    /// <exception cref="RefusedRequestException">There is another file.</exception>
    public async Task EndAsync(CancellationToken ct)
    {
        if (rest is not null && await NextAsync(rest, ct) is not null)
            throw new RefusedRequestException(StatusCodes.Status422UnprocessableEntity, "one-file", "One file a request is accepted.");
    }

    /// <summary>What is wrong with a body whose parts cannot be told apart, or that ends early.</summary>
    public static RefusedRequestException Malformed(string detail) => new(StatusCodes.Status400BadRequest, "malformed", detail);

    private static async Task<(string Name, Stream Body)?> NextAsync(MultipartReader parts, CancellationToken ct)
    {
        while (await parts.ReadNextSectionAsync(ct) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw Malformed("A part without a name.");
            var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
            if (name.HasValue)
                return (name.Value, section.Body);
        }
        return null;
    }

    private static string Cleaned(string name) => FileNames.Clean(name) is { Length: > 0 and <= LongestName } clean ? clean
        : throw new RefusedRequestException(StatusCodes.Status422UnprocessableEntity, "file-name-unusable",
            $"A file has a name of 1 to {LongestName} characters; of a body that is the file itself it stands in '?name='.");
}
