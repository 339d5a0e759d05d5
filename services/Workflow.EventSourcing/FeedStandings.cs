namespace Workflow.EventSourcing;

/// <summary>How one consumer of the feed, or the relay, stands, whichever process leads.</summary>
/// <param name="Name">The consumer; <c>relay</c>: pages published and confirmed.</param>
/// <param name="Position">The sequence number up to which it has everything.</param>
/// <param name="Lag">Events behind it, at most <see cref="FeedStandings.MostCounted"/>; pages, of the relay.</param>
/// <param name="Since">While it is behind: when it last moved, by wall time; null when it is not behind.</param>
/// <param name="BlockedBy">Open transactions that keep it waiting; null when none do.</param>
/// <param name="Error">Why it is paused, where this process leads and knows.</param>
public sealed record FeedStanding(string Name, long Position, long Lag, DateTimeOffset? Since, string? BlockedBy, string? Error);

/// <summary>Reads from the database how far the feed is, at a cost that does not grow with how far it is behind.</summary>
public sealed class FeedStandings
{
    /// <summary>No lag is counted further.</summary>
    public const int MostCounted = 1000;

    private readonly NpgsqlDataSource _dataSource;
    private readonly FeedStatus _status;
    private readonly string _schema;

    internal FeedStandings(NpgsqlDataSource dataSource, EventSourcingOptions options, FeedStatus status) =>
        (_dataSource, _schema, _status) = (dataSource, options.QuotedSchema, status);

    /// <summary>Of every consumer, by name, and the relay last.</summary>
    public async Task<IReadOnlyList<FeedStanding>> ReadAsync(CancellationToken ct)
    {
        var blocked = await BlockedByAsync(ct);
        var errors = _status.Leading ? _status.Consumers.ToDictionary(c => c.Name, c => c.Error) : [];
        var feeds = await _dataSource.Sql(
            $"""
            select f.consumer, f.position, f.updated_at, (select count(*) from (
                select from {_schema}.mt_events e where e.seq_id > f.position and e.type <> 'tombstone' limit {MostCounted}) l)
            from {_schema}.event_feed f where f.consumer !~ '\.rebuild$' order by f.consumer
            """).ReadAsync(row => (Name: row.GetString(0), Position: row.GetInt64(1), At: row.Instant(2), Lag: row.GetInt64(3)), ct);
        var relay = await _dataSource.Sql(
            $"""
            select p.to_seq, p.confirmed_at, u.pages from (
                select count(*) as pages, min(number) as first from (
                    select number from {_schema}.event_page where confirmed_at is null order by number limit {MostCounted}) w) u
            left join {_schema}.event_page p on p.number = u.first - 1 where u.pages > 0
            """).FirstAsync(row => new FeedStanding("relay", row.Maybe<long>(0) ?? 0, row.GetInt64(2), row.Maybe<DateTimeOffset>(1),
                BlockedBy: null, _status.Leading ? _status.RelayFailure : null), ct);
        return [.. feeds.Select(f => new FeedStanding(f.Name, f.Position, f.Lag, f.Lag > 0 ? f.At : null, f.Lag > 0 ? blocked : null,
            errors.GetValueOrDefault(f.Name))), relay ?? new("relay", _status.Last, 0, null, null, null)];
    }

    /// <summary>Transactions open for more than a second that took a sequence number: nothing after it is read before they end.</summary>
    private async Task<string?> BlockedByAsync(CancellationToken ct) =>
        await _dataSource.Sql(
            """
            select string_agg(format('pid %s (%s) since %s', l.pid, a.application_name, a.xact_start), '; ')
            from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'relation' and l.relation = $1::regclass and l.mode = 'RowExclusiveLock' and l.granted
              and a.xact_start < clock_timestamp() - interval '1 s'
              and l.database = (select oid from pg_database where datname = current_database())
            """, $"{_schema}.mt_events_sequence").ScalarAsync<string>(ct);
}
