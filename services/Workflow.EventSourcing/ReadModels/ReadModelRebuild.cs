using Microsoft.Extensions.Logging;
using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>
/// While this process leads: makes the read models again whose rebuilding was asked for. A shadow takes all events from the first on, a batch a transaction, at its own position;
/// once it is close behind, the table in use is locked, the rest is applied, and the shadow takes its place: one transaction, in which nobody reads or writes the model for as long as the rest takes.
/// A crash at any point goes on from the position; the table in use is untouched until the end.
/// </summary>
internal sealed partial class ReadModelRebuild(
    IReadOnlyList<ReadModelShadow> shadows, NpgsqlDataSource dataSource, EventReader reader, FeedPositions positions, FeedStatus status, ILogger<ReadModelRebuild> logger)
{
    /// <summary>So many sequence numbers behind, the rest is applied under the lock.</summary>
    private const int Close = 2 * EventFeed.BatchSize;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    public async Task RunAsync(TimeProvider wall, CancellationToken ct)
    {
        while (true)
        {
            foreach (var shadow in shadows)
                await TryAsync(shadow, wall, ct);
            await Task.Delay(shadows.Count == 0 ? Timeout.InfiniteTimeSpan : Poll, wall, ct);
        }
    }

    private async Task TryAsync(ReadModelShadow shadow, TimeProvider wall, CancellationToken ct)
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
                    await Task.Delay(Poll, wall, ct);
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

    /// <summary>Whoever writes the model writes its rows before taking sequence numbers; so with the lock all events that its rows rest on are committed.</summary>
    /// <returns>False, with nothing done, when it is too far behind, or the lock or the transactions before it take too long.</returns>
    private async Task<bool> TrySwitchAsync(ReadModelShadow shadow, long position, CancellationToken ct)
    {
        if (status.Last - position > Close)
            return false;
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await shadow.TryLockAsync(connection, ct);
        if (transaction is null || await reader.SettledAsync(connection, ReadModelShadow.Patience, ct) is not { } last || last - position > Close)
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Read model {Table} was rebuilt and switched")]
    private partial void Rebuilt(string table);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rebuilding of read model {Table} fails; it is tried again, and the one in use is untouched")]
    private partial void Failing(string table, Exception exception);
}
