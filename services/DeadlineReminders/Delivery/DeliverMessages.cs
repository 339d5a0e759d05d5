using DeadlineReminders.Following;
using DeadlineReminders.Messages;
using DeadlineReminders.Owner;
using DeadlineReminders.Rows;
using RabbitMQ.Client.Exceptions;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Delivery;

/// <summary>
/// Sends what waits for delivery, for as long as the process lives. While the broker is away only this waits; it goes on within a second of
/// the broker's return.
/// </summary>
internal sealed class DeliverMessages(DeliveryQueue queue, ChannelBindings bindings, UnitTree tree, AssignmentOwner owner,
    IOptions<RabbitMqOptions> broker, TimeProvider business,
    [FromKeyedServices(PlanStore.DeliveryWaiting)] Signal waiting,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<DeliverMessages> logger) : BackgroundService
{
    // Only what another replica wrote, or a retry, waits for this.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    // A reminder leaves at most five seconds after its owner was asked: so old may the answer be at the claim, and so long may it take from
    // there to the broker.
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = OwnerAnswer.GoodFor - HandOver;

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
        var claimedAt = wall.GetTimestamp();
        var claimed = await queue.ClaimAsync(ct);
        if (claimed.Count == 0)
        {
            await Signal.WaitAsync(next, PollInterval, wall, ct);
            return;
        }

        var (units, standing) = (tree.Now, await StandingAsync(claimed, ct));
        // Frozen since the claim, or the owner was slow: what was known then is not known any more.
        var known = standing.Where(message => message is { Withdrawn: null, IsKnown: true }).Select(message => message.Message).ToList();
        if (wall.GetElapsedTime(claimedAt) > HandOver)
            known.RemoveAll(message => message.Rests is not null);
        var replies = await exchange.PublishAsync(
            known.ConvertAll(message => (BranchExchange.RoutingKey(units, message.Unit), message.Id, message.Body)), ct);
        var said = known.Zip(replies).ToDictionary(sent => sent.First.Sequence, sent => (Reply?)sent.Second);
        await queue.SettleAsync([.. standing.Select(message =>
            new Delivered(message.Message, said.GetValueOrDefault(message.Message.Sequence), message.Withdrawn))], ct);
        if (replies.Contains(Reply.Unknown))
            throw new IOException("The broker did not confirm in time.");
    }

    /// <summary>
    /// Whether each message still says what is so: a reminder whose owner was asked a while ago is asked about again. While the owner is
    /// away nothing is known of such a one, and it waits.
    /// </summary>
    private async Task<List<(Claimed Message, bool IsKnown, string? Withdrawn)>> StandingAsync(List<Claimed> claimed,
        CancellationToken ct)
    {
        var old = claimed.Where(message => message.Rests is { } rests && rests.Age > Fresh).ToList();
        OwnerAnswer? answer = null;
        try
        {
            if (old.Count > 0)
                answer = await owner.AskAsync([.. old.Select(message => message.Rests!.Assignment)], ct);
        }
        catch (OwnerAwayException)
        {
            // Told by the owner's own part.
        }
        var (asked, now) = (old.Select(message => message.Sequence).ToHashSet(), business.GetUtcNow());
        return claimed.ConvertAll(message => message.Rests is not { } rests || !asked.Contains(message.Sequence) ? (message, true, null)
            : rests.ValidUntil < now ? (message, true, ReminderReason.Overtaken)
            : answer?.Of(rests.Assignment) is { } state ? (message, true, Withdrawal(rests, state))
            : (message, false, (string?)null));
    }

    private static string? Withdrawal(Footing rests, AssignmentChanged state) =>
        state.DeadlineVersion != rests.DeadlineVersion ? ReminderReason.DeadlineMoved : FollowAssignment.ReasonToStop(state.State);
}
