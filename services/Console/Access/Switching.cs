using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Routing;

namespace WorkflowConsole.Access;

/// <summary>代办: who is signed in acts for another by a delegation, and for oneself again. The services judge each call.</summary>
internal static class Switching
{
    public const string Path = "/switch";

    public static void MapSwitching(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup(Path).RequireOwnForm().MapPost("", SwitchAsync);

    private static async Task<IResult> SwitchAsync(HttpContext context, Api api)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (chosen, ticket) = (form["delegation"].ToString(), await context.AuthenticateAsync(SignIn.Cookie));
        if (ticket.Properties is not { } properties || Session.Of(context.User)?.Own() is not { } own)
            return Results.LocalRedirect("/signin");
        if (chosen.Length == 0)
            return await BecomeAsync(own, "self");
        var me = await api.GetAsync<Me>(Part.Directory, $"/v1/me");
        return me.Value?.Delegations.FirstOrDefault(one => one.Id == chosen) is { } delegation
            ? await BecomeAsync(own with { For = new(delegation.Id, delegation.Person, own.Unit, own.Roles), Unit = delegation.Unit.Code,
                Roles = delegation.Roles }, "acting")
            : Results.LocalRedirect(Addresses.Of("/delegations", ("trouble", me.Trouble?.Code ?? "delegation-not-in-force"),
                ("status", me.Trouble?.Status ?? 403)));

        async Task<IResult> BecomeAsync(Session session, string done)
        {
            await context.SignInAsync(SignIn.Cookie, session.Principal(), properties);
            return Results.LocalRedirect(Addresses.With(Layout.Menu.First(session), "done", done));
        }
    }
}

/// <summary>A form is sent for whom it was made for: what was opened as oneself does nothing for another.</summary>
internal sealed class MadeFor : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) => Session.Of(context.User)?.For?.Delegation ?? "";

    /// <summary>Back to oneself, and out, one gets from any page.</summary>
    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        context.Request.Path == Switching.Path || context.Request.Path == "/signout"
        || additionalData == GetAdditionalData(context);
}
