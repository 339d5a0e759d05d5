using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;

namespace WorkflowConsole;

/// <summary>Acts that need no words: one button, and back to the page, which says what came of it.</summary>
internal static class Acts
{
    public const string Path = "/acts";

    private static readonly (Part Part, string Things, string Act, string Done)[] OnThings =
    [
        (Part.Assignments, "assignments", "acknowledgement", "acknowledged"),
        (Part.Assignments, "assignments", "acceptance", "accepted"),
        (Part.Assignments, "assignments", "closure", "closed"),
        (Part.Directory, "delegations", "end", "delegation-ended"),
        (Part.Notices, "notices", "issuance", "issued"),
        (Part.Notices, "notices", "approval", "approved"),
        (Part.Notices, "notices", "agreement", "agreed"),
    ];

    /// <summary>What an address says came of an act.</summary>
    private static readonly string[] Said = ["done", "trouble", "status"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var acts = routes.MapGroup(Path).RequireOwnForm();
        foreach (var (part, things, act, done) in OnThings)
            acts.MapPost($"/{things}/{{id:guid}}/{act}", (Guid id, Api api, HttpContext context) => DoAsync(context,
                (key, version) => api.PostPathAsync<Nothing>(part, $"/v1/{things}/{id}/{act}", key, version), done));
        acts.MapPost("/copies/{unit}/{id:guid}/receipt", (string unit, Guid id, Api api, HttpContext context) => DoAsync(context,
            (key, _) => api.PostAsync<Nothing>(Part.Reminders, $"/v1/units/{unit}/inbox/{id}/receipt", null, key), "copy-read"));
        acts.MapPost("/deliveries/{id}/resend", (string id, Api api, HttpContext context) =>
            DoAsync(context, (key, _) => api.PostAsync<Nothing>(Part.Reminders, $"/v1/deliveries/{id}/resend", null, key), "resent"));
    }

    /// <summary>Only forms of our own pages, sent by whom they were made for, as those of the pages themselves.</summary>
    public static RouteGroupBuilder RequireOwnForm(this RouteGroupBuilder group) =>
        group.WithMetadata(new RequireAntiforgeryTokenAttribute());

    /// <param name="context">With the form: its key, and where it says so the version that was looked at.</param>
    /// <param name="act">By key and version.</param>
    /// <param name="done">What the page says then.</param>
    private static async Task<IResult> DoAsync(HttpContext context, Func<string?, long?, Task<Answer<Nothing>>> act, string done)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var answer = await act(form["key"].ToString() is { Length: > 0 } key ? key : null,
            long.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
        return Results.LocalRedirect(answer.Trouble is not { } trouble ? Addresses.With(Unsaid(form["back"]), "done", done)
            : Addresses.Of(Unsaid(form["here"].ToString() is { Length: > 0 } here ? here : form["back"]),
                ("trouble", trouble.Code is "" ? "unknown" : trouble.Code), ("status", trouble.Status)));

        static string Unsaid(string? address) => Said.Aggregate(SignIn.Back(address), (back, said) => Addresses.With(back, said, null));
    }
}
