using DeadlineReminders.Messages;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// Units are told at once what was decided on their assignments: in one transaction, each message once by its id. It may come before the
/// assignment is planned. What is urged and was heard to be owed no more, and what comes after the unit was told that the notice orders
/// nothing any more, is written as withdrawn; of the rest that is urged the owner is asked before it leaves by a queue.
/// </summary>
internal sealed class AssignmentNewsConsumer(StreamStore streams, PlanStore store, MessageWriter writer, UnitTree tree)
    : IConsumer<AssignmentNews>
{
    public Task Consume(ConsumeContext<AssignmentNews> context)
    {
        var (message, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Reminders), message.Head.Notice, context.MessageId);
        return EachUnit.DoAsync(message.News, news => news.Unit, some => TellAsync(message with { News = some }, command, ct),
            "units cannot be told, of them", ct);
    }

    private async Task TellAsync(AssignmentNews message, CommandContext command, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(command, ct);
        var plans = await transaction.LockAsync(message.Head.Notice, message.News.Select(news => news.Unit), ct);
        var told = (await transaction.Sql("select id from inbox where id = any($1)", message.News.Select(news => news.Message).ToArray())
            .ReadAsync(row => row.GetGuid(0), ct)).ToHashSet();
        var overtaken = await OvertakenAsync(transaction, message.News, ct);
        var fresh = message.News.Where(news => !told.Contains(news.Message)).DistinctBy(news => news.Message)
            .ToLookup(news => news.Unit);

        var changes = new PlanChanges(transaction);
        foreach (var plan in plans)
        {
            var messages = fresh[plan.Unit].Select(news => (News: news, Message: Write(message, news))).ToList();
            changes.Messages.AddRange(messages.Select(one => one.Message));
            changes.Append(plan, [
                .. messages.Select(one => new ReminderPlanEvent.UnitTold(plan.Notice, plan.Unit, one.News.Assignment, one.News.Kind,
                    one.Message.Id, one.Message.Sha256)),
                .. messages.Select(one => (one.Message.Id, Why: plan.IsOver && one.News.Kind != NewsKind.Withdrawal
                        ? ReminderReason.Cancelled : overtaken.GetValueOrDefault(one.Message.Id)))
                    .Where(one => one.Why is not null).Select(one => new ReminderPlanEvent.Withdrawn(one.Id, one.Why!))]);
        }
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Messages that say of an assignment what is not so any more, as far as that was heard, and why not.</summary>
    private static async Task<IReadOnlyDictionary<Guid, string>> OvertakenAsync(StreamTransaction transaction, IReadOnlyList<UnitNews> news,
        CancellationToken ct)
    {
        var urged = news.Where(one => one.DeadlineVersion is not null).DistinctBy(one => one.Message).ToList();
        var items = urged is [] ? [] : (await transaction.Sql(
            $"select {PlanTables.ItemColumns} from item i where assignment = any($1)", urged.Select(one => one.Assignment).ToArray())
            .ReadAsync(row => PlanTables.Item(row, 0), ct)).ToDictionary(item => item.Assignment);
        return urged.Select(one => (one.Message, Why: items.GetValueOrDefault(one.Assignment) is not { } item ? null
                : item.Stopped ?? (item.DeadlineVersion > one.DeadlineVersion ? ReminderReason.DeadlineMoved : null)))
            .Where(one => one.Why is not null).ToDictionary(one => one.Message, one => one.Why!);
    }

    private BranchMessage Write(AssignmentNews message, UnitNews news)
    {
        var (head, requirement) = (message.Head, message.Requirements.First(one => one.Number == news.Requirement));
        var matter = new Matter(head.Notice, head.DocumentNumber, head.Title, news.Requirement, requirement.Title, requirement.Quote,
            news.From ?? news.Unit, news.DueAt);
        return writer.News(news, matter, Wording.News(news, matter, tree.Now.ShortNameOf(news.Unit), tree.Now.ShortNameOf(matter.Unit),
            isPrinciple: requirement.Disposition == Disposition.Principle.Name()));
    }
}

/// <summary>One message after the other, whoever reads the queue: what was decided last is told last.</summary>
internal sealed class AssignmentNewsConsumerDefinition : ConsumerDefinition<AssignmentNewsConsumer>
{
    public AssignmentNewsConsumerDefinition() => ConcurrentMessageLimit = 1;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AssignmentNewsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator queue)
            queue.SingleActiveConsumer = true;
    }
}
