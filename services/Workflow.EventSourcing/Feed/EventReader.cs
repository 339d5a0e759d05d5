using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>
/// Reads the log in order without losing what commits late (ADR 0002). Sequence numbers are taken before commit; but whoever took one holds a lock on the sequence until its
/// transaction ends, and rows are visible before locks are released. So: note the last number, wait for those who hold the lock then, read up to that number under a new snapshot.
/// </summary>
internal sealed class EventReader(NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, FeedStatus status)
{
    private static readonly TimeSpan ReportAfter = TimeSpan.FromSeconds(1);
    private readonly string _sequence = $"{options.QuotedSchema}.mt_events_sequence";
    private long _settled;

    /// <summary>The sequence number up to which nothing can commit any more. Waits for the transactions that stand before it, however long they take, and reports them.</summary>
    public async Task<long> SettledAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        var last = await LastAsync(connection, ct);
        if (last == _settled)
            return last;
        await AwaitHoldersAsync(connection, (holders, waited) =>
        {
            if (waited > ReportAfter)
                status.BlockedBy = string.Join("; ", holders);
            return true;
        }, ct);
        status.BlockedBy = null;
        return status.Last = _settled = last;
    }

    /// <summary>The same for somebody else, on a connection of theirs.</summary>
    /// <returns>Null when the transactions before it last longer than <paramref name="patience"/>.</returns>
    public async Task<long?> SettledAsync(NpgsqlConnection connection, TimeSpan patience, CancellationToken ct)
    {
        var last = await LastAsync(connection, ct);
        return await AwaitHoldersAsync(connection, (_, waited) => waited < patience, ct) ? last : null;
    }

    /// <summary>Events after <paramref name="from"/>, exclusive, up to <paramref name="to"/>, inclusive, which must be settled.</summary>
    public async Task<List<StoredEvent>> ReadAsync(long from, long to, int most, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        return await StoredEvent.ReadAsync(connection, null, options.QuotedSchema, "seq_id > $1 and seq_id <= $2 order by seq_id limit $3", ct,
            new() { Value = from }, new() { Value = to }, new() { Value = most });
    }

    /// <summary>How many of these (stream, version) stand at or before a sequence number.</summary>
    public async Task<int> CountAsync(Guid[] streams, long[] versions, long upTo, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            $"select count(*)::int from unnest($1, $2) as e(stream, version) join {options.QuotedSchema}.mt_events m on m.stream_id = e.stream and m.version = e.version and m.seq_id <= $3", connection)
        {
            Parameters = { new() { Value = streams }, new() { Value = versions }, new() { Value = upTo } },
        };
        await command.PrepareAsync(ct);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Waits until nobody is left of those who hold the lock now; <paramref name="goesOn"/> is asked before each pause, with those who are left and how long it has taken.</summary>
    private async Task<bool> AwaitHoldersAsync(NpgsqlConnection connection, Func<IEnumerable<string>, TimeSpan, bool> goesOn, CancellationToken ct)
    {
        var began = clocks.Wall.GetTimestamp();
        var holders = await HoldersAsync(connection, ct);
        for (var pause = 1; holders.Count > 0; pause = Math.Min(pause * 2, 50))
        {
            if (!goesOn(holders.Values, clocks.Wall.GetElapsedTime(began)))
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), clocks.Wall, ct);
            var still = await HoldersAsync(connection, ct);
            foreach (var gone in holders.Keys.Where(h => !still.ContainsKey(h)).ToList())
                holders.Remove(gone);
        }
        return true;
    }

    private async Task<long> LastAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select case when is_called then last_value else 0 end from {_sequence}", connection);
        await command.PrepareAsync(ct);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Open transactions that took a number, by virtual transaction id, with words for people.</summary>
    private async Task<Dictionary<string, string>> HoldersAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select l.virtualtransaction, format('pid %s (%s) since %s', l.pid, a.application_name, a.xact_start)
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'relation' and l.relation = $1::regclass and l.mode = 'RowExclusiveLock' and l.granted
              and l.database = (select oid from pg_database where datname = current_database())
            """, connection)
        {
            Parameters = { new() { Value = _sequence } },
        };
        await command.PrepareAsync(ct);
        var holders = new Dictionary<string, string>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            holders[row.GetString(0)] = row.GetString(1);
        return holders;
    }
}
