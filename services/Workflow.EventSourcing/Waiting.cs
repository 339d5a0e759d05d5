using Polly;
using Polly.Retry;

namespace Workflow.EventSourcing;

/// <summary>
/// Wakes, within this process, whoever waits for what was just done. Losing one costs a poll, never work: who waits takes
/// <see cref="Next"/> before it looks, looks, and then
/// waits for that. Thread-safe.
/// </summary>
public sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes with the next <see cref="Raise"/>. Take it before looking.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes everybody who waits. Returns at once.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits for a signal taken before, at most so long.</summary>
    /// <param name="next">What <see cref="Next"/> was before looking.</param>
    /// <param name="longest">By wall time; infinite is allowed.</param>
    /// <param name="wall">The clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>True when woken; false when the time is over.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<bool> WaitAsync(Task next, TimeSpan longest, TimeProvider wall, CancellationToken ct)
    {
        if (!next.IsCompleted)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(next, Task.Delay(longest, wall, pause.Token));
            await pause.CancelAsync();
        }
        ct.ThrowIfCancellationRequested();
        return next.IsCompleted;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Tries again for ever, with pauses that double; where retrying is decided once for feed, relay and leadership.</summary>
internal static class Backoff
{
    /// <summary>A pipeline that tries again whatever fails, but for a lost lead; each execution begins with the shortest pause.</summary>
    /// <param name="wall">The clock of the pauses.</param>
    /// <param name="shortest">The first pause.</param>
    /// <param name="longest">No pause is longer.</param>
    /// <param name="failed">Told of every failure.</param>
    public static ResiliencePipeline Forever(TimeProvider wall, TimeSpan shortest, TimeSpan longest, Action<Exception> failed) =>
        new ResiliencePipelineBuilder { TimeProvider = wall }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not (null or FencedException)
                && !arguments.Context.CancellationToken.IsCancellationRequested),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = shortest,
            MaxDelay = longest,
            OnRetry = arguments =>
            {
                failed(arguments.Outcome.Exception!);
                return default;
            },
        }).Build();
}
