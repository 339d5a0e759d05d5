namespace DeadlineReminders.Raising;

/// <summary>
/// Sets every lane's trigger at the start and when business time is stepped, and every few seconds mends one that stands wrong, whoever
/// died before setting it.
/// </summary>
internal sealed class LaneWatch(Lanes lanes, BusinessClock clock, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<LaneWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly Signal _stepped = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        clock.Changed += _stepped.Raise;
        try
        {
            for (var all = true; ;)
            {
                var stepped = _stepped.Next;
                var isMended = await TryMendAsync(all, stoppingToken);
                all = await Signal.WaitAsync(stepped, isMended ? Interval : RetryDelay, wall, stoppingToken) || (all && !isMended);
            }
        }
        finally
        {
            clock.Changed -= _stepped.Raise;
        }
    }

    /// <summary>Each lane for itself.</summary>
    private async Task<bool> TryMendAsync(bool all, CancellationToken ct)
    {
        var isMended = true;
        try
        {
            foreach (var lane in all ? Lanes.All : await lanes.AstrayAsync(ct))
                isMended &= await TryArmAsync(lane, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("The lanes cannot be looked at now: {Reason}", e.Message);
            isMended = false;
        }
        return isMended;
    }

    private async Task<bool> TryArmAsync(short lane, CancellationToken ct)
    {
        try
        {
            await lanes.ArmAsync(lane, ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("The trigger of lane {Lane} cannot be set now: {Reason}", lane, e.Message);
            return false;
        }
    }
}
