namespace WorkflowConsole;

/// <summary>
/// What every page tells the browser: only what comes from here is run or shown, nothing is kept, nobody frames it, and where it leads to
/// does not learn of it.
/// </summary>
internal static class PageHeaders
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public static Func<HttpContext, RequestDelegate, Task> Add(bool production) => (context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = Policy;
            if (headers.CacheControl.Count == 0 || context.User.Identity?.IsAuthenticated is true && !IsAsset(context))
                headers.CacheControl = "no-store";
            if (production)
                headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    };

    private static bool IsAsset(HttpContext context) => Path.HasExtension(context.Request.Path);
}
