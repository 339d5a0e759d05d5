using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Workflow.ServiceDefaults;

/// <summary>
/// What makes two requests the same: method, path, query, content type and body; of a multipart body its parts, since clients make up a new
/// boundary each time.
/// </summary>
internal static class RequestHash
{
    /// <summary>Reads the body, which can be read again afterwards.</summary>
    public static async Task<byte[]> OfAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        await request.Body.CopyToAsync(Stream.Null, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (Boundary(request) is not { } boundary
            || !await TryAddPartsAsync(hash, Head(request, "multipart/form-data"), new(boundary, Rewound(request)), ct))
            await AddAsync(hash, Head(request, request.ContentType), Rewound(request), ct);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static string Head(HttpRequest request, string? contentType) =>
        $"{request.Method} {request.PathBase}{request.Path}{request.QueryString}\n{contentType}\n";

    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 } boundary ? boundary : null;

    private static Stream Rewound(HttpRequest request)
    {
        request.Body.Position = 0;
        return request.Body;
    }

    /// <summary>False, with nothing added, when the parts cannot be told apart: the endpoint says what is wrong with them.</summary>
    private static async Task<bool> TryAddPartsAsync(IncrementalHash hash, string head, MultipartReader reader, CancellationToken ct)
    {
        try
        {
            using var parts = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                var headers = (section.Headers ?? []).OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(header => $"{header.Key}:{header.Value}\n");
                using var part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                await AddAsync(part, string.Concat(headers), section.Body, ct);
                parts.AppendData(part.GetHashAndReset());
            }
            hash.AppendData(Encoding.UTF8.GetBytes(head));
            hash.AppendData(parts.GetHashAndReset());
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    private static async Task AddAsync(IncrementalHash hash, string head, Stream body, CancellationToken ct)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
            hash.AppendData(buffer, 0, read);
    }
}
