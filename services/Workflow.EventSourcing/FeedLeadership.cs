namespace Workflow.EventSourcing;

/// <summary>
/// Lets one process of a service at a time do the feed's work: whoever holds a session advisory lock on an unpooled connection of its own.
/// Death closes the connection; a frozen process misses the heartbeat that <c>idle_session_timeout</c> waits for: either way the lock is
/// free, and another process takes it at its next try.
/// What the old leader still believes is fenced by the positions' guard.
/// </summary>
internal sealed partial class FeedLeadership(
    NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, FeedSignal signal, FeedStatus status, FeedWork work,
        ILogger<FeedLeadership> logger)
    : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private readonly string _lock = $"workflow-feed:{options.Schema}";
    private readonly string _vacancy = $"workflow_vacancy_{options.Schema}";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(signal.NotifyOthersAsync(stoppingToken), RunAsync(stoppingToken));

    /// <summary>Whatever ends a term, the next is tried for.</summary>
    private async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await LeadOnceAsync(ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                // Whatever breaks while it stops is no failure.
                return;
            }
            catch (Exception e)
            {
                status.Failure = e.Message;
                Failing(e);
                await Task.Delay(Heartbeat / 2, clocks.Wall, ct);
            }
        }
    }

    private async Task LeadOnceAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await connection.Sql($"listen \"{_vacancy}\"").ExecuteAsync(ct);
        status.Failure = null;
        while (!await connection.Sql("select pg_try_advisory_lock(hashtextextended($1, 0))", _lock).ScalarAsync<bool>(ct))
            await connection.WaitAsync(Heartbeat / 2, ct);

        connection.Notification += (_, _) => signal.Committed.Raise();
        await connection.Sql("unlisten *").Add($"listen \"{signal.Channel}\"").ExecuteAsync(ct);
        status.Leading = signal.LeadsHere = true;
        using var term = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work.RunAsync(term.Token);
        try
        {
            var beat = clocks.Wall.GetTimestamp();
            while (!working.IsCompleted)
            {
                await connection.WaitAsync(Heartbeat, ct);
                if (clocks.Wall.GetElapsedTime(beat) < Heartbeat)
                    continue;
                await connection.Sql("select 1").ExecuteAsync(ct);
                beat = clocks.Wall.GetTimestamp();
            }
        }
        finally
        {
            status.Leading = signal.LeadsHere = false;
            await term.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await VacateAsync(connection);
        }
        await working;
    }

    /// <summary>Frees the lock and tells those who wait for it; where that fails, closing the connection frees it.</summary>
    private async Task VacateAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.Sql("select pg_advisory_unlock(hashtextextended($1, 0)), pg_notify($2, '')", _lock, _vacancy)
                .ExecuteAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // Closed already.
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString)
        {
            Pooling = false,
            ApplicationName = $"{options.Schema} feed",
            CommandTimeout = 2,
            Timeout = 5,
        };
        await using var template = dataSource.CreateConnection();
        var connection = await template.CloneWithAsync(settings.ConnectionString, ct);
        try
        {
            await connection.OpenAsync(ct);
            await connection.Sql("set idle_session_timeout = '3s'").ExecuteAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed lost its lead or its database; it goes on trying")]
    private partial void Failing(Exception exception);
}

/// <summary>What the leader does.</summary>
internal sealed class FeedWork(EventFeed feed, Relay relay, ReadModelRebuild rebuild)
{
    /// <summary>Until one of them fails or the lead is lost.</summary>
    public Task RunAsync(CancellationToken ct) => Ending.TogetherAsync([feed.RunAsync, relay.RunAsync, rebuild.RunAsync], ct);
}

/// <summary>Tasks that end together.</summary>
internal static class Ending
{
    /// <summary>Runs all until the first ends, then ends the others; throws what one of them threw.</summary>
    public static async Task TogetherAsync(IReadOnlyList<Func<CancellationToken, Task>> all, CancellationToken ct)
    {
        using var term = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = all.Select(run => run(term.Token)).ToList();
        var first = await Task.WhenAny(running);
        await term.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }
}

/// <summary>Another process has moved a position: this one no longer leads, whatever it believed.</summary>
internal sealed class FencedException(string consumer) : Exception($"The position of '{consumer}' was moved by another process.");

/// <summary>
/// Says that something was committed: to this process's feed at once, to the leader elsewhere by NOTIFY, coalesced to one per 5 ms.
/// Outside the transaction, because a NOTIFY inside halves the commit rate; a lost one costs a poll's delay, never an event.
/// </summary>
internal sealed class FeedSignal(NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);
    private readonly Signal _others = new();

    /// <summary>The channel the leader listens on.</summary>
    public string Channel { get; } = $"workflow_feed_{options.Schema}";

    /// <summary>Something was committed that may be unread.</summary>
    public Signal Committed { get; } = new();

    /// <summary>More has settled, or a consumer that took nothing for a while takes again.</summary>
    public Signal Settled { get; } = new();

    /// <summary>A consumer has taken events: pages may have been stored.</summary>
    public Signal Taken { get; } = new();

    /// <summary>While this process leads, nobody else needs to be told.</summary>
    public bool LeadsHere { get; set; }

    /// <summary>After each commit of events. Returns at once.</summary>
    public void Appended()
    {
        Committed.Raise();
        if (!LeadsHere)
            _others.Raise();
    }

    /// <summary>Sends the notifications; runs as long as the process.</summary>
    public async Task NotifyOthersAsync(CancellationToken ct)
    {
        for (var next = _others.Next; ; await Task.Delay(Apart, clocks.Wall, ct))
        {
            await Signal.WaitAsync(next, Timeout.InfiniteTimeSpan, clocks.Wall, ct);
            next = _others.Next;
            try
            {
                await dataSource.Sql("select pg_notify($1, '')", Channel).ExecuteAsync(ct);
            }
            catch (NpgsqlException)
            {
                // The leader polls as well.
            }
        }
    }
}
