using DeadlineReminders.Following;
using DeadlineReminders.Raising;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// An assignment changed. The highest version seen counts, whatever order messages come in, also when the assignment is not planned yet.
/// </summary>
internal sealed class AssignmentChangedConsumer(StreamStore streams, Lanes lanes, PlanStore store, AssignmentFollower follower)
    : IConsumer<AssignmentChanged>
{
    public async Task Consume(ConsumeContext<AssignmentChanged> context)
    {
        var (change, ct) = (context.Message, context.CancellationToken);
        await using var transaction = await streams.BeginAsync(new(Actor.System(Sources.Reminders), change.Notice, context.MessageId), ct);
        var plan = (await transaction.LockAsync(change.Notice, [change.Unit], ct)).Single();
        var changes = new PlanChanges(transaction);
        await PlanTables.InUse.LoadAsync(changes.Rows, transaction.Transaction, [], [change.Assignment], ct);
        if (changes.Rows.Items.ContainsKey(change.Assignment))
            await follower.FollowAsync(changes, plan, change, ct);
        else
            await KeepAsync(transaction, change, plan, ct);
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(changes.Earliest, ct);
    }

    /// <summary>Until the assignment is planned. A plan without events has no row.</summary>
    private static Task<int> KeepAsync(StreamTransaction transaction, AssignmentChanged change, PlanRow plan, CancellationToken ct) =>
        transaction.Sql(
            """
            insert into early_change as e (assignment, version, change) values ($1, $2, $3::jsonb)
            on conflict (assignment) do update set version = excluded.version, change = excluded.change where e.version < excluded.version
            """, change.Assignment, change.Version, JsonSerializer.Serialize(change, JsonSerializerOptions.Web))
            .Add("delete from plan where id = $1 and version = 0", plan.Id).ExecuteAsync(ct);
}
