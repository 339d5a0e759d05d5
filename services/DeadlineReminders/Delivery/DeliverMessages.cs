using DeadlineReminders.Branches;
using DeadlineReminders.Rows;

namespace DeadlineReminders.Delivery;

/// <summary>
/// Sends what waits for delivery, for as long as the process lives: to queues in good standing at once, to each that stands aside one
/// message now and then, on another connection. While the broker is away only this waits.
/// </summary>
internal sealed class DeliverMessages(DeliveryQueue queue, DeliveryRound round, QueueStandings standings,
    BrokerApi broker, [FromKeyedServices(PlanStore.DeliveryWaiting)] Signal waiting,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<DeliverMessages> logger) : BackgroundService
{
    // Only what another replica wrote waits for this.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TrialInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(LoopAsync(DeliverAsync, stoppingToken), LoopAsync(TryAsideAsync, stoppingToken));

    /// <summary>Whatever goes wrong is told once, until a message was delivered again.</summary>
    private async Task LoopAsync(Func<Func<bool, bool>, CancellationToken, Task> send, CancellationToken ct)
    {
        for (var isTold = false; !ct.IsCancellationRequested;)
        {
            try
            {
                await send(GoesOn, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (!isTold)
                    logger.LogWarning("Deliveries wait: {Reason}", e.Message);
                isTold = true;
                await Task.Delay(RetryDelay, wall, ct);
            }

            bool GoesOn(bool delivered)
            {
                if (isTold && delivered)
                    logger.LogInformation("Deliveries go on");
                isTold &= !delivered;
                return delivered;
            }
        }
    }

    private async Task DeliverAsync(Func<bool, bool> goesOn, CancellationToken ct)
    {
        await using var publisher = await BranchPublisher.OpenAsync(broker.Address, ct);
        while (publisher.IsOpen)
        {
            var next = waiting.Next;
            var claimedAt = wall.GetTimestamp();
            if (await queue.ClaimAsync(ct) is { Count: > 0 } claimed)
                goesOn(await round.SendAsync(publisher, claimed, claimedAt, ct));
            else
                await Signal.WaitAsync(next, PollInterval, wall, ct);
        }
    }

    private async Task TryAsideAsync(Func<bool, bool> goesOn, CancellationToken ct)
    {
        await standings.ForgetAsync(ct);
        var claimedAt = wall.GetTimestamp();
        if (await queue.ClaimTrialsAsync(ct) is { Count: > 0 } claimed)
        {
            await using var publisher = await BranchPublisher.OpenAsync(broker.Address, ct);
            if (goesOn(await round.SendAsync(publisher, claimed, claimedAt, ct)))
                waiting.Raise();
        }
        await Task.Delay(TrialInterval, wall, ct);
    }
}
