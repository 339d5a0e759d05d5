using DeadlineReminders.Raising;
using System.Text.Json;
using DeadlineReminders.Inbox;
using DeadlineReminders.Messages;
using MassTransit;
using Npgsql;
using Workflow.Contracts.Assignments.V1;
using Workflow.EventSourcing;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Plans;

/// <summary>
/// A chunk of assignments was made: plans, steps and the news to each unit, in one transaction and a constant number of statements.
/// </summary>
internal sealed class AssignmentsDispatchedConsumer(StreamStore streams, InboxRows inboxes, MessageWriter writer, UnitTree tree,
    Lanes lanes) : IConsumer<AssignmentsDispatched>
{
    public async Task Consume(ConsumeContext<AssignmentsDispatched> context)
    {
        var (chunk, ct) = (context.Message, context.CancellationToken);
        await using var transaction = await streams.BeginAsync(new(Actor.System("reminders"), chunk.Head.Notice, context.MessageId), ct);
        var plans = await transaction.LockAsync(chunk.Head.Notice, chunk.Assignments.Select(a => a.Unit), ct);
        var (planned, early) = await StoreAsync(transaction, chunk, ct);
        var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
        var fresh = chunk.Assignments.Where(a => !planned.Contains(a.Assignment)).DistinctBy(a => a.Assignment).ToLookup(a => a.Unit);

        var rows = new PlanRows(transaction);
        foreach (var plan in plans)
            rows.Append(plan, PlanAssignments.Decide(chunk.Head, plan.Unit, [.. fresh[plan.Unit]], early, calendars, transaction.Now));
        await rows.WriteAsync(ct);
        await inboxes.WriteAsync(transaction, News(chunk, plans, fresh, early, transaction.Now), ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(rows.Earliest, ct);
    }

    /// <summary>
    /// Keeps what messages will say of the notice; answers which assignments are planned already, and which changed before.
    /// </summary>
    private static async Task<(HashSet<Guid> Planned, Dictionary<Guid, AssignmentChanged> Early)> StoreAsync(StreamTransaction transaction,
        AssignmentsDispatched chunk, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add("insert into notice (id, issuing_unit, title, document_number, issued_at) select * from unnest($1, $2, $3, $4, $5) on conflict do nothing", [chunk.Head])
            .With(h => h.Notice).With(h => h.IssuingUnit).With(h => h.Title).With(h => h.DocumentNumber)
                .With(h => h.IssuedAt.ToUniversalTime());
        batch.Add("insert into requirement (notice, number, title, quote, counted_from, counted_days) select $6, u.* from unnest($1, $2, $3, $4, $5) u (number, title, quote, counted_from, days) order by number on conflict do nothing", chunk.Requirements)
            .With(r => r.Number).With(r => r.Title).With(r => r.Quote).With(r => r.Counted?.From).With(r => r.Counted?.WorkingDays)
                .And(chunk.Head.Notice);
        batch.Add("select assignment, null::text from item where assignment = any($1)", chunk.Assignments).With(a => a.Assignment);
        batch.Add("delete from early_change where assignment = any($1) returning assignment, change::text", chunk.Assignments)
            .With(a => a.Assignment);
        var found = await batch.ReadAsync(row => (Assignment: row.GetGuid(0), Change: row.IsDBNull(1) ? null : row.GetString(1)), ct);
        return (
            [.. found.Where(f => f.Change is null).Select(f => f.Assignment)],
            found.Where(f => f.Change is not null)
                .ToDictionary(f => f.Assignment, f =>
                JsonSerializer.Deserialize<AssignmentChanged>(f.Change!, JsonSerializerOptions.Web)!));
    }

    private List<BranchMessage> News(AssignmentsDispatched chunk, IReadOnlyList<LockedPlan> plans,
        ILookup<string, DispatchedAssignment> fresh, Dictionary<Guid, AssignmentChanged> early, DateTimeOffset now)
    {
        var (requirements, units) = (chunk.Requirements.ToDictionary(r => r.Number), tree.Now);
        return [.. plans.SelectMany(plan => fresh[plan.Unit].OrderBy(a => a.Requirement), (plan, a) =>
        {
            var requirement = requirements[a.Requirement];
            var subject =
                new Subject(chunk.Head.Notice, chunk.Head.DocumentNumber, chunk.Head.Title, a.Requirement, requirement.Title,
                requirement.Quote, a.Unit, early.TryGetValue(a.Assignment, out var change) ? change.DueAt : a.DueAt);
            return writer.Assignment(a.Assignment, plan.Id, subject, Wording.Assignment(subject, units.NameOf(a.Unit)), now);
        })];
    }
}
