using DeadlineReminders.Branches;
using DeadlineReminders.Following;
using DeadlineReminders.Messages;
using DeadlineReminders.Owner;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Delivery;

/// <summary>What happens to claimed messages: looked at again, handed over, recorded.</summary>
internal sealed class DeliveryRound(DeliveryQueue queue, QueueStandings standings, AssignmentOwner owner, TimeProvider business,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, [FromKeyedServices(LookAtBroker.Wanted)] Signal look)
{
    // A reminder leaves at most five seconds after its owner was asked: so old may the answer be at the claim, and so long may it take from
    // there to the broker.
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = OwnerAnswer.GoodFor - HandOver;

    /// <summary>Sends claimed messages.</summary>
    /// <returns>Whether a queue took any.</returns>
    /// <exception cref="IOException">The broker does not answer; what was claimed is free again.</exception>
    public async Task<bool> SendAsync(BranchPublisher publisher, List<Claimed> claimed, long claimedAt, CancellationToken ct)
    {
        var results = (await StandingAsync(claimed, ct)).ConvertAll(message =>
            (Result: new Delivered(message.Message, Reply: null, message.Withdrawn), message.IsKnown));
        var handed = results.FindAll(message => message is { IsKnown: true, Result: { Withdrawn: null, Dead: null } })
            .ConvertAll(message => message.Result.Message);
        // A reminder that is frozen since the claim, or whose owner was slow, rests on what is not known any more; news only make room.
        var began = wall.GetTimestamp();
        var replies = await publisher.PublishAsync(handed.ConvertAll(message =>
            new Outgoing(BranchQueue.Of(message.Queue), message.Id, message.Body!,
                () => wall.GetElapsedTime(message.Rests is null ? began : claimedAt) > HandOver)), ct);
        var said = handed.Zip(replies).ToDictionary(sent => sent.First.Sequence, sent => sent.Second);
        var settled = results.ConvertAll(message =>
            message.Result with { Reply = said.GetValueOrDefault(message.Result.Message.Sequence) });
        await StandAsync(settled, ct);
        await queue.SettleAsync(settled, ct);
        return replies.Contains(Reply.Unknown) ? throw new IOException("the broker does not answer.") : replies.Contains(Reply.Confirmed);
    }

    /// <summary>Before the messages are free again: what is claimed next is for queues in good standing.</summary>
    private async Task StandAsync(List<Delivered> settled, CancellationToken ct)
    {
        var faults = settled.Where(result => result.Fault is not null).DistinctBy(result => result.Message.Queue)
            .Select(result => new BranchFault(result.Message.Queue, result.Fault!, Detail: null, Holds: true)).ToList();
        await standings.SetAsideAsync(faults, ct);
        await standings.TakeBackAsync([.. settled.Where(result => result.Reply == Reply.Confirmed)
            .Select(result => result.Message.Queue).Distinct().Except(faults.Select(fault => fault.Unit))], ct);
        if (faults.Exists(fault => fault.Reason == BranchFault.QueueGone))
            look.Raise();
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
            : answer?.Of(rests.Assignment) is { } state && (message.Known is not { } known || !FollowAssignment.Contradicts(known, state))
                ? (message, true, FollowAssignment.NoLongerSo(rests.DeadlineVersion, state))
            : (message, false, (string?)null));
    }
}
