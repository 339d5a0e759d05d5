namespace DeadlineReminders.Rows;

/// <summary>
/// Wakes whoever follows a unit's inbox when something was written to it, here or in another process: one connection listens for all of
/// this process. Losing a notification costs a wait until the next sweep, which is one statement however many follow. Thread-safe.
/// </summary>
internal sealed partial class InboxWatch(NpgsqlDataSource dataSource, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<InboxWatch> logger) : BackgroundService
{
    private const string Channel = "workflow_inbox";

    /// <summary>Units a notification names: their codes have at most 32 characters, a payload less than 8,000 bytes.</summary>
    private const int UnitsAtOnce = 200;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Notifications are sent so far apart, each of all units that were written to meanwhile.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private readonly Signal _untold = new();
    private HashSet<string> _toTell = new(StringComparer.Ordinal);

    /// <summary>How many follow some inbox.</summary>
    public int Followers
    {
        get
        {
            lock (_gate)
                return _watched.Values.Sum(watched => watched.Followers);
        }
    }

    /// <summary>Follows a unit's inbox until disposed of.</summary>
    public Following Follow(string unit)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(unit, out var watched))
                _watched[unit] = watched = new();
            watched.Followers++;
            return new(this, unit, watched.Written);
        }
    }

    /// <summary>Something was written to these units' inboxes and is committed. Returns at once.</summary>
    public void Written(IReadOnlyCollection<string> units)
    {
        Wake(units);
        lock (_gate)
            _toTell.UnionWith(units);
        _untold.Raise();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ListenAsync(stoppingToken), TellOthersAsync(stoppingToken));

    private void Wake(IEnumerable<string> units)
    {
        lock (_gate)
        {
            foreach (var unit in units)
                if (_watched.TryGetValue(unit, out var watched))
                    watched.Written.Raise();
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await OpenAsync(ct);
                while (true)
                {
                    await SweepAsync(connection, ct);
                    var began = wall.GetTimestamp();
                    // What is less than a millisecond would be none at all, and that waits for ever.
                    while (SweepInterval - wall.GetElapsedTime(began) is { TotalMilliseconds: >= 1 } left)
                        await connection.WaitAsync(left, ct);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Deaf(e.Message);
                await Task.Delay(RetryDelay, wall, ct);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        await using var template = dataSource.CreateConnection();
        var connection = await template.CloneWithAsync(new NpgsqlConnectionStringBuilder(dataSource.ConnectionString)
            { Pooling = false, ApplicationName = "reminders inbox", CommandTimeout = 5, Timeout = 5 }.ConnectionString, ct);
        try
        {
            connection.Notification += (_, notified) => Wake(notified.Payload.Split(' '));
            await connection.OpenAsync(ct);
            await connection.Sql($"listen {Channel}").ExecuteAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Wakes those whose inbox has grown since the last sweep.</summary>
    private async Task SweepAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        string[] units;
        lock (_gate)
            units = [.. _watched.Keys];
        if (units.Length == 0)
            return;
        var ends = await connection.Sql("select unit, last from inbox_position where unit = any($1)", (object)units)
            .ReadAsync(row => (Unit: row.GetString(0), Last: row.GetInt64(1)), ct);
        lock (_gate)
        {
            foreach (var (unit, last) in ends)
                if (_watched.TryGetValue(unit, out var watched) && watched.Swept < last)
                {
                    watched.Swept = last;
                    watched.Written.Raise();
                }
        }
    }

    private async Task TellOthersAsync(CancellationToken ct)
    {
        for (var next = _untold.Next; ; await Task.Delay(Apart, wall, ct))
        {
            await Signal.WaitAsync(next, Timeout.InfiniteTimeSpan, wall, ct);
            next = _untold.Next;
            HashSet<string> units;
            lock (_gate)
                (units, _toTell) = (_toTell, new(StringComparer.Ordinal));
            try
            {
                await dataSource.Sql("select pg_notify($1, u) from unnest($2) u", Channel,
                    units.Chunk(UnitsAtOnce).Select(some => string.Join(' ', some)).ToArray()).ExecuteAsync(ct);
            }
            catch (NpgsqlException)
            {
                // Others sweep.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What others write to inboxes is not heard now ({Reason}); it is tried again")]
    private partial void Deaf(string reason);

    /// <summary>Somebody's place at a unit's inbox.</summary>
    public sealed class Following(InboxWatch watch, string unit, Signal written) : IDisposable
    {
        /// <summary>Completes with what is written next. Take it before looking.</summary>
        public Task Next => written.Next;

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (watch._gate)
                if (--watch._watched[unit].Followers == 0)
                    watch._watched.Remove(unit);
        }
    }

    private sealed class Watched
    {
        public Signal Written { get; } = new();

        public int Followers { get; set; }

        /// <summary>The inbox's last position at the last sweep.</summary>
        public long Swept { get; set; }
    }
}
