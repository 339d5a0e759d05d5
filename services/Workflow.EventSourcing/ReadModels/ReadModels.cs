using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>A table that holds nothing but what the service's events say, so that it can be made from them again while the one in use goes on being read and written.</summary>
public interface IReadModel
{
    /// <summary>The table in the service's schema: lower-case letters, digits and <c>_</c>, at most 50 of them. Nothing else references it.</summary>
    string Table { get; }

    /// <summary>Brings a table of the model's form to where the next events lead.</summary>
    /// <param name="events">One to a thousand of all the service's events, ascending by sequence; those that do not concern the model among them.</param>
    /// <param name="table">The table to write, schema and name, quoted.</param>
    /// <param name="transaction">The only place to write; committed by the caller.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When the rows are written.</returns>
    Task ProjectAsync(IReadOnlyList<StoredEvent> events, string table, NpgsqlTransaction transaction, CancellationToken ct);
}

/// <summary>A read model, and how far its rebuilding is.</summary>
/// <param name="Name">Its table.</param>
/// <param name="Rebuilding">Whether it is being made again.</param>
/// <param name="Position">Where that has come to, as a sequence number; null when it is not being made again.</param>
/// <param name="Last">The log's last sequence number: where it has to come to.</param>
public sealed record ReadModelState(string Name, bool Rebuilding, long? Position, long Last);

/// <summary>The service's read models that can be rebuilt. Asked of any process of the service; the one that leads the feed does it. Thread-safe.</summary>
public sealed class ReadModels
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly EventSourcingOptions _options;
    private readonly FeedPositions _positions;
    private readonly IReadOnlyList<IReadModel> _models;

    internal ReadModels(NpgsqlDataSource dataSource, EventSourcingOptions options, FeedPositions positions, IEnumerable<IReadModel> models) =>
        (_dataSource, _options, _positions, _models) = (dataSource, options, positions, [.. models]);

    /// <summary>All of them, by name.</summary>
    /// <param name="ct">Cancels.</param>
    /// <returns>Each with its state now.</returns>
    public async Task<IReadOnlyList<ReadModelState>> ListAsync(CancellationToken ct)
    {
        await using var command = _dataSource.CreateCommand($"select case when is_called then last_value else 0 end from {_options.QuotedSchema}.mt_events_sequence");
        var last = (long)(await command.ExecuteScalarAsync(ct))!;
        var states = new List<ReadModelState>();
        foreach (var model in _models.OrderBy(m => m.Table, StringComparer.Ordinal))
            states.Add(await _positions.FindAsync(PositionOf(model), ct) is { } position ? new(model.Table, true, position, last) : new(model.Table, false, null, last));
        return states;
    }

    /// <summary>Has a read model made again from the first event, in a table beside it, which then takes its place. Asked while that is going on, changes nothing. Begins within 2 s.</summary>
    /// <param name="name">Its table.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its state; null when there is no such read model.</returns>
    public async Task<ReadModelState?> RebuildAsync(string name, CancellationToken ct)
    {
        if (_models.FirstOrDefault(m => m.Table == name) is not { } model)
            return null;
        await _positions.LoadAsync(PositionOf(model), ct);
        return (await ListAsync(ct)).Single(state => state.Name == name);
    }

    /// <summary>The name under which a rebuild keeps its position.</summary>
    internal static string PositionOf(IReadModel model) => $"{model.Table}.rebuild";
}
