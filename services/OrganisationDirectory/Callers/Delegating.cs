using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory.Callers;

/// <summary>
/// 代办: a person lets another act for it, in its unit and roles, from a day to a day; either of them, or an operator of the unit, ends it
/// before. What was delegated is not delegated on.
/// </summary>
internal static class Delegating
{
    private const int LongestPerson = 200;
    private const int LongestReason = 500;
    private const int MostDays = 366;

    /// <summary>Roles of persons in a unit; what holds for all, and what machines do, is nobody's to pass on.</summary>
    private static readonly string[] Delegable = [Roles.Branch, Roles.Inspector, Roles.Officer];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var delegations = endpoints.MapGroup("/v1/delegations").WithTags("callers");
        delegations.MapPost("", GiveAsync)
            .RequireAccess((Roles.Officer, Reach.Own), (Roles.Branch, Reach.Own), (Roles.Inspector, Reach.Own)).RequireIdempotencyKey()
            .Shows("application/json", """{"to":"p-1002","from":"2016-04-01","until":"2016-04-30","roles":["branch"],"reason":"外出培训。"}""")
            .Refuses(422).WithSummary("Let another person act for oneself, from a day to a day");
        delegations.MapPost("/{id:guid}/end", EndAsync).RequireAccess((Roles.Officer, Reach.Own), (Roles.Branch, Reach.Own),
            (Roles.Inspector, Reach.Own), (Roles.Operator, Reach.OwnAndBelow)).Refuses(404)
            .WithSummary("End a delegation before its last day");
        delegations.MapGet("", ListAsync).RequireAccess((Roles.Officer, Reach.Own), (Roles.Branch, Reach.Own),
            (Roles.Inspector, Reach.Own), (Roles.Operator, Reach.OwnAndBelow), AccessTable.Auditors)
            .WithSummary("Who acts for whom: what one gave and was given (?mine=true: that alone); an operator's units; all to auditors");
    }

    /// <param name="command">As given.</param>
    /// <param name="caller">The person that is acted for.</param>
    /// <param name="today">Of Asia/Shanghai.</param>
    public static Decision<DelegationEvent> Decide(DelegationBody command, Caller caller, DateOnly today)
    {
        var own = Delegable.Where(caller.Has).ToList();
        var roles = command.Roles ?? own;
        List<FieldError> errors = [];
        Check(command.To.Length is > 0 and <= LongestPerson && !command.To.Any(char.IsControl) && command.To != caller.Person, "$.to",
            $"The id of another person, 1 to {LongestPerson} characters; a person finds its own at GET /v1/me.");
        Check(command.From >= today, "$.from", $"Allowed: from {today:yyyy-MM-dd} on.");
        Check(command.Until >= command.From && command.Until.DayNumber - command.From.DayNumber < MostDays, "$.until",
            $"Allowed: from the first day on, at most {MostDays} days.");
        Check(roles.Count > 0 && roles.All(own.Contains), "$.roles", $"Allowed: {string.Join(", ", own)}.");
        Check(command.Reason is null or { Length: > 0 and <= LongestReason }, "$.reason", $"1 to {LongestReason} characters.");
        return errors is [] ? new Decided([new DelegationEvent.Given(caller.Person, caller.Unit,
            [.. roles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], command.To, command.From, command.Until,
            command.Reason)]) : new Unusable("delegation-unusable", "The delegation cannot be taken as it is.", errors);

        void Check(bool isRight, string field, string allowed)
        {
            if (!isRight)
                errors.Add(new(field, allowed));
        }
    }

    public static Decision<DelegationEvent> End(Delegation state) =>
        state is Delegation.Known { IsEnded: false } ? new Decided([new DelegationEvent.Ended()]) : new Decided([]);

    /// <summary>What others are told.</summary>
    public static DelegationChanged Message(Guid id, Delegation.Known it, long version) =>
        new(id, version, it.Person, it.Unit, it.Roles, it.To, it.From, it.Until, it.IsEnded);

    private static async Task<Results<Ok<DelegationAnswer>, ProblemHttpResult>> GiveAsync(DelegationBody command, Caller caller,
        Permission permission, IdempotencyKey key, StreamStore streams, UnitTree tree, TimeProvider clock, CancellationToken ct)
    {
        if (caller.OnBehalfOf is not null)
            return Problems.NotYours("What was delegated is not delegated on.", "delegation-not-yours");
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var transaction = await streams.BeginAsync(new(permission.On(caller.Unit)!, null, null), ct);
        var outcome = new Versioned<Delegation>(Delegation.Initial, 0)
            .Take(Decide(command, caller, OfficialTime.DayOf(transaction.Now)), ifMatch: null);
        if (outcome is not Outcome<Delegation>.Done { Events: var events, State: Delegation.Known state })
            return outcome.ToProblem();
        transaction.Start(id, events);
        var given = Message(id, state, events.Count);
        var answer = DelegationAnswer.Of(given, tree.Now, OfficialTime.DayOf(transaction.Now));
        await key.CompleteAsync(transaction, StatusCodes.Status200OK, answer, location: null, ct, sql => sql.KeepDelegation(given));
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(answer);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid id, Caller caller, Permission permission,
        StreamStore streams, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (caller.OnBehalfOf is not null || (await dataSource.Sql($"select {Delegations.Columns} from delegation d where id = $1", id)
            .ReadAsync(Delegations.Read, ct)).FirstOrDefault() is not { } known)
            return Unknown(id);
        var isParty = known.Person == caller.Person || known.Substitute == caller.Person;
        if (!isParty && !(caller.Has(Roles.Operator) && permission.Reaches(known.Unit)))
            return Unknown(id);
        var actor = isParty ? permission.On(caller.Unit)! : caller.Acting(Roles.Operator);
        return await streams.TransactAsync<Results<NoContent, ProblemHttpResult>>(new(actor, null, null), async transaction =>
        {
            var found = await transaction.LoadAsync<Delegation, DelegationEvent>(id, ct);
            var outcome = (Outcome<Delegation>.Done)found.Take(End(found.State), ifMatch: null);
            if (outcome.Events is [])
                return TypedResults.NoContent();
            transaction.Append(id, found.Version, outcome.Events);
            await transaction.Sql().KeepDelegation(Message(id, (Delegation.Known)outcome.State, found.Version + outcome.Events.Count))
                .ExecuteAsync(ct);
            await transaction.CommitAsync(ct);
            return TypedResults.NoContent();
        }, ct);
    }

    private static ProblemHttpResult Unknown(Guid id) => Problems.Unknown($"There is no delegation {id}.");

    private static async Task<Ok<Page<DelegationAnswer>>> ListAsync(bool? mine, Paging paging, Caller caller, Permission permission,
        UnitTree tree, NpgsqlDataSource dataSource, TimeProvider clock, CancellationToken ct)
    {
        string[] units = mine is true || !permission.Has(Reach.Children) ? []
            : [.. tree.Now.AtOrBelow(caller.Unit)];
        var after = paging.After is null ? Guid.Empty : Guid.TryParse(paging.After, out var read) ? read
            : throw Paging.NoPlace(paging.After);
        var rows = await dataSource.Sql(
            $"""
            select {Delegations.Columns} from delegation d
            where ($1 or person = $2 or substitute = $2 or unit = any($3)) and ($4 = '{Guid.Empty}' or id < $4) order by id desc limit $5
            """, mine is not true && permission.Has(Reach.Everywhere), caller.Person, units, after, paging.Limit + 1)
            .ReadAsync(Delegations.Read, ct);
        var today = OfficialTime.DayOf(clock.GetUtcNow());
        return TypedResults.Ok(Page.Of([.. rows.Select(row => DelegationAnswer.Of(row, tree.Now, today))], paging,
            (DelegationAnswer row) => row.Id.ToString()));
    }
}

