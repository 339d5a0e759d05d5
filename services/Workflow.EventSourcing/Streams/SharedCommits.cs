using System.Collections.Concurrent;

namespace Workflow.EventSourcing;

/// <summary>
/// Commits the appends of different callers together: what waits while one transaction is being committed forms the next. Where one append is refused, each is tried alone,
/// so that nobody hears of another's conflict (ADR 0011).
/// </summary>
internal sealed class SharedCommits(StreamStore store)
{
    /// <summary>The most appends in one transaction.</summary>
    private const int Most = 64;

    private readonly ConcurrentQueue<StreamAppend> _waiting = new();
    private int _committing;

    /// <returns>When committed.</returns>
    public Task CommitAsync(StreamAppend append, CancellationToken ct)
    {
        _waiting.Enqueue(append);
        if (Begins())
        {
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(RunAsync, CancellationToken.None);
        }
        return append.Done.Task.WaitAsync(ct);
    }

    private bool Begins() => Interlocked.Exchange(ref _committing, 1) == 0;

    /// <summary>Goes on until nobody waits, or somebody else does it.</summary>
    private async Task RunAsync()
    {
        do
        {
            while (Take() is [_, ..] together)
            {
                await CommitAsync(together);
                await Task.Yield();     // those who were answered, and come again at once, are in the next
            }
            Interlocked.Exchange(ref _committing, 0);     // before it is looked whether somebody has come meanwhile
        }
        while (!_waiting.IsEmpty && Begins());
    }

    /// <summary>The next ones, each of another stream.</summary>
    private List<StreamAppend> Take()
    {
        var (together, later) = (new Dictionary<Guid, StreamAppend>(), new List<StreamAppend>());
        while (together.Count < Most && _waiting.TryDequeue(out var next))
        {
            if (next.IsAbandoned)
                next.Done.TrySetCanceled();
            else if (!together.TryAdd(next.Stream, next))
                later.Add(next);
        }
        later.ForEach(_waiting.Enqueue);
        return [.. together.Values];
    }

    /// <summary>All or none; where it is none and the database is there, each alone.</summary>
    private async Task CommitAsync(List<StreamAppend> appends)
    {
        try
        {
            await WriteAsync(appends);
            appends.ForEach(append => append.Done.TrySetResult());
        }
        catch (Exception e) when (appends is [_, _, ..] && !StoreExceptions.IsAway(e))
        {
            foreach (var append in appends)
                await CommitAsync([append]);
        }
        catch (Exception e)
        {
            appends.ForEach(append => append.Done.TrySetException(e));
        }
    }

    private async Task WriteAsync(List<StreamAppend> appends)
    {
        var recorded = await store.LastRecordedAsync(appends.Select(append => (append.Stream, append.VersionBefore, append.LastRecorded)), null, CancellationToken.None);
        await store.WaitForClockAsync(recorded, CancellationToken.None);
        try
        {
            await using var session = store.Documents.LightweightSession();
            appends.ForEach(append => append.Join(session));
            await session.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception e) when (StoreExceptions.Told(e) is { } told)
        {
            throw told;
        }
        var written = store.Now();
        appends.ForEach(append => store.Recorded.Keep(append.Stream, append.VersionAfter, written));
        store.Signal.Appended();
    }
}
