using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>
/// Lets one process of a service at a time do the feed's work: whoever holds a session advisory lock on an unpooled connection of its own.
/// Death closes the connection; a frozen process misses the heartbeat that <c>idle_session_timeout</c> waits for: either way the lock is free, and another process takes it at its next try.
/// What the old leader still believes is fenced by the positions' guard.
/// </summary>
internal sealed partial class FeedLeadership(NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, FeedSignal signal, FeedStatus status, FeedWork work, ILogger<FeedLeadership> logger) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private readonly string _lock = $"workflow-feed:{options.Schema}";
    private readonly string _vacancy = $"workflow_vacancy_{options.Schema}";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(signal.NotifyOthersAsync(stoppingToken), RunAsync(stoppingToken));

    private async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await LeadOnceAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
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
        await ExecuteAsync(connection, $"listen \"{_vacancy}\"", ct);
        status.Failure = null;
        while (!await ExecuteAsync<bool>(connection, "select pg_try_advisory_lock(hashtextextended($1, 0))", ct, _lock))
            await connection.WaitAsync(Heartbeat / 2, ct);

        connection.Notification += (_, _) => signal.Wake();
        await ExecuteAsync(connection, $"unlisten *; listen \"{signal.Channel}\"", ct);
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
                await ExecuteAsync(connection, "select 1", ct);
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
            await ExecuteAsync<object>(connection, "select pg_advisory_unlock(hashtextextended($1, 0)), pg_notify($2, '')", CancellationToken.None, _lock, _vacancy);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // Closed already.
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString) { Pooling = false, ApplicationName = $"{options.Schema} feed", CommandTimeout = 2, Timeout = 5 };
        await using var template = dataSource.CreateConnection();
        var connection = await template.CloneWithAsync(settings.ConnectionString, ct);
        try
        {
            await connection.OpenAsync(ct);
            await ExecuteAsync(connection, "set idle_session_timeout = '3s'", ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<T> ExecuteAsync<T>(NpgsqlConnection connection, string sql, CancellationToken ct, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed lost its lead or its database; it goes on trying")]
    private partial void Failing(Exception exception);
}

/// <summary>What the leader does.</summary>
internal sealed class FeedWork(EventFeed feed, Relay relay, ReadModelRebuild rebuild, Clocks clocks)
{
    /// <summary>Until one of them fails or the lead is lost.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] work = [feed.RunAsync(all.Token), relay.RunAsync(all.Token), rebuild.RunAsync(clocks.Wall, all.Token)];
        await Task.WhenAny(work);
        await all.CancelAsync();
        await Task.WhenAll(work);
    }
}

/// <summary>Another process has moved a position: this one no longer leads, whatever it believed.</summary>
internal sealed class FencedException(string consumer) : Exception($"The position of '{consumer}' was moved by another process.");
