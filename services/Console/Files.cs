using Microsoft.AspNetCore.Routing;

namespace WorkflowConsole;

/// <summary>Files of the services, handed on as downloads: what they contain is never shown as a page of this site.</summary>
internal static class Files
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/evidence/{sha256}", (string sha256, Api api, HttpContext context) =>
            HandOnAsync(context, api.RawAsync(Part.Assignments, $"/v1/evidence/{sha256}")));
        routes.MapGet("/files/notices/{id:guid}/source", (Guid id, Api api, HttpContext context) =>
            HandOnAsync(context, api.RawAsync(Part.Notices, $"/v1/notices/{id}/source"), $"notice-{id:N}"));
        routes.MapGet("/files/notices/{id:guid}/attachments/{sha256}", (Guid id, string sha256, Api api, HttpContext context) =>
            HandOnAsync(context, api.RawAsync(Part.Notices, $"/v1/notices/{id}/attachments/{sha256}")));
        routes.MapGet("/files/notices/{id:guid}/progress.csv", (Guid id, string? by, string? under, Api api, HttpContext context) =>
            HandOnAsync(context, api.RawAsync(Part.Assignments, under is null ? $"/v1/notices/{id}/progress?by={by ?? "child"}"
                : (FormattableString)$"/v1/notices/{id}/progress?by={by ?? "child"}&under={under}", "text/csv"), $"progress-{id:N}.csv"));
    }

    private static async Task HandOnAsync(HttpContext context, Task<HttpResponseMessage> asked, string? name = null)
    {
        using var answer = await asked;
        if (!answer.IsSuccessStatusCode)
        {
            context.Response.StatusCode = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound ? 404
                : (int)answer.StatusCode;
            return;
        }
        var disposition = answer.Content.Headers.ContentDisposition;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString() ?? "application/octet-stream";
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        var file = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment");
        file.SetHttpFileName(disposition?.FileNameStar ?? disposition?.FileName?.Trim('"') ?? name ?? "file");
        context.Response.Headers.ContentDisposition = file.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
