using DeadlineReminders.Following;
using DeadlineReminders.Messages;
using DeadlineReminders.Raising;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// A chunk of assignments was made: plans, steps and the news to each unit, in one transaction and a constant number of statements. Where a
/// unit's plan throws, the others are laid, and the message is set aside for that one: laid once more, those that are there stay.
/// </summary>
internal sealed class AssignmentsDispatchedConsumer(StreamStore streams, PlanStore store, MessageWriter writer, UnitTree tree,
    Lanes lanes) : IConsumer<AssignmentsDispatched>
{
    public Task Consume(ConsumeContext<AssignmentsDispatched> context)
    {
        var (chunk, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Reminders), chunk.Head.Notice, context.MessageId);
        return EachUnit.DoAsync(chunk.Assignments, assignment => assignment.Unit,
            some => PlanAsync(chunk with { Assignments = some }, command, ct), "plans cannot be laid, of them that of", ct);
    }

    private async Task PlanAsync(AssignmentsDispatched chunk, CommandContext command, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(command, ct);
        var plans = await transaction.LockAsync(chunk.Head.Notice, chunk.Assignments.Select(a => a.Unit), ct);
        var (planned, early) = await StoreAsync(transaction, chunk, ct);
        var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
        var fresh = chunk.Assignments.Where(a => !planned.Contains(a.Assignment)).DistinctBy(a => a.Assignment).ToLookup(a => a.Unit);

        var changes = new PlanChanges(transaction);
        // What is over by the time it is heard of is nobody's news any more.
        var over = plans.Where(plan => plan.IsOver).Select(plan => plan.Unit).ToHashSet(StringComparer.Ordinal);
        var news = News(chunk, [.. fresh.Where(unit => !over.Contains(unit.Key)).SelectMany(unit => unit)
            .Where(a => !a.IsOver && (!early.TryGetValue(a.Assignment, out var change) || FollowAssignment.MayGoOn(change.State)))], early,
            transaction.Now);
        changes.Messages.AddRange(news.Values);
        foreach (var plan in plans)
        {
            var events = PlanAssignments.Decide(chunk.Head, plan.Unit, [.. fresh[plan.Unit]], early, calendars, transaction.Now);
            changes.Append(plan, events.Select(e => e is ReminderPlanEvent.Planned laid
                ? laid with
                {
                    Assignments = [.. laid.Assignments.Select(a => a with { Sha256 = news.GetValueOrDefault(a.Assignment)?.Sha256 })],
                } : e));
        }
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(changes.Earliest, ct);
    }

    /// <summary>
    /// Keeps what messages will say of the notice; answers which assignments are planned already, and which changed before.
    /// </summary>
    private static async Task<(HashSet<Guid> Planned, Dictionary<Guid, AssignmentChanged> Early)> StoreAsync(StreamTransaction transaction,
        AssignmentsDispatched chunk, CancellationToken ct)
    {
        var (head, assignments) = (chunk.Head, chunk.Assignments.Select(a => a.Assignment).ToArray());
        var found = await transaction.Sql()
            .KeepNotice(head)
            .Over(chunk.Requirements,
                """
                insert into requirement (notice, number, title, quote, counted_from, counted_days)
                select $6, u.* from unnest($1, $2, $3, $4, $5) u (number, title, quote, counted_from, days) order by number
                on conflict do nothing
                """)
                .With(r => r.Number).With(r => r.Title).With(r => r.Quote).With(r => r.Counted?.From).With(r => r.Counted?.WorkingDays)
                .And(head.Notice).End()
            .Add("select assignment, null::text from item where assignment = any($1)", assignments)
            .Add("delete from early_change where assignment = any($1) returning assignment, change::text", assignments)
            .ReadAsync(row => (Assignment: row.GetGuid(0), Change: row.Text(1)), ct);
        return ([.. found.Where(f => f.Change is null).Select(f => f.Assignment)],
            found.Where(f => f.Change is not null).ToDictionary(f => f.Assignment,
                f => JsonSerializer.Deserialize<AssignmentChanged>(f.Change!, JsonSerializerOptions.Web)!));
    }

    private Dictionary<Guid, BranchMessage> News(AssignmentsDispatched chunk, IReadOnlyList<DispatchedAssignment> fresh,
        Dictionary<Guid, AssignmentChanged> early, DateTimeOffset now)
    {
        var (head, requirements, units) = (chunk.Head, chunk.Requirements.ToDictionary(r => r.Number), tree.Now);
        return fresh.ToDictionary(a => a.Assignment, a =>
        {
            var requirement = requirements[a.Requirement];
            var matter = new Matter(head.Notice, head.DocumentNumber, head.Title, a.Requirement, requirement.Title, requirement.Quote,
                a.Unit, early.TryGetValue(a.Assignment, out var change) ? change.DueAt : a.DueAt);
            return writer.Assignment(a.Assignment, matter, Wording.Assignment(matter, units.ShortNameOf(a.Unit)), now);
        });
    }
}
