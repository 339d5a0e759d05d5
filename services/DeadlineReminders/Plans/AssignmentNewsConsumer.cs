using DeadlineReminders.Following;
using DeadlineReminders.Messages;
using DeadlineReminders.Owner;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// Units are told at once what was decided on their assignments: in one transaction, each message once by its id. It may come before the
/// assignment is planned. Whether what is urged is still owed, its owner is asked first, as before any reminder.
/// </summary>
internal sealed class AssignmentNewsConsumer(StreamStore streams, PlanStore store, MessageWriter writer, UnitTree tree, AssignmentOwner owner)
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
        var overtaken = await OvertakenAsync(message.News, ct);
        await using var transaction = await streams.BeginAsync(command, ct);
        var plans = await transaction.LockAsync(message.Head.Notice, message.News.Select(news => news.Unit), ct);
        var told = (await transaction.Sql("select id from inbox where id = any($1)", message.News.Select(news => news.Message).ToArray())
            .ReadAsync(row => row.GetGuid(0), ct)).ToHashSet();
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
                .. messages.Where(one => overtaken.ContainsKey(one.Message.Id))
                    .Select(one => new ReminderPlanEvent.Withdrawn(one.Message.Id, overtaken[one.Message.Id]))]);
        }
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Messages that say of an assignment what is not so any more, as its owner knows it now, and why not.</summary>
    private async Task<IReadOnlyDictionary<Guid, string>> OvertakenAsync(IReadOnlyList<UnitNews> news, CancellationToken ct)
    {
        var urged = news.Where(one => one.DeadlineVersion is not null).DistinctBy(one => one.Message).ToList();
        var answer = await owner.AskAsync([.. urged.Select(one => one.Assignment)], ct);
        return urged.Select(one => (one.Message, Why: answer.Of(one.Assignment) is { } state
                ? FollowAssignment.Overtaken(one.DeadlineVersion!.Value, state) : null))
            .Where(one => one.Why is not null).ToDictionary(one => one.Message, one => one.Why!);
    }

    private BranchMessage Write(AssignmentNews message, UnitNews news)
    {
        var (head, requirement) = (message.Head, message.Requirements.First(one => one.Number == news.Requirement));
        var matter = new Matter(head.Notice, head.DocumentNumber, head.Title, news.Requirement, requirement.Title, requirement.Quote,
            news.Unit, news.DueAt);
        return writer.News(news, matter, Wording.News(news, matter, tree.Now.ShortNameOf(news.Unit)));
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
