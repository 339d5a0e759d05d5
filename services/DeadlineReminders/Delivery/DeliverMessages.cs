using DeadlineReminders.Rows;
using RabbitMQ.Client.Exceptions;

namespace DeadlineReminders.Delivery;

/// <summary>
/// Sends what waits for delivery, for as long as the process lives. While the broker is away only this waits; it goes on within a second of
/// the broker's return.
/// </summary>
internal sealed class DeliverMessages(DeliveryQueue queue, ChannelBindings bindings, UnitTree tree, IOptions<RabbitMqOptions> broker,
    [FromKeyedServices(PlanStore.DeliveryWaiting)] Signal waiting,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<DeliverMessages> logger) : BackgroundService
{
    // Only what another replica wrote, or a retry, waits for this.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wasAway = false; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await using var exchange = await BranchExchange.OpenAsync(broker.Value.Uri!, stoppingToken);
                if (wasAway)
                    logger.LogInformation("The broker is back; deliveries go on");
                wasAway = false;
                while (exchange.IsOpen)
                    await DeliverAsync(exchange, stoppingToken);
            }
            catch (Exception e)
                when (!stoppingToken.IsCancellationRequested
                && (Transience.IsTransient(e)
                || e is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException))
            {
                if (!wasAway)
                    logger.LogWarning("Deliveries wait: {Reason}", e.Message);
                wasAway = true;
                await Task.Delay(ReconnectDelay, wall, stoppingToken);
            }
        }
    }

    private async Task DeliverAsync(BranchExchange exchange, CancellationToken ct)
    {
        var next = waiting.Next;
        await bindings.FollowTreeAsync(exchange, ct);
        var claimed = await queue.ClaimAsync(ct);
        if (claimed.Count == 0)
        {
            await Signal.WaitAsync(next, PollInterval, wall, ct);
            return;
        }

        var units = tree.Now;
        var verdicts = await exchange.PublishAsync(
            claimed.ConvertAll(message => (BranchExchange.RoutingKey(units, message.Unit), message.Id, message.Body)), ct);
        await queue.SettleAsync([.. claimed.Zip(verdicts)], ct);
        if (verdicts.Contains(Verdict.Unknown))
            throw new IOException("The broker did not confirm in time.");
    }
}
