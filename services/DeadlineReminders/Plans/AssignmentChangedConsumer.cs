using DeadlineReminders.Following;
using DeadlineReminders.Owner;
using DeadlineReminders.Raising;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// Assignments changed: those that come together are followed in one transaction. The highest version seen counts, whatever order messages
/// come in, also when the assignment is not planned yet. One that cannot be followed is set aside, and its owner is asked about it later.
/// </summary>
internal sealed class AssignmentChangedConsumer(StreamStore streams, Lanes lanes, PlanStore store, AssignmentFollower follower,
    AssignmentOwner owner, Quarantine quarantine) : IConsumer<Batch<AssignmentChanged>>, ISetAside
{
    public string Place => "changes";

    public async Task Consume(ConsumeContext<Batch<AssignmentChanged>> context)
    {
        var newest = context.Message.GroupBy(one => one.Message.Assignment).Select(some => some.MaxBy(one => one.Message.Version)!)
            .Select(one => (Change: one.Message, one.MessageId)).ToList();
        var faults = await EachForItself.DoAsync(newest, some => FollowAsync(some, context.CancellationToken), context.CancellationToken);
        await quarantine.AddAsync(Place, [.. faults.Select(fault => new ItemFault(fault.Item.Change.Assignment, fault.Why))],
            context.CancellationToken);
    }

    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        if ((await owner.AskAsync([item], ct)).Of(item) is { } change)
            await FollowAsync([(change, null)], ct);
    }

    private async Task FollowAsync(IReadOnlyList<(AssignmentChanged Change, Guid? Message)> told, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(new(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null),
            ct);
        var plans = (await transaction.LockAsync(told.Select(one => (one.Change.Notice, one.Change.Unit)), ct))
            .ToDictionary(plan => plan.Id);
        var changes = new PlanChanges(transaction);
        await PlanTables.InUse.LoadAsync(changes.Rows, transaction.Transaction, [], [.. told.Select(one => one.Change.Assignment)], ct);
        foreach (var (change, message) in told.Where(one => changes.Rows.Items.Find(one.Change.Assignment) is not null))
        {
            var plan = Ids.Plan(change.Notice, change.Unit);
            await follower.FollowAsync(changes, changes.Rows.Plans.Find(plan) ?? plans[plan], change, ct, message);
        }
        await store.WriteAsync(changes, ct);
        await KeepAsync(transaction, [.. told.Select(one => one.Change).Where(one => changes.Rows.Items.Find(one.Assignment) is null)],
            [.. plans.Keys], ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(changes.Earliest, ct);
    }

    /// <summary>Until these assignments are planned. A plan without events has no row.</summary>
    private static Task KeepAsync(StreamTransaction transaction, IReadOnlyCollection<AssignmentChanged> early, Guid[] plans,
        CancellationToken ct) => early.Count == 0 ? Task.CompletedTask : transaction.Sql().Over(early,
            """
            insert into early_change as e (assignment, version, change) select * from unnest($1, $2, $3::jsonb[]) order by 1
            on conflict (assignment) do update set version = excluded.version, change = excluded.change where e.version < excluded.version
            """)
            .With(change => change.Assignment).With(change => change.Version)
            .With(change => JsonSerializer.Serialize(change, JsonSerializerOptions.Web)).End()
            .Add("delete from plan where id = any($1) and version = 0", plans).ExecuteAsync(ct);
}

/// <summary>What comes within a moment is followed together: a withdrawn notice is one of many changes.</summary>
internal sealed class AssignmentChangedConsumerDefinition : ConsumerDefinition<AssignmentChangedConsumer>
{
    private const int MostTogether = 100;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AssignmentChangedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 4 * MostTogether;
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(MostTogether).SetConcurrencyLimit(2)
            .SetTimeLimit(TimeSpan.FromMilliseconds(50)));
    }
}
