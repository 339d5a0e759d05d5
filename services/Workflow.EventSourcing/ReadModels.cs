namespace Workflow.EventSourcing;

/// <summary>
/// Tables that hold nothing but what the service's events say, so that they can be made from them again while those in use go on being read
/// and written.
/// </summary>
public interface IReadModel
{
    /// <summary>What operators call it: lower-case letters, digits and <c>_</c>, at most 40 of them.</summary>
    string Name { get; }

    /// <summary>
    /// The tables in the service's schema, named like <see cref="Name"/>. Nothing else references them. By default one, called as the
    /// model.
    /// </summary>
    IReadOnlyList<string> Tables => [Name];

    /// <summary>Brings tables of the model's form to where the next events lead.</summary>
    /// <param name="events">
    /// One to a thousand of all the service's events, ascending by sequence; those that do not concern the model among them.
    /// </param>
    /// <param name="tables">The tables to write.</param>
    /// <param name="transaction">The only place to write; committed by the caller.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When the rows are written.</returns>
    Task ProjectAsync(IReadOnlyList<StoredEvent> events, ReadModelTables tables, NpgsqlTransaction transaction, CancellationToken ct);
}

/// <summary>Which tables a projection writes: those in use, or the shadows that will replace them.</summary>
/// <param name="schema">Quoted.</param>
/// <param name="suffix">What the tables' names end with.</param>
public sealed class ReadModelTables(string schema, string suffix)
{
    /// <summary>Schema and name of a table of the model, quoted.</summary>
    public string this[string table] => $"{schema}.{new NpgsqlCommandBuilder().QuoteIdentifier(table + suffix)}";
}

/// <summary>A read model, and how far its rebuilding is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rebuilding">Whether it is being made again.</param>
/// <param name="Position">Where that has come to, as a sequence number; null when it is not being made again.</param>
/// <param name="Last">The log's last sequence number: where it has to come to.</param>
public sealed record ReadModelState(string Name, bool Rebuilding, long? Position, long Last);

/// <summary>
/// The service's read models. Asked of any process of the service to rebuild one; the one that leads the feed does it. Thread-safe.
/// </summary>
public sealed class ReadModels
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly EventSourcingOptions _options;
    private readonly FeedPositions _positions;
    private readonly IReadOnlyList<IReadModel> _models;

    internal ReadModels(NpgsqlDataSource dataSource, EventSourcingOptions options, FeedPositions positions,
        IEnumerable<IReadModel> models) =>
        (_dataSource, _options, _positions, _models) =
            (dataSource, options, positions, [.. models.OrderBy(m => m.Name, StringComparer.Ordinal)]);

    /// <summary>All of them, by name.</summary>
    /// <param name="ct">Cancels.</param>
    /// <returns>Each with its state now.</returns>
    public async Task<IReadOnlyList<ReadModelState>> ListAsync(CancellationToken ct)
    {
        var last = await _dataSource.Sql(
            $"select case when is_called then last_value else 0 end from {_options.QuotedSchema}.mt_events_sequence").ScalarAsync<long>(ct);
        var states = new List<ReadModelState>();
        foreach (var model in _models)
        {
            var position = await _positions.FindAsync(PositionOf(model), ct);
            states.Add(new(model.Name, position is not null, position, last));
        }
        return states;
    }

    /// <summary>
    /// Has a read model made again from the first event, in tables beside it, which then take its place. Asked while that is going on,
    /// changes nothing. Begins within 2 s.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its state; null when there is no such read model.</returns>
    public async Task<ReadModelState?> RebuildAsync(string name, CancellationToken ct)
    {
        if (_models.FirstOrDefault(m => m.Name == name) is not { } model)
            return null;
        await _positions.LoadAsync(PositionOf(model), ct);
        return (await ListAsync(ct)).Single(state => state.Name == name);
    }

    /// <summary>The name under which a rebuild keeps its position.</summary>
    internal static string PositionOf(IReadModel model) => model.Name + Rebuild;

    /// <summary>What ends such a name.</summary>
    internal const string Rebuild = ".rebuild";
}

