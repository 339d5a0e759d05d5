using DeadlineReminders.Messages;

namespace DeadlineReminders.Delivery;

/// <summary>
/// How a unit is reached from now on; its inbox holds a copy of everything, whatever the channel. Repeating it for a queue gives a new
/// password and ends the old one.
/// </summary>
internal sealed record ConfigureChannel(string Unit, string Kind, bool Subtree)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder units) =>
        units.MapPut("/channel", HandleAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow))
            .Produces<ChannelAnswer>().Produces(204).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422)
                .ProducesProblem(503)
            .WithSummary("Configure a unit's channel; for a queue the answer holds, once, where to read it");

    public static Decision<ChannelEvent> Decide(Channel state, ConfigureChannel command) => state switch
    {
        Channel.Known known when known == new Channel.Known(command.Unit, command.Kind, command.Subtree) => new Decided([]),
        Channel.None when command.Kind == "inbox" => new Decided([]),
        _ => new Decided([new ChannelEvent.Configured(command.Unit, command.Kind, command.Subtree)]),
    };

    private static async Task<IResult> HandleAsync(
        string code, ChannelBody body, Permission permission, UnitTree tree, StreamStore streams, BranchUsers users,
            IOptions<RabbitMqOptions> broker, CancellationToken ct)
    {
        if (Units.Unreachable(code, permission, tree) is { } problem)
            return problem;
        if (body.Kind is "webhook" or "email")
            return Problems.Unusable("channel-not-available", $"The channel '{body.Kind}' is not available yet; 'queue' and 'inbox' are.");
        if (body.Kind is not ("queue" or "inbox"))
            return Problems.Unusable("invalid-channel", $"'kind' is '{body.Kind}'; queue and inbox are allowed.");
        var command = new ConfigureChannel(code, body.Kind, body.Kind == "queue" && body.Subtree);
        try
        {
            // The queue exists before anything is decided for it, and takes nothing any more only after nothing is.
            await using var exchange = await BranchExchange.OpenAsync(broker.Value.Uri!, ct);
            var path = BranchExchange.RoutingKey(tree.Now, code);
            if (command.Kind == "queue")
                await exchange.BindAsync(code, path, command.Subtree, ct);
            var address = command.Kind == "queue" ? await users.GrantAsync(code, ct) : null;
            await ExecuteAsync(streams, command, tree.Now, permission.On(code)!, ct);
            if (address is not null)
                return TypedResults.Ok(new ChannelAnswer(address, BranchExchange.QueueOf(code)));
            await users.RevokeAsync(code, ct);
            await exchange.DeleteAsync(code, ct);
            return TypedResults.NoContent();
        }
        catch (Exception e) when (Transience.IsTransient(e) || e is HttpRequestException)
        {
            return Problems.NotNow("broker-unavailable", "The broker, or its management API, cannot be reached now.", RetryAfter);
        }
    }

    private static async Task ExecuteAsync(StreamStore streams, ConfigureChannel command, UnitSnapshot units, Actor actor,
        CancellationToken ct)
    {
        var outcome = await streams.ExecuteAsync<Channel, ChannelEvent>(
            Ids.Channel(command.Unit), new(actor, CorrelationId: null, CausationId: null), (state, _) => Decide(state, command),
            (transaction, _, events, token) => WriteAsync(transaction, command, events, units, token), ct: ct);
        if (outcome is not Outcome<Channel>.Done)
            throw new UnreachableException();
    }

    private static Task<int> WriteAsync(StreamTransaction transaction, ConfigureChannel command, IReadOnlyList<ChannelEvent> events,
        UnitSnapshot units, CancellationToken ct)
    {
        var sql = ChannelModel.Write(transaction.Sql(), "channel", events)
            .Add(ChannelBindings.Keep, command.Unit, BranchExchange.RoutingKey(units, command.Unit));
        // What only the queue that ends would have taken waits for nothing: it lies in the inbox.
        if (command.Kind == "inbox")
            sql.Over([command.Unit, .. units.Below(command.Unit).Select(unit => unit.Code)],
                """
                delete from delivery d where unit = any($1) and state = 'waiting'
                    and not exists (select from channel c where c.kind = 'queue' and (c.unit = d.unit or (c.subtree and c.unit = any($2))))
                """).With(unit => unit).And(units.Path(command.Unit).ToArray()).End();
        return sql.ExecuteAsync(ct);
    }

    internal sealed record ChannelBody(string Kind, bool Subtree = false);

    /// <summary>Where the unit reads its queue; the password in it is kept nowhere.</summary>
    internal sealed record ChannelAnswer(Uri Uri, string Queue);
}
