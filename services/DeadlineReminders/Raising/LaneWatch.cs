using Quartz;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Raising;

/// <summary>
/// Sets every lane's trigger at the start and when business time is stepped, and every few seconds mends one that stands wrong, whoever
/// died before setting it.
/// </summary>
internal sealed class LaneWatch(Lanes lanes, BusinessClock clock, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<LaneWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private TaskCompletionSource _stepped = New();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        clock.Changed += OnStepped;
        try
        {
            for (var all = true; ; all = await NextAsync(stoppingToken))
                await MendAsync(all, stoppingToken);
        }
        finally
        {
            clock.Changed -= OnStepped;
        }
    }

    private async Task MendAsync(bool all, CancellationToken ct)
    {
        try
        {
            foreach (var lane in all ? Lanes.All : await lanes.AstrayAsync(ct))
                await lanes.ArmAsync(lane, ct);
        }
        catch (Exception e) when (Transience.IsTransient(e) || e is SchedulerException)
        {
            logger.LogWarning("The lanes' triggers cannot be set now: {Reason}", e.Message);
            if (all) OnStepped();
            await Task.Delay(TimeSpan.FromSeconds(1), wall, ct);
        }
    }

    /// <summary>Waits for the next occasion; answers whether every lane is concerned.</summary>
    private async Task<bool> NextAsync(CancellationToken ct)
    {
        var stepped = Volatile.Read(ref _stepped);
        if (!stepped.Task.IsCompleted)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(stepped.Task, Task.Delay(Interval, wall, pause.Token));
            await pause.CancelAsync();
        }
        ct.ThrowIfCancellationRequested();
        if (!stepped.Task.IsCompleted) return false;
        Interlocked.CompareExchange(ref _stepped, New(), stepped);
        return true;
    }

    private void OnStepped() => Volatile.Read(ref _stepped).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
