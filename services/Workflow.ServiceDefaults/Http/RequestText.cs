using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Workflow.ServiceDefaults;

/// <summary>Bodies that are text.</summary>
public static class RequestText
{
    private static readonly EncodingProvider CodePages = CodePagesEncodingProvider.Instance;

    /// <summary>The charset of the content type, strict (undecodable bytes throw); null when it names none.</summary>
    /// <exception cref="RefusedRequestException">415: no such charset, or no content type at all where something stands.</exception>
    public static Encoding? Charset(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            return null;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw new RefusedRequestException(415, "unsupported-media-type", "The content type cannot be read.");
        if (!type.Charset.HasValue)
            return null;
        var name = HeaderUtilities.RemoveQuotes(type.Charset).Value!;
        return Find(name)
            ?? throw new RefusedRequestException(415, "unsupported-charset", $"'{name}' is not a charset known here; use utf-8.");
    }

    /// <summary>A strict encoding by its name (utf-8, gb18030, gbk, …), or null.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return (CodePages.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback))
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether the endpoint reads JSON and nothing else.</summary>
    internal static bool IsJsonAlone(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAcceptsMetadata>() is { ContentTypes: ["application/json"] };

    /// <summary>Refuses a charset nobody knows before anything tries to read by it, and any but UTF-8 where JSON alone is read.</summary>
    internal static Task RefuseUnknownCharset(HttpContext context, RequestDelegate next)
    {
        if (Charset(context.Request) is not { } charset || !IsJsonAlone(context.GetEndpoint()))
            return next(context);
        return charset.CodePage == Encoding.UTF8.CodePage ? next(context)
            : throw new RefusedRequestException(415, "unsupported-charset", "JSON is UTF-8 here.");
    }

    /// <summary>
    /// What is written around the name of UTF-8 does not matter to whoever binds JSON. Behind what remembers a request by its content type.
    /// </summary>
    internal static Task DropCharsetOfJson(HttpContext context, RequestDelegate next)
    {
        if (IsJsonAlone(context.GetEndpoint()) && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type))
            context.Request.ContentType = type.MediaType.Value;
        return next(context);
    }
}
