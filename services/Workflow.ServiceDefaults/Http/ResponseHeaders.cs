using Microsoft.Net.Http.Headers;

namespace Workflow.ServiceDefaults;

/// <summary>
/// What every answer tells a browser: what it is called is what it is, it is kept nowhere, no page frames it, nothing in it runs; in
/// Production, to come by https only. An endpoint's own policy of contents stands, but is not framed either.
/// </summary>
public static class ResponseHeaders
{
    private const string Unframed = "frame-ancestors 'none'";

    /// <summary>The first middleware of the pipeline.</summary>
    /// <param name="production">Whether https alone is to be used from now on.</param>
    /// <param name="policy">Of contents, where an endpoint has none of its own.</param>
    public static Func<HttpContext, RequestDelegate, Task> Add(bool production, string policy = "default-src 'none'") => (context, next) =>
    {
        // At the last moment: an exception's answer begins with all headers taken away.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = headers.ContentSecurityPolicy is [{ } own]
                ? $"{own}; {Unframed}" : $"{policy}; {Unframed}";
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = CacheControlHeaderValue.NoStoreString;
            if (production)
                headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    };
}