/// <summary>Whom one lets act for oneself.</summary>
/// <param name="To">Opaque id of the substitute: <c>person</c> of its <c>GET /v1/me</c>.</param>
/// <param name="From">The first day, inclusive, of Asia/Shanghai; today or later.</param>
/// <param name="Until">The last day, inclusive; at most 366 days.</param>
/// <param name="Roles">In which: of officer, branch and inspector those one has; absent: all of them.</param>
/// <param name="Reason">Why; absent where nothing is to be said.</param>
internal sealed record DelegationBody(string To, DateOnly From, DateOnly Until, [OneOf("branch", "inspector", "officer")]
    IReadOnlyList<string>? Roles = null, string? Reason = null);

/// <summary>A delegation.</summary>
/// <param name="Id">What the header <c>X-Delegation</c> names.</param>
/// <param name="Person">Opaque id of the person that is acted for.</param>
/// <param name="Unit">That is acted for.</param>
/// <param name="Roles">In which one acts.</param>
/// <param name="To">Opaque id of the substitute.</param>
/// <param name="From">The first day, inclusive.</param>
/// <param name="Until">The last day, inclusive.</param>
/// <param name="State">to-come, in-force, over (its days are), or ended (before them).</param>
internal sealed record DelegationAnswer(Guid Id, string Person, UnitName Unit, [OneOf("branch", "inspector", "officer")]
    IReadOnlyList<string> Roles, string To, DateOnly From, DateOnly Until, [OneOf("to-come", "in-force", "over", "ended")] string State)
{
    public static DelegationAnswer Of(DelegationChanged it, UnitSnapshot tree, DateOnly today) => new(it.Delegation, it.Person,
        tree.Named(it.Unit), it.Roles, it.Substitute, it.From, it.Until,
        it.IsEnded ? "ended" : today < it.From ? "to-come" : it.HoldsOn(today) ? "in-force" : "over");
}