/// <summary>
/// The tables in which a read model is made again, beside those in use; a consumer of the feed with a position of its own. A stream that
/// cannot be read is left where it could be read last, and set aside: once it can, the model is made again.
/// </summary>
internal sealed class ReadModelShadow(IReadModel model, NpgsqlDataSource dataSource, EventSourcingOptions options, Quarantine quarantine)
    : IFeedConsumer
{
    /// <summary>Where more streams cannot be read, this version of the product had better not make the model again.</summary>
    private const int MostAside = 100;

    private const string Savepoint = "readable";

    /// <summary>The streams set aside, and the version from which on; 0 = all of it.</summary>
    private Dictionary<Guid, long>? _aside;

    private readonly ReadModelTables _live = new(options.QuotedSchema, "");
    private readonly ReadModelTables _shadow = new(options.QuotedSchema, "_rebuild");

    /// <summary>The longest that the lock is waited for, and that the transactions before it are.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public string Model => model.Name;

    public string Name => ReadModels.PositionOf(model);

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct)
    {
        _aside ??= (await quarantine.ReadAsync(MostAside, ct, Name)).ToDictionary(stream => stream.Item, stream => stream.Version ?? 0);
        while (events.Where(e => !_aside.TryGetValue(e.Stream, out var from) || e.Version < from).ToList() is { Count: > 0 } readable)
        {
            await transaction.SaveAsync(Savepoint, ct);
            try
            {
                await model.ProjectAsync(readable, _shadow, transaction, ct);
                return;
            }
            catch (UnreadableEventException e) when (_aside.Count < MostAside && _aside.GetValueOrDefault(e.Stream, 1) > 0)
            {
                await transaction.RollbackAsync(Savepoint, ct);
                _aside[e.Stream] = _aside.ContainsKey(e.Stream) ? 0 : e.Version;
                await quarantine.AddAsync(Name, [new(e.Stream, e)], ct);
            }
        }
    }

    /// <summary>Empty ones, whatever was there.</summary>
    public async Task CreateAsync(CancellationToken ct)
    {
        await Each(dataSource.Sql(), (sql, table) => sql
            .Add($"drop table if exists {_shadow[table]}").Add($"create table {_shadow[table]} (like {_live[table]} including all)"))
            .ExecuteAsync(ct);
        await quarantine.ForgetAsync(Name, ct);
        _aside = [];
    }

    /// <summary>
    /// A transaction in which nobody else reads or writes the tables in use, and all that was written is committed; null when that is not
    /// to be had now.
    /// </summary>
    public async Task<NpgsqlTransaction?> TryLockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            // The time limits: whoever is frozen here frees the tables by losing its session.
            var limits = transaction.Sql($"set local lock_timeout = '{(int)Patience.TotalMilliseconds}ms'")
                .Add("set local idle_in_transaction_session_timeout = '3s'");
            await Each(limits, (sql, table) => sql.Add($"lock table {_live[table]} in access exclusive mode")).ExecuteAsync(ct);
            return transaction;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.DisposeAsync();
            return null;
        }
    }

    /// <summary>Puts the shadows in the place of the tables in use.</summary>
    public Task ReplaceAsync(NpgsqlTransaction transaction, CancellationToken ct) => Each(transaction.Sql(), (sql, table) => sql
        .Add($"drop table {_live[table]}")
            .Add($"alter table {_shadow[table]} rename to {new NpgsqlCommandBuilder().QuoteIdentifier(table)}")).ExecuteAsync(ct);

    private Sql Each(Sql sql, Func<Sql, string, Sql> add) => model.Tables.Aggregate(sql, add);
}

/// <summary>
/// While this process leads: makes the read models again whose rebuilding was asked for. A shadow takes all events from the first on, a
/// batch a transaction, at its own position;
/// once it is close behind, the table in use is locked, the rest is applied, and the shadow takes its place: one transaction, in which
/// nobody reads or writes the model for as long as the rest takes.
/// A crash at any point goes on from the position; the table in use is untouched until the end.
/// </summary>
internal sealed partial class ReadModelRebuild(IReadOnlyList<ReadModelShadow> shadows, NpgsqlDataSource dataSource, EventReader reader,
    FeedPositions positions, FeedStatus status, Clocks clocks, ILogger<ReadModelRebuild> logger)
{
    /// <summary>So many sequence numbers behind, the rest is applied under the lock.</summary>
    private const int Close = 2 * EventFeed.BatchSize;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            foreach (var shadow in shadows)
                await TryAsync(shadow, ct);
            await Task.Delay(shadows.Count == 0 ? Timeout.InfiniteTimeSpan : Poll, clocks.Wall, ct);
        }
    }

    private async Task TryAsync(ReadModelShadow shadow, CancellationToken ct)
    {
        var at = 0L;
        try
        {
            if (await positions.FindAsync(shadow.Name, ct) is not { } position)
            {
                status.Forget(shadow.Name);
                return;
            }
            if (position == 0)
                await shadow.CreateAsync(ct);
            for (at = position; !await TrySwitchAsync(shadow, at, ct);)
            {
                if (await AdvanceAsync(shadow, at, ct) is var next && next == at)
                    await Task.Delay(Poll, clocks.Wall, ct);
                status.Rebuilding(shadow.Name, at = next, null);
            }
            status.Forget(shadow.Name);
            Rebuilt(shadow.Model);
        }
        catch (Exception e) when (e is not FencedException && !ct.IsCancellationRequested)
        {
            status.Rebuilding(shadow.Name, at, e.Message);
            Failing(shadow.Model, e);
        }
    }

    /// <summary>One batch.</summary>
    /// <returns>Where it has come to.</returns>
    private async Task<long> AdvanceAsync(ReadModelShadow shadow, long position, CancellationToken ct)
    {
        var settled = status.Last;
        var events = await reader.ReadAsync(position, settled, EventFeed.BatchSize, ct);
        var to = events.Count == EventFeed.BatchSize ? events[^1].Sequence : Math.Max(position, settled);
        if (to > position)
            await positions.AdvanceAsync(shadow, position, to, events, ct);
        return to;
    }

    /// <summary>
    /// Whoever writes the model writes its rows before taking sequence numbers; so with the lock all events that its rows rest on are
    /// committed.
    /// </summary>
    /// <returns>False, with nothing done, when it is too far behind, or the lock or the transactions before it take too long.</returns>
    private async Task<bool> TrySwitchAsync(ReadModelShadow shadow, long position, CancellationToken ct)
    {
        if (status.Last - position > Close)
            return false;
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await shadow.TryLockAsync(connection, ct);
        if (transaction is null || await reader.SettledAsync(connection, ReadModelShadow.Patience, ct) is not { } last
            || last - position > Close)
            return false;
        await positions.ForgetAsync(shadow.Name, position, transaction, ct);
        while (position < last)
        {
            var events = await reader.ReadAsync(position, last, EventFeed.BatchSize, ct);
            if (events.Count > 0)
                await shadow.ApplyAsync(events, transaction, ct);
            position = events.Count == EventFeed.BatchSize ? events[^1].Sequence : last;
        }
        await shadow.ReplaceAsync(transaction, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read model {Model} was rebuilt and switched")]
    private partial void Rebuilt(string model);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Rebuilding of read model {Model} fails; it is tried again, and the one in use is untouched")]
    private partial void Failing(string model, Exception exception);
}
