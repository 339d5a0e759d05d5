namespace DeadlineReminders;

/// <summary>Wakes, within this process, who waits for what was just committed. Losing one costs a poll interval, never a message.</summary>
internal sealed class Signals
{
    private TaskCompletionSource _inbox = New();
    private TaskCompletionSource _delivery = New();

    /// <summary>Completes with the next message written to any inbox. Take it before looking.</summary>
    public Task NextInbox => Volatile.Read(ref _inbox).Task;

    /// <summary>Completes when something waits for delivery. Take it before looking.</summary>
    public Task NextDelivery => Volatile.Read(ref _delivery).Task;

    public void InboxWritten() => Interlocked.Exchange(ref _inbox, New()).TrySetResult();

    public void DeliveryWaiting() => Interlocked.Exchange(ref _delivery, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
