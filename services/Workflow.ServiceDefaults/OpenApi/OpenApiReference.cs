using Scalar.AspNetCore;

namespace Workflow.ServiceDefaults;

/// <summary>The document as pages to read and to try, where services are developed: <c>/scalar</c>.</summary>
internal static class OpenApiReference
{
    private const string Root = "/scalar";

    /// <summary>Its scripts and styles are its own, and are written into it.</summary>
    private const string Policy = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:";

    /// <summary>A browser brings no token to a page; what the page then asks for needs one.</summary>
    internal static void MapReference(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal))
                context.Response.Headers.ContentSecurityPolicy = Policy;
            return next(context);
        });
        app.MapOpenApi($"{Root}/{{documentName}}.json").AllowAnonymous().DisableRateLimiting();
        app.MapScalarApiReference(Root, options => options.WithOpenApiRoutePattern($"{Root}/{{documentName}}.json").DisableDefaultFonts())
            .AllowAnonymous().DisableRateLimiting();
    }
}
