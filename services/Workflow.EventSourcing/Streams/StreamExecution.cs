using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>Executes commands on one stream.</summary>
public static class StreamExecution
{
    private const int MaximumAttempts = 5;

    /// <summary>
    /// Load, decide, append, write rows, commit: one transaction; a command without rows shares its commit with others' (<c>StreamStore.AppendAsync</c>). When somebody else appends meanwhile it is loaded and decided again, at most five times in all.
    /// Repeating a command whose outcome was lost is safe where its decider answers "already so".
    /// </summary>
    /// <param name="store">Of the service.</param>
    /// <param name="id">The stream.</param>
    /// <param name="context">Who and why; stored with every event.</param>
    /// <param name="decide">Pure; called once an attempt with the state and business time.</param>
    /// <param name="rows">Writes rows in the same transaction; called when events result, with the state and version after them. Must be repeatable, as it is called once an attempt.</param>
    /// <param name="ifMatch">The version the caller acts on; null = any. Checked only when events result.</param>
    /// <param name="ct">Cancels.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Done (committed, or already so), rejected, or stale.</returns>
    /// <exception cref="StreamConflictException">Five attempts met somebody faster.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind the stream.</exception>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    /// <exception cref="UnreadableEventException">An event of the stream cannot be read.</exception>
    public static async Task<Outcome<TState>> ExecuteAsync<TState, TEvent>(
        this StreamStore store, Guid id, CommandContext context, Func<TState, DateTimeOffset, Decision<TEvent>> decide,
        Func<StreamTransaction, Versioned<TState>, IReadOnlyList<TEvent>, CancellationToken, Task>? rows = null, long? ifMatch = null, CancellationToken ct = default)
        where TState : IAggregate<TState, TEvent>
        where TEvent : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(store, id, context, decide, rows, ifMatch, ct);
            }
            catch (StreamConflictException) when (attempt < MaximumAttempts)
            {
                // Somebody was faster; their events are part of the next decision.
            }
        }
    }

    private static async Task<Outcome<TState>> AttemptAsync<TState, TEvent>(
        StreamStore store, Guid id, CommandContext context, Func<TState, DateTimeOffset, Decision<TEvent>> decide,
        Func<StreamTransaction, Versioned<TState>, IReadOnlyList<TEvent>, CancellationToken, Task>? rows, long? ifMatch, CancellationToken ct)
        where TState : IAggregate<TState, TEvent>
        where TEvent : class
    {
        await using var own = rows is null ? null : await store.BeginAsync(context, ct);
        var (before, lastRecorded) = await store.LoadAsync<TState, TEvent>(own, id, ct);
        await store.WaitForClockAsync(lastRecorded, ct);
        var now = store.Now();

        switch (decide(before.State, now))
        {
            case Decision<TEvent>.Rejected rejected:
                return new Outcome<TState>.Rejected(rejected.Refusal);
            case Decision<TEvent>.Accepted { Events: [] }:
                return new Outcome<TState>.Done(before.State, before.Version, []);
            case Decision<TEvent>.Accepted when ifMatch is { } version && version != before.Version:
                return new Outcome<TState>.Stale(before.Version);
            case Decision<TEvent>.Accepted { Events: var events }:
                var after = new Versioned<TState>(events.Aggregate(before.State, TState.Evolve), before.Version + events.Count);
                if (own is null)
                    await store.AppendAsync(new StreamAppend(id, before.Version, events, context, lastRecorded, ct), ct);
                else
                    await AppendAsync(own, after, events);
                return new Outcome<TState>.Done(after.State, after.Version, events);
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        async Task AppendAsync(StreamTransaction transaction, Versioned<TState> after, IReadOnlyList<TEvent> events)
        {
            transaction.Now = now;
            transaction.Loaded(id, lastRecorded);
            transaction.Append(id, before.Version, events);
            try
            {
                await rows!(transaction, after, events, ct);
            }
            catch (Exception e) when (StreamConflictException.IsRace(e))
            {
                throw new StreamConflictException(e.Message, e);
            }
            await transaction.CommitAsync(ct);
        }
    }
}
