namespace OrganisationDirectory.Callers;

/// <summary><c>GET /v1/me</c>: who the token says one is, and where one's unit stands today.</summary>
internal static class WhoAmI
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/v1/me", GetAsync).RequireRoles([.. Roles.All])
        .WithTags("callers").WithSummary("Who calls: person, unit with its name and path, roles, units one may act for");

    private static async Task<Ok<Me>> GetAsync(Caller caller, UnitTree tree, NpgsqlDataSource dataSource, TimeProvider clock,
        CancellationToken ct)
    {
        var (today, day) = (tree.Now, OfficialTime.DayOf(clock.GetUtcNow()));
        var delegated = (await dataSource.Sql($"select {Delegations.Columns} from delegation d where substitute = $1 order by id",
            caller.Person).ReadAsync(Delegations.Read, ct)).Where(one => one.HoldsOn(day)).ToList();
        string[] own = caller.Roles.Any(role => role != Roles.Auditor) ? [caller.Unit] : [];
        return TypedResults.Ok(new Me(
            caller.Person, caller.Unit, today.Find(caller.Unit)?.Name, [.. caller.Roles.Order(StringComparer.Ordinal)],
            [.. today.Path(caller.Unit).Select(code => new UnitOnPath(code, today.Find(code)!.Name))],
            [.. own.Concat(delegated.Select(one => one.Unit)).Distinct(StringComparer.Ordinal)], caller.OnBehalfOf,
            [.. delegated.Select(one => DelegationAnswer.Of(one, today, day))]));
    }

    /// <param name="Person">Opaque person id.</param>
    /// <param name="Unit">Code of the unit acted for.</param>
    /// <param name="Name">The unit's full name; null where the tree does not know it, as it need not an auditor's.</param>
    /// <param name="Roles">By name.</param>
    /// <param name="Path">From the root down to the unit, inclusive; empty where the tree does not know it.</param>
    /// <param name="ActsFor">Codes of the units one may act for; none for who is an auditor alone.</param>
    /// <param name="OnBehalfOf">Opaque id of the person that this call is made for; null where it is made for oneself.</param>
    /// <param name="Delegations">By which one may act for others today.</param>
    internal sealed record Me(string Person, string Unit, string? Name,
        [OneOf(typeof(Roles))] IReadOnlyList<string> Roles, IReadOnlyList<UnitOnPath> Path,
        IReadOnlyList<string> ActsFor, string? OnBehalfOf, IReadOnlyList<DelegationAnswer> Delegations);

    internal sealed record UnitOnPath(string Code, string Name);
}
