using DeadlineReminders.Messages;
using DeadlineReminders.Rows;
using Workflow.Contracts.Notices.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// Units that are to know of a notice get their copy, and are told what became of it. A copy that comes after the end of the notice is
/// written as withdrawn.
/// </summary>
internal sealed class NoticeCopiedConsumer(StreamStore streams, PlanStore store, MessageWriter writer, UnitTree tree)
    : IConsumer<NoticeCopied>
{
    public Task Consume(ConsumeContext<NoticeCopied> context)
    {
        var (message, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Reminders), message.Head.Notice, context.MessageId);
        return EachUnit.DoAsync(message.Units.Distinct(StringComparer.Ordinal), unit => unit,
            some => TellAsync(message with { Units = some }, command, ct), "units cannot be given a copy, of them", ct);
    }

    private async Task TellAsync(NoticeCopied message, CommandContext command, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(command, ct);
        var plans = await transaction.LockAsync(message.Head.Notice, message.Units, ct);
        var messages = plans.ToDictionary(plan => plan.Id, plan => writer.Copy(message, plan.Unit,
            Wording.Copy(message, tree.Now.ShortNameOf(plan.Unit))));
        var told = (await transaction.Sql().KeepNotice(message.Head)
            .Add("select id from inbox where id = any($1)", messages.Values.Select(one => one.Id).ToArray())
            .ReadAsync(row => row.GetGuid(0), ct)).ToHashSet();

        var changes = new PlanChanges(transaction);
        foreach (var plan in plans.Where(plan => !told.Contains(messages[plan.Id].Id)))
        {
            var copy = messages[plan.Id];
            changes.Messages.Add(copy);
            changes.Append(plan, [
                new ReminderPlanEvent.UnitTold(plan.Notice, plan.Unit, Assignment: null, message.Kind, copy.Id, copy.Sha256),
                .. plan.IsOver && message.Kind != NewsKind.CopyWithdrawn
                    ? [new ReminderPlanEvent.Withdrawn(copy.Id, ReminderReason.Cancelled)] : Array.Empty<ReminderPlanEvent>()]);
        }
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
    }
}
