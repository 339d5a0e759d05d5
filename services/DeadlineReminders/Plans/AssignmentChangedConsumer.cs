using System.Text.Json;
using DeadlineReminders.Inbox;
using DeadlineReminders.Messages;
using DeadlineReminders.Raising;
using MassTransit;
using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Assignments.V1;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Plans;

/// <summary>
/// An assignment changed. The highest version seen counts, whatever order messages come in, also when the assignment is not planned yet. A
/// unit is told when its deadline moved.
/// </summary>
internal sealed class AssignmentChangedConsumer(StreamStore streams, Lanes lanes, InboxRows inboxes, MessageWriter writer, UnitTree tree)
    : IConsumer<AssignmentChanged>
{
    public async Task Consume(ConsumeContext<AssignmentChanged> context)
    {
        var (change, ct) = (context.Message, context.CancellationToken);
        await using var transaction = await streams.BeginAsync(new(Actor.System("reminders"), change.Notice, context.MessageId), ct);
        var plan = (await transaction.LockAsync(change.Notice, [change.Unit], ct)).Single();
        var rows = new PlanRows(transaction);
        if (await transaction.FindAsync(change.Assignment, ct) is not { } found)
        {
            await KeepAsync(transaction, change, ct);
        }
        else if (change.Version > found.Item.AssignmentVersion)
        {
            var isMoved = change.DeadlineVersion > found.Item.DeadlineVersion;
            var calendars = isMoved ? await PublishedCalendars.HoldAsync(transaction.Transaction, ct) : WorkingCalendars.None;
            rows.Append(plan, FollowAssignment.Decide(found.Item, change, found.Pending, calendars, transaction.Now));
            await rows.WriteAsync(ct);
            await SeenAsync(transaction, change, ct);
            if (isMoved && change.DueAt is not null) await inboxes.WriteAsync(transaction,
                [await NewsAsync(transaction, change, found.Item.DueAt, ct)], ct);
        }
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(rows.Earliest, ct);
    }

    private async Task<BranchMessage> NewsAsync(StreamTransaction transaction, AssignmentChanged change, DateTimeOffset? before,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select n.document_number, n.title, r.title, r.quote from notice n join requirement r on r.notice = n.id where n.id = $1 and r.number = $2", transaction.Connection, transaction.Transaction)
        { Parameters = { new() { Value = change.Notice }, new() { Value = change.Requirement } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var subject =
            new Subject(change.Notice, row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), change.Requirement, row.GetString(2),
            row.GetString(3), change.Unit, change.DueAt);
        return writer.Deadline(change.Assignment, change.DeadlineVersion, Ids.Plan(change.Notice, change.Unit), subject,
            Wording.Deadline(subject, before, tree.Now.NameOf(change.Unit)), transaction.Now);
    }

    private static async Task KeepAsync(StreamTransaction transaction, AssignmentChanged change, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into early_change as e (assignment, version, change) values ($1, $2, $3::jsonb)
            on conflict (assignment) do update set version = excluded.version, change = excluded.change where e.version < excluded.version
            """, transaction.Connection, transaction.Transaction)
        { Parameters =
            { new() { Value = change.Assignment }, new() { Value = change.Version },
            new() { Value = JsonSerializer.Serialize(change, JsonSerializerOptions.Web) } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task SeenAsync(StreamTransaction transaction, AssignmentChanged change, CancellationToken ct)
    {
        await using var command =
            new NpgsqlCommand("update item set assignment_version = $2 where assignment = $1", transaction.Connection,
            transaction.Transaction)
        { Parameters = { new() { Value = change.Assignment }, new() { Value = change.Version } } };
        await command.ExecuteNonQueryAsync(ct);
    }
}
