namespace DeadlineReminders.Branches;

/// <summary>How units are reached, made again from their channels' events. Otherwise it is written in the events' transactions.</summary>
internal sealed class ChannelModel : IReadModel
{
    public string Name => "channel";

    public Task ProjectAsync(IReadOnlyList<StoredEvent> events, ReadModelTables tables, NpgsqlTransaction transaction,
        CancellationToken ct) =>
        Write(transaction.Sql(), tables[Name], [.. events.Select(stored => stored.Read()).OfType<ChannelEvent>()]).ExecuteAsync(ct);

    /// <summary>A unit's row is what was configured last.</summary>
    public static Sql Write(Sql sql, string table, IReadOnlyList<ChannelEvent> events) => sql.Over(
        [.. events.OfType<ChannelEvent.Configured>().GroupBy(e => e.Unit, (_, ofUnit) => ofUnit.Last())],
        $"""
        insert into {table} (unit, kind, subtree) select * from unnest($1, $2, $3)
        on conflict (unit) do update set kind = excluded.kind, subtree = excluded.subtree
        """).With(e => e.Unit).With(e => e.Kind).With(e => e.Subtree).End();
}
