namespace OrganisationDirectory.Units;

/// <summary>
/// <c>PUT /v1/units/{code}/upstream</c>: whether the unit's upstream systems may answer questions and issue what they posted, instead of
/// its officers. Repeating it changes nothing.
/// </summary>
/// <param name="MayIssue">Whether they may.</param>
internal sealed record SetUpstream(bool MayIssue)
{
    public static void Map(IEndpointRouteBuilder units) =>
        units.MapPut("/{code}/upstream", HandleAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow))
                .WithSummary("Let a unit's upstream systems answer and issue, or no longer");

    public static Decision<UnitEvent> Decide(Unit state, SetUpstream command) => state switch
    {
        Unit.Established unit when unit.UpstreamMayIssue != command.MayIssue => new Decided([new UnitEvent.UpstreamSet(command.MayIssue)]),
        _ => new Decided([]),
    };

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(string code, SetUpstream command, IfMatch ifMatch,
        Permission permission, UnitTree tree, StreamStore streams, CancellationToken ct)
    {
        if (!tree.Exists(code))
            return ReadUnits.NoSuchUnit(code);
        if (permission.On(code) is not { } actor)
            return Permission.OutOfReach(code);
        await using var transaction = await streams.BeginAsync(new(actor, CorrelationId: null, CausationId: null), ct);
        await DirectoryVersioning.OneAtATimeAsync(transaction, ct);
        var unit = await transaction.LoadAsync<Unit, UnitEvent>(Ids.Unit(code), ct);
        var outcome = unit.Take(Decide(unit.State, command), ifMatch.Version);
        if (outcome is not Outcome<Unit>.Done { Events: var events, State: Unit.Established state })
            return outcome.ToProblem();
        if (events.Count == 0)
            return TypedResults.NoContent();
        transaction.Append(Ids.Unit(code), unit.Version, events);
        var after = DirectoryPublisher.Message(state, unit.Version + events.Count);
        await DirectoryVersioning.CommitAsync(transaction, [after], grants: [], tree, ct);
        return TypedResults.NoContent();
    }
}
