namespace AuditReplay.Access;

/// <summary>
/// Calls that were not let in. Of a caller's hour (business time, UTC) the first is an event; the others are counted, and are one more
/// event when the hour is over, however many replicas there are and whenever they start: what is asked a thousand times does not grow the
/// ledger a thousandfold (ADR 0013).
/// </summary>
internal sealed class RefusedCalls(StreamStore streams, NpgsqlDataSource dataSource, TimeProvider clock,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<RefusedCalls> logger) : BackgroundService
{
    private const int HoursAtOnce = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>By then a replica whose clock is behind has left the hour too.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public Task CountAsync(Caller caller, string method, string path, CancellationToken ct)
    {
        var roles = string.Join(',', caller.Roles.Order(StringComparer.Ordinal));
        return streams.TransactAsync(By(caller.Person, roles, caller.Unit), async transaction =>
        {
            var now = transaction.Now;
            var stream = Ids.Refusals(caller.Person, caller.Unit, now);
            if (await IsFirstAsync(transaction, stream, ct))
                transaction.Start(stream, [new AccessEvent.Refused(method, path)]);
            else
                await transaction.Sql(
                    """
                    insert into refusal as known (person, unit, hour, roles, calls, method, path, last_at)
                    values ($1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), $4, 1, $5, $6, $3)
                    on conflict (person, unit, hour) do update set calls = known.calls + 1, roles = excluded.roles,
                        method = excluded.method, path = excluded.path, last_at = excluded.last_at
                    """, caller.Person, caller.Unit, now, roles, method, path).ExecuteAsync(ct);
            await transaction.CommitAsync(ct);
            return stream;
        }, ct);
    }

    /// <summary>Of calls that come at once one is the first; the others wait for it.</summary>
    private static async Task<bool> IsFirstAsync(StreamTransaction transaction, Guid stream, CancellationToken ct)
    {
        if ((await transaction.LoadAsync<Workflow.History.Access, AccessEvent>(stream, ct)).Version > 0)
            return false;
        await transaction.Sql("select pg_advisory_xact_lock(hashtextextended($1, 0))", $"refusals/{stream}").ExecuteAsync(ct);
        return (await transaction.LoadAsync<Workflow.History.Access, AccessEvent>(stream, ct)).Version == 0;
    }

    /// <summary>Sums the hours that are over, each for itself: what cannot be summed stays counted.</summary>
    public async Task SumAsync(CancellationToken ct)
    {
        for (RefusedHour? last = null; await OverAsync(last, ct) is { Count: > 0 } over; last = over[^1])
        {
            foreach (var (hour, why) in await EachForItself.DoAsync(over, async hours =>
            {
                foreach (var hour in hours)
                    await SumAsync(hour, ct);
            }, ct))
                logger.LogError(why, "What {Person} was refused in the hour from {Began} cannot be summed; it stays counted", hour.Person,
                    hour.Began);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, wall);
        do
        {
            try
            {
                await SumAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Refused calls cannot be summed now; they stay counted");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task<List<RefusedHour>> OverAsync(RefusedHour? after, CancellationToken ct) => dataSource.Sql(
        """
        select person, unit, roles, hour from refusal where hour <= $1 and ($3::timestamptz is null or (hour, person, unit) > ($3, $4, $5))
        order by hour, person, unit limit $2
        """, clock.GetUtcNow() - Grace - TimeSpan.FromHours(1), HoursAtOnce, after?.Began, after?.Person, after?.Unit)
        .ReadAsync(row => new RefusedHour(row.GetString(0), row.GetString(1), row.GetString(2), row.Instant(3)), ct);

    /// <summary>Whoever takes the row away stores the event; another replica then finds none.</summary>
    private Task<bool> SumAsync(RefusedHour hour, CancellationToken ct) =>
        streams.TransactAsync(By(hour.Person, hour.Roles, hour.Unit), async transaction =>
        {
            var sum = await transaction.Sql(
                "delete from refusal where person = $1 and unit = $2 and hour = $3 returning calls, method, path, last_at",
                hour.Person, hour.Unit, hour.Began).FirstAsync(row =>
                    new AccessEvent.RefusalsSummed(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Instant(3)), ct);
            if (sum is null)
                return false;
            var stream = Ids.Refusals(hour.Person, hour.Unit, hour.Began);
            var known = await transaction.LoadAsync<Workflow.History.Access, AccessEvent>(stream, ct);
            transaction.Append(stream, known.Version, [sum]);
            await transaction.CommitAsync(ct);
            return true;
        }, ct);

    private static CommandContext By(string person, string roles, string unit) =>
        new(new Actor(person, roles, unit), CorrelationId: null, CausationId: null);

    /// <param name="Began">When the hour began.</param>
    private sealed record RefusedHour(string Person, string Unit, string Roles, DateTimeOffset Began);
}
