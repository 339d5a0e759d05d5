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

    /// <summary>So many transactions at once: while one is being written to disk, the next is made.</summary>
    private const int AtOnce = 2;

    private static readonly CommandContext Nobody = new(new Actor("", "", null), null, null);
    private readonly ConcurrentQueue<StreamAppend> _waiting = new();
    private int _committers;

    /// <returns>When committed.</returns>
    public Task CommitAsync(StreamAppend append, CancellationToken ct)
    {
        _waiting.Enqueue(append);
        if (Volatile.Read(ref _committers) < AtOnce)
        {
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(RunAsync, CancellationToken.None);
        }
        return append.Done.Task.WaitAsync(ct);
    }

    /// <summary>Goes on until nobody waits, or others do it.</summary>
    private async Task RunAsync()
    {
        while (!_waiting.IsEmpty && TryBegin())
        {
            while (Take() is [_, ..] together)
                await CommitAsync(together);
            Interlocked.Decrement(ref _committers);     // before it is looked whether somebody has come meanwhile
        }
    }

    private bool TryBegin()
    {
        for (var committers = Volatile.Read(ref _committers); committers < AtOnce;)
        {
            var found = Interlocked.CompareExchange(ref _committers, committers + 1, committers);
            if (found == committers)
                return true;
            committers = found;
        }
        return false;
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

    private async Task CommitAsync(List<StreamAppend> appends)
    {
        var committing = false;
        try
        {
            await using var transaction = await store.BeginAsync(Nobody, CancellationToken.None);
            try
            {
                appends.ForEach(append => append.Join(transaction));
                await transaction.CommitAsync(CancellationToken.None);
            }
            finally
            {
                committing = transaction.Committing;
            }
            appends.ForEach(append => append.Done.TrySetResult());
        }
        catch (Exception e) when (appends is [_, _, ..] && !committing && !StoreExceptions.IsAway(e))
        {
            foreach (var append in appends)
                await CommitAsync([append]);
        }
        catch (Exception e)
        {
            appends.ForEach(append => append.Done.TrySetException(e));
        }
    }
}
