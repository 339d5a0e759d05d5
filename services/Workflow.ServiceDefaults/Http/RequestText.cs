using Microsoft.Net.Http.Headers;

namespace Workflow.ServiceDefaults;

/// <summary>Bodies that are text.</summary>
public static class RequestText
{
    private static readonly EncodingProvider CodePages = CodePagesEncodingProvider.Instance;

    /// <summary>The charset of the content type, strict (undecodable bytes throw); null when it names none.</summary>
    /// <exception cref="RefusedRequestException">415: no such charset.</exception>
    public static Encoding? Charset(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.Charset.Length == 0)
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
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Refuses a charset nobody knows before anything tries to read by it.</summary>
    internal static Task RefuseUnknownCharset(HttpContext context, RequestDelegate next)
    {
        _ = Charset(context.Request);
        return next(context);
    }
}
