using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;

namespace WorkflowConsole;

/// <summary>Acts that need no words: one button, and back to the page, which says what came of it.</summary>
internal static class Acts
{
    public const string Path = "/acts";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var acts = routes.MapGroup(Path).RequireOwnForm();
        acts.MapPost("/assignments/{id:guid}/acknowledgement", (Guid id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{id}/acknowledgement", null, key), "acknowledged"));
        acts.MapPost("/assignments/{id:guid}/acceptance", (Guid id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{id}/acceptance", null, key), "accepted"));
        acts.MapPost("/assignments/{id:guid}/closure", (Guid id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{id}/closure", null, key), "closed"));
        acts.MapPost("/notices/{id:guid}/issuance", (Guid id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Notices, $"/v1/notices/{id}/issuance", null, key), "issued"));
        acts.MapPost("/notices/{id:guid}/approval", (Guid id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Notices, $"/v1/notices/{id}/approval", null, key), "approved"));
        acts.MapPost("/notices/{id:guid}/agreement", (Guid id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Notices, $"/v1/notices/{id}/agreement", null, key), "agreed"));
        acts.MapPost("/deliveries/{id}/resend", (string id, Api api, HttpContext context) =>
            DoAsync(context, key => api.PostAsync<Nothing>(Part.Reminders, $"/v1/deliveries/{id}/resend", null, key), "resent"));
    }

    /// <summary>Only forms of our own pages, sent by whom they were made for; else 400.</summary>
    public static RouteGroupBuilder RequireOwnForm(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
        await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext)
            ? await next(context) : Results.StatusCode(StatusCodes.Status400BadRequest));

    private static async Task<IResult> DoAsync(HttpContext context, Func<string?, Task<Answer<Nothing>>> act, string done)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var back = SignIn.Back(form["back"]);
        foreach (var said in new[] { "done", "trouble", "status" })
            back = Addresses.With(back, said, null);
        var answer = await act(form["key"].ToString() is { Length: > 0 } key ? key : null);
        return Results.LocalRedirect(answer.Trouble is not { } trouble ? Addresses.With(back, "done", done)
            : Addresses.Of(back, ("trouble", trouble.Code is "" ? "unknown" : trouble.Code), ("status", trouble.Status)));
    }
}
