using System.Buffers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// A notice as a request brings it: bytes decoded, nothing understood yet. Bindable; what cannot be read is answered while binding.
/// </summary>
/// <param name="Source">The document's bytes as received.</param>
/// <param name="Charset">What the bytes were decoded with.</param>
/// <param name="Reference">The caller's own reference.</param>
internal sealed record IncomingNotice(
    KeptContent Source, string Charset, string Text, bool Html, GivenFields? Given, IReadOnlyList<IncomingFile> Files, string? Reference)
{
    /// <summary>2 MB of notice.</summary>
    public const int LargestNotice = 2 * 1024 * 1024;

    /// <summary>20 MB with attachments.</summary>
    public const int LargestRequest = 20 * 1024 * 1024;
    private const int Piece = 64 * 1024;

    private const int LongestReference = 200;
    private const int LongestFileName = 255;
    public const string NoticePart = "notice";

    public static async ValueTask<IncomingNotice> BindAsync(HttpContext context)
    {
        var (request, ct) = (context.Request, context.RequestAborted);
        var reference = request.Headers["X-Reference"].ToString();
        if (reference.Length > LongestReference)
            throw new RefusedRequestException(400, "invalid-reference", $"'X-Reference' has at most {LongestReference} characters.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw UnsupportedMediaType(request.ContentType);
        await context.RequestServices.GetRequiredService<LargeNotices>().AwaitAsync(context);
        var incoming = type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await FromPartsAsync(type, request.Body, ct)
            : From(type, await BytesAsync(request.Body, LargestNotice, ct));
        return incoming with { Reference = reference.Length == 0 ? null : reference };
    }

    /// <summary>The text that spans point into, from the bytes as kept.</summary>
    public static string TextOf(NoticeEvent.Received source, byte[] bytes) => Again(source, bytes).Text;

    /// <summary>The media type to send the bytes back with; what is no text has no charset.</summary>
    public static string ContentTypeOf(NoticeEvent.Received source) =>
        source.Charset == WordDocument.Charset ? source.MediaType : $"{source.MediaType}; charset={source.Charset}";

    /// <summary>What a reading starts from, from the bytes as kept.</summary>
    public static (string Text, bool Html, GivenFields? Given) Again(NoticeEvent.Received source, byte[] bytes)
    {
        var text = source.MediaType == WordDocument.MediaType ? Printed(bytes) : Decode(bytes, source.Charset).Text;
        return source.MediaType == "application/json" && Structured(text) is var structured
            ? (structured.Text, false, structured.Given())
            : (text, source.MediaType == "text/html", null);
    }

    /// <param name="fileName">The part's, where the notice came as one: DOCX is often sent as nothing but bytes.</param>
    private static IncomingNotice From(MediaTypeHeaderValue type, byte[] bytes, string? fileName = null)
    {
        if (bytes.Length == 0)
            throw new RefusedRequestException(400, "empty-body", "The notice is empty; its text is needed.");
        var mediaType = type.MediaType.ToString().ToLowerInvariant();
        var charset = HeaderUtilities.RemoveQuotes(type.Charset).Value is { Length: > 0 } named ? named : null;
        if (mediaType == WordDocument.MediaType || IsBytes(mediaType) && IsWord(fileName))
            return new(KeptContent.Of(bytes, WordDocument.MediaType), WordDocument.Charset, NotBlank(Printed(bytes)), Html: false,
                Given: null, Files: [], Reference: null);
        if (mediaType is not ("text/plain" or "text/html" or "application/json"))
            throw UnsupportedMediaType(mediaType);
        var decoded = Decode(bytes, mediaType == "application/json" ? charset ?? "utf-8" : charset);
        if (mediaType == "text/plain" && Markup.Is(decoded.Text))
            mediaType = "text/html";
        var source = KeptContent.Of(bytes, mediaType);
        if (mediaType != "application/json")
            return new(source, decoded.Charset, NotBlank(decoded.Text), mediaType == "text/html", Given: null, Files: [], Reference: null);
        // Here, as this endpoint reads other media types too; what is kept was looked at when it came.
        JsonTexts.Check(Encoding.UTF8.GetBytes(decoded.Text));
        var structured = Structured(decoded.Text);
        structured.Check();
        return new(source, decoded.Charset, NotBlank(structured.Text), Html: false, structured.Given(), Files: [], Reference: null);
    }

    private static async Task<IncomingNotice> FromPartsAsync(MediaTypeHeaderValue type, Stream body, CancellationToken ct)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
            throw new RefusedRequestException(400, "malformed", "The content type names no boundary.");
        var parts = await PartsAsync(new(boundary, body), ct);
        var notice = parts.FindIndex(part => part.Name == NoticePart) is var named and >= 0 ? named
            : parts.FindIndex(part => part.FileName is null) is var field and >= 0 ? field
            : parts.FindIndex(part => IsWord(part.FileName));
        if (notice < 0)
            throw new RefusedRequestException(400, "notice-part-missing",
                $"The part that is the notice is to be called '{NoticePart}'; every other part is an attachment.");
        if (parts[notice].Bytes.Length > LargestNotice)
            throw TooLarge(LargestNotice);
        var files = parts.Where((_, index) => index != notice).Select(part => new IncomingFile(
            FileNames.Clean(part.FileName ?? part.Name) is { Length: > 0 and <= LongestFileName } name ? name
                : throw new RefusedRequestException(400, "invalid-file-name",
                $"An attachment's name has 1 to {LongestFileName} characters."),
            KeptContent.Of(part.Bytes, part.Type.MediaType.ToString()), HeaderUtilities.RemoveQuotes(part.Type.Charset).Value));
        return From(parts[notice].Type, parts[notice].Bytes, parts[notice].FileName) with { Files = [.. files] };
    }

    private static async Task<List<IncomingPart>> PartsAsync(MultipartReader reader, CancellationToken ct)
    {
        var (parts, left) = (new List<IncomingPart>(), LargestRequest);
        try
        {
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw new InvalidDataException("A part without a name.");
                var fileName = disposition.FileNameStar.HasValue ? disposition.FileNameStar
                    : HeaderUtilities.RemoveQuotes(disposition.FileName);
                var type = MediaTypeHeaderValue.TryParse(section.ContentType, out var given) ? given
                    : new MediaTypeHeaderValue("text/plain");
                var bytes = await BytesAsync(section.Body, left, ct);
                left -= bytes.Length;
                if (parts.Count > TooMuch.MostAttachments)
                    throw new RefusedRequestException(422, "too-many-attachments",
                        $"At most {TooMuch.MostAttachments} attachments are accepted.");
                parts.Add(new(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", fileName.Value, type, bytes));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new RefusedRequestException(400, "malformed",
                "The multipart body ends early, or its parts cannot be told apart or have no name.");
        }
        return parts;
    }

    private static async Task<byte[]> BytesAsync(Stream body, int limit, CancellationToken ct)
    {
        // In pieces, as a part does not say how long it is: what grows by doubling holds three times as much for a moment.
        var pieces = new List<(byte[] Bytes, int Length)>();
        try
        {
            var total = 0;
            for (var read = -1; read != 0;)
            {
                var piece = ArrayPool<byte>.Shared.Rent(Piece);
                pieces.Add((piece, read = await body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct)));
                total += read;
                if (total > limit)
                    throw TooLarge(limit);
            }
            var bytes = new byte[total];
            var at = 0;
            foreach (var (piece, length) in pieces)
            {
                piece.AsSpan(0, length).CopyTo(bytes.AsSpan(at));
                at += length;
            }
            return bytes;
        }
        finally
        {
            pieces.ForEach(piece => ArrayPool<byte>.Shared.Return(piece.Bytes));
        }
    }

    private static Decoding.Decoded Decode(byte[] bytes, string? charset) => TextDecoding.Decode(bytes, charset) switch
    {
        Decoding.Decoded decoded => decoded,
        Decoding.Undecodable undecodable => throw new RefusedRequestException(422, "charset", undecodable.Why),
        Decoding.UnsupportedCharset unsupported =>
            throw new RefusedRequestException(415, "unsupported-charset",
            $"'{unsupported.Name}' is not a charset read here; use utf-8 or gb18030."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Printed(byte[] bytes) => WordDocument.Read(bytes) switch
    {
        Decoding.Decoded { Text.Length: > LargestNotice } => throw TooLarge(LargestNotice),
        Decoding.Decoded decoded => decoded.Text,
        Decoding.Undecodable damaged => throw new RefusedRequestException(422, "document-unreadable", damaged.Why),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsBytes(string mediaType) => mediaType is "application/octet-stream" or "application/zip" or "text/plain";

    private static bool IsWord(string? fileName) => fileName?.EndsWith(".docx", StringComparison.OrdinalIgnoreCase) == true;

    private static StructuredNotice Structured(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<StructuredNotice>(json, HttpJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            // The one place that says what is wrong with JSON, and where, is the problem handler's.
            throw new BadHttpRequestException("The body cannot be read as JSON.", e);
        }
    }

    private static string NotBlank(string text) =>
        string.IsNullOrWhiteSpace(text) ? throw new RefusedRequestException(400, "empty-body", "The notice is empty; its text is needed.")
            : text;

    private static RefusedRequestException TooLarge(int limit) => new(413, "too-large", $"At most {limit} bytes are accepted here.");

    private static RefusedRequestException UnsupportedMediaType(string? type) => new(
        415, "unsupported-media-type", $"'{type}' is not read here; text/plain, text/html, application/json, multipart/form-data and DOCX ("
            + $"{WordDocument.MediaType}) are.");
}

/// <summary>A part of a multipart body.</summary>
internal sealed record IncomingPart(string Name, string? FileName, MediaTypeHeaderValue Type, byte[] Bytes);

/// <summary>An attachment.</summary>
/// <param name="Charset">As it was declared; null or empty where it was not.</param>
internal sealed record IncomingFile(string Name, KeptContent Content, string? Charset = null)
{
    /// <summary>Whether it comes as HTML.</summary>
    public bool IsHtml => Content.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
        || Path.GetExtension(Name).StartsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
