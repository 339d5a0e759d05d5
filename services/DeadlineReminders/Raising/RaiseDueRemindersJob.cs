using DeadlineReminders.Owner;
using Quartz;

namespace DeadlineReminders.Raising;

/// <summary>
/// A lane's time has come: raises what is due in it, then sets its trigger to what comes next. At most one runs for a lane in the whole
/// cluster.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class RaiseDueRemindersJob(
    Sweep sweep, Lanes lanes, NodeClock clock, [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<RaiseDueRemindersJob> logger)
        : IJob
{
    private static readonly TimeSpan RefusalDelay = TimeSpan.FromSeconds(5);

    // What waits for the owner's verdict, or for the owner itself, is looked at again after this.
    private static readonly TimeSpan OwnerDelay = TimeSpan.FromSeconds(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var lane = short.Parse(context.MergedJobDataMap.GetString("lane")!, null);
        if (await clock.ProblemAsync(cancellationToken) is { } problem)
        {
            logger.LogError("Lane {Lane} is not swept here: {Problem}", lane, problem);
            await lanes.ScheduleAsync(lane, wall.GetUtcNow() + RefusalDelay, cancellationToken);
            return;
        }

        var began = wall.GetTimestamp();
        try
        {
            var (decided, waiting) = await sweep.RunAsync(lane, cancellationToken);
            if (decided > 0)
                logger.LogInformation("Lane {Lane}: {Count} steps decided in {Elapsed:0} ms", lane, decided,
                    wall.GetElapsedTime(began).TotalMilliseconds);
            if (waiting == 0)
                await lanes.ArmAsync(lane, cancellationToken);
            else
                await lanes.ScheduleAsync(lane, wall.GetUtcNow() + OwnerDelay, cancellationToken);
        }
        catch (OwnerAwayException)
        {
            // Told by the owner's own part; what is due waits.
            await lanes.ScheduleAsync(lane, wall.GetUtcNow() + OwnerDelay, cancellationToken);
        }
    }
}
