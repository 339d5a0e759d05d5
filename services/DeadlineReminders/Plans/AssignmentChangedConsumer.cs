using DeadlineReminders.Raising;
using System.Text.Json;
using MassTransit;
using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Assignments.V1;
using Workflow.EventSourcing;

namespace DeadlineReminders.Plans;

/// <summary>An assignment changed. The highest version seen counts, whatever order messages come in, also when the assignment is not planned yet.</summary>
internal sealed class AssignmentChangedConsumer(StreamStore streams, Lanes lanes) : IConsumer<AssignmentChanged>
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
            var calendars = isMoved ? await PublishedCalendars.ReadAsync(transaction, ct) : WorkingCalendars.None;
            rows.Append(plan, FollowAssignment.Decide(found.Item, change, found.Pending, calendars, transaction.Now));
            await rows.WriteAsync(ct);
            await SeenAsync(transaction, change, ct);
        }
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(rows.Earliest, ct);
    }

    private static async Task KeepAsync(StreamTransaction transaction, AssignmentChanged change, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into early_change as e (assignment, version, change) values ($1, $2, $3::jsonb)
            on conflict (assignment) do update set version = excluded.version, change = excluded.change where e.version < excluded.version
            """, transaction.Connection, transaction.Transaction)
        { Parameters = { new() { Value = change.Assignment }, new() { Value = change.Version }, new() { Value = JsonSerializer.Serialize(change, JsonSerializerOptions.Web) } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task SeenAsync(StreamTransaction transaction, AssignmentChanged change, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update item set assignment_version = $2 where assignment = $1", transaction.Connection, transaction.Transaction)
        { Parameters = { new() { Value = change.Assignment }, new() { Value = change.Version } } };
        await command.ExecuteNonQueryAsync(ct);
    }
}
