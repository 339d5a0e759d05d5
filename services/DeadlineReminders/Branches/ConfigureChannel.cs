namespace DeadlineReminders.Branches;

/// <summary>
/// How a unit is reached from now on; its inbox holds a copy of everything, whatever the channel. Repeating it for a queue gives a new
/// password and ends the old one, and the connections made with it.
/// </summary>
internal sealed record ConfigureChannel(string Unit, string Kind, bool Subtree)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder units) =>
        units.MapPut("/channel", HandleAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow))
            .Produces<ChannelAnswer>().Produces(204).Refuses(409)
            .WithSummary("Configure a unit's channel; for a queue the answer holds, once, where to read it");

    public static Decision<ChannelEvent> Decide(Channel state, ConfigureChannel command) => state switch
    {
        Channel.Known known when known == new Channel.Known(command.Unit, command.Kind, command.Subtree) => new Decided([]),
        Channel.None when command.Kind == "inbox" => new Decided([]),
        _ => new Decided([new ChannelEvent.Configured(command.Unit, command.Kind, command.Subtree)]),
    };

    private static async Task<IResult> HandleAsync(string code, ChannelBody body, Permission permission, UnitTree tree,
        ChannelChange change, CancellationToken ct)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        if (body.Kind is "webhook" or "email")
            return Problems.Unusable("channel-not-available", $"The channel '{body.Kind}' is not available yet; 'queue' and 'inbox' are.");
        if (body.Kind is not ("queue" or "inbox"))
            return Problems.Unusable("invalid-channel", $"'kind' is '{body.Kind}'; queue and inbox are allowed.");
        try
        {
            return await change.ExecuteAsync(new(code, body.Kind, body.Kind == "queue" && body.Subtree), permission.On(code)!, ct);
        }
        catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.BadRequest)
        {
            return new Refused("broker-refuses", e.Message).ToProblem();
        }
        catch (Exception e) when (Transience.IsTransient(e) || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Problems.NotNow("broker-unavailable", "The broker's management API cannot be reached now.", RetryAfter);
        }
    }

    internal sealed record ChannelBody([OneOf("queue", "inbox")] string Kind, bool Subtree = false);

    /// <summary>Where the unit reads its queue; of the password in it only the broker's hash is kept.</summary>
    internal sealed record ChannelAnswer(Uri Uri, string Queue);
}

/// <summary>Stores a unit's channel and makes the broker follow, while it holds the unit's lock.</summary>
internal sealed class ChannelChange(NpgsqlDataSource dataSource, StreamStore streams, BranchUpkeep upkeep, BrokerApi broker) : IDisposable
{
    /// <summary>
    /// Each change holds a connection while it waits for the broker's management API, and needs others: not all of them at once.
    /// </summary>
    private readonly SemaphoreSlim _few = new(4);

    public async Task<IResult> ExecuteAsync(ConfigureChannel command, Actor actor, CancellationToken ct)
    {
        await _few.WaitAsync(ct);
        try
        {
            return await ChangeAsync(command, actor, ct);
        }
        finally
        {
            _few.Release();
        }
    }

    public void Dispose() => _few.Dispose();

    private async Task<IResult> ChangeAsync(ConfigureChannel command, Actor actor, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await upkeep.LockAsync(transaction, [command.Unit], ct);
        // Also whether the broker is there, before anything is stored.
        var queue = await broker.FindAsync(BranchQueue.Of(command.Unit), ct);
        if (command.Kind == "queue" && queue is { IsOurs: false })
        {
            return new Refused("other-queue",
                $"There is a queue {queue.Name} that was declared otherwise ({queue.Words}). Delete it first.").ToProblem();
        }
        var password = BranchPassword.New();
        // So that no look at the broker meets a queue whose user nobody knows.
        if (command.Kind == "queue")
            await dataSource.Sql("insert into branch_user (unit, password_hash) values ($1, $2) on conflict do nothing", command.Unit,
                BranchPassword.Hash(password)).ExecuteAsync(ct);
        await StoreAsync(command, actor, ct);
        var address = command.Kind == "queue" ? await GrantAsync(transaction, command.Unit, password, ct)
            : await EndAsync(transaction, command.Unit, ct);
        await transaction.CommitAsync(ct);
        return address is null ? TypedResults.NoContent()
            : TypedResults.Ok(new ConfigureChannel.ChannelAnswer(address, BranchQueue.Of(command.Unit)));
    }

    /// <summary>Another password, kept as the broker's hash of it; whoever reads with the earlier one is thrown out.</summary>
    private async Task<Uri?> GrantAsync(NpgsqlTransaction transaction, string unit, string password, CancellationToken ct)
    {
        await transaction.Sql("update branch_user set password_hash = $2 where unit = $1", unit, BranchPassword.Hash(password))
            .ExecuteAsync(ct);
        await upkeep.MakeAsync((await upkeep.WantedAsync(transaction, [unit], ct)).Single(), ct);
        await broker.DisconnectAsync(unit, ct);
        return broker.AddressOf(unit, password);
    }

    private async Task<Uri?> EndAsync(NpgsqlTransaction transaction, string unit, CancellationToken ct)
    {
        await transaction.Sql("delete from branch_user where unit = $1", unit).ExecuteAsync(ct);
        await broker.EndAsync(unit, ct);
        return null;
    }

    private async Task StoreAsync(ConfigureChannel command, Actor actor, CancellationToken ct)
    {
        var outcome = await streams.ExecuteAsync<Channel, ChannelEvent>(
            Ids.Channel(command.Unit), new(actor, CorrelationId: null, CausationId: null),
            (state, _) => ConfigureChannel.Decide(state, command),
            // What the queue takes no more waits for nothing: it lies in the inbox.
            (stored, _, events, token) => ChannelModel.Write(stored.Sql(), "channel", events).Add(
                "delete from delivery where queue = $1 and state = 'waiting' and ($2 = 'inbox' or (unit <> queue and not $3))",
                command.Unit, command.Kind, command.Subtree).ExecuteAsync(token), ct: ct);
        if (outcome is not Outcome<Channel>.Done)
            throw new UnreachableException();
    }
}
