using DeadlineReminders.Messages;
using DeadlineReminders.Raising;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// An assignment changed. The highest version seen counts, whatever order messages come in, also when the assignment is not planned yet. A
/// unit is told when its deadline moved.
/// </summary>
internal sealed class AssignmentChangedConsumer(StreamStore streams, Lanes lanes, PlanStore store, MessageWriter writer, UnitTree tree)
    : IConsumer<AssignmentChanged>
{
    public async Task Consume(ConsumeContext<AssignmentChanged> context)
    {
        var (change, ct) = (context.Message, context.CancellationToken);
        await using var transaction = await streams.BeginAsync(new(Actor.System(Sources.Reminders), change.Notice, context.MessageId), ct);
        var plan = (await transaction.LockAsync(change.Notice, [change.Unit], ct)).Single();
        var changes = new PlanChanges(transaction);
        await PlanTables.InUse.LoadAsync(changes.Rows, transaction.Transaction, [], [change.Assignment], ct);
        if (!changes.Rows.Items.TryGetValue(change.Assignment, out var item))
            await KeepAsync(transaction, change, plan, ct);
        else if (change.Version > item.AssignmentVersion)
            await FollowAsync(changes, plan, item, change, ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(changes.Earliest, ct);
    }

    private async Task FollowAsync(PlanChanges changes, PlanRow plan, ItemRow item, AssignmentChanged change, CancellationToken ct)
    {
        var isMoved = change.DeadlineVersion > item.DeadlineVersion;
        var calendars = isMoved ? await PublishedCalendars.HoldAsync(changes.Transaction.Transaction, ct) : WorkingCalendars.None;
        var pending = changes.Rows.Steps.Values.Where(step => step is { Outcome: null, Wake.Step: not StepRow.Deadline })
            .OrderBy(step => step.DueAt).Select(step => step.Wake.Step).ToList();
        var news = isMoved && change.DueAt is not null ? await NewsAsync(changes.Transaction, change, item.DueAt, ct) : null;
        if (news is not null)
            changes.Messages.Add(news);
        changes.Append(plan, FollowAssignment.Follow(item.Item, change, pending, calendars, changes.Transaction.Now)
            .Select(e => e is ReminderPlanEvent.Revised revised ? revised with { Sha256 = news?.Sha256 } : e));
        await store.WriteAsync(changes, ct);
    }

    private async Task<BranchMessage> NewsAsync(StreamTransaction transaction, AssignmentChanged change, DateTimeOffset? before,
        CancellationToken ct)
    {
        var matter = (await transaction.Sql(
            """
            select n.document_number, n.title, r.title, r.quote from notice n join requirement r on r.notice = n.id
            where n.id = $1 and r.number = $2
            """, change.Notice, change.Requirement).FirstAsync(row => new Matter(change.Notice, row.Text(0), row.GetString(1),
                change.Requirement, row.GetString(2), row.GetString(3), change.Unit, change.DueAt), ct))!;
        return writer.Deadline(change.Assignment, change.DeadlineVersion, matter,
            Wording.Deadline(matter, before, tree.Now.NameOf(change.Unit)), transaction.Now);
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
