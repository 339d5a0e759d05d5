namespace OrganisationDirectory.Callers;

/// <summary><c>GET /v1/me</c>: who the token says one is, and where one's unit stands today.</summary>
internal static class WhoAmI
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/v1/me", Get).RequireRoles([.. Roles.All])
        .WithTags("callers").WithSummary("Who calls: person, unit with its name and path, roles, units one may act for");

    private static Ok<Me> Get(Caller caller, UnitTree tree)
    {
        var today = tree.Now;
        return TypedResults.Ok(new Me(
            caller.Person, caller.Unit, today.Find(caller.Unit)?.Name, [.. caller.Roles.Order(StringComparer.Ordinal)],
            [.. today.Path(caller.Unit).Select(code => new UnitOnPath(code, today.Find(code)!.Name))],
            caller.Roles.Any(role => role != Roles.Auditor) ? [caller.Unit] : []));
    }

    /// <param name="Person">Opaque person id.</param>
    /// <param name="Name">The unit's full name; null where the tree does not know it, as it need not an auditor's.</param>
    /// <param name="Roles">By name.</param>
    /// <param name="Path">From the root down to the unit, inclusive; empty where the tree does not know it.</param>
    /// <param name="ActsFor">Codes of the units one may act for; none for who is an auditor alone.</param>
    internal sealed record Me(string Person, string Unit, string? Name,
        [OneOf(typeof(Roles))] IReadOnlyList<string> Roles, IReadOnlyList<UnitOnPath> Path,
        IReadOnlyList<string> ActsFor);

    internal sealed record UnitOnPath(string Code, string Name);
}
