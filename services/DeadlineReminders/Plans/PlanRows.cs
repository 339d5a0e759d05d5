using DeadlineReminders.Raising;
using Npgsql;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>A plan whose row is locked.</summary>
internal sealed record LockedPlan(Guid Id, Guid Notice, string Unit, long Version);

/// <summary>
/// Collects the events of any number of plans and the rows that follow from them, and writes both in a constant number of statements. The
/// caller holds the plans' locks.
/// </summary>
internal sealed class PlanRows(StreamTransaction transaction)
{
    /// <summary>The wake-up at the due instant itself, beside the ladder's steps.</summary>
    public const string Deadline = "deadline";

    private readonly Dictionary<Guid, long> _versions = [];
    private readonly List<(Guid Plan, PlannedAssignment Planned)> _items = [];
    private readonly List<ReminderPlanEvent.Revised> _revised = [];
    private readonly List<ReminderPlanEvent.Stopped> _stopped = [];
    private readonly List<Guid> _passed = [];
    private readonly Dictionary<WakeUp, (Guid Plan, DateTimeOffset At)> _added = [];
    private readonly Dictionary<WakeUp, (Guid Plan, DateTimeOffset At)> _moved = [];
    private readonly List<Guid> _arrived = [];
    private readonly Dictionary<WakeUp, string> _outcomes = [];

    /// <summary>Per lane, the earliest wake-up that was added or moved and is pending.</summary>
    public IReadOnlyDictionary<short, DateTimeOffset> Earliest => _added.Concat(_moved)
        .Where(added => !_outcomes.ContainsKey(added.Key))
        .GroupBy(added => Lanes.Of(added.Value.Plan), added => added.Value.At)
        .ToDictionary(lane => lane.Key, lane => lane.Min());

    /// <summary>Appends the events to the plan's stream, and projects them.</summary>
    public void Append(LockedPlan plan, IReadOnlyList<ReminderPlanEvent> events)
    {
        if (events.Count == 0) return;
        transaction.Append(plan.Id, plan.Version, events, correlation: plan.Notice);
        _versions[plan.Id] = plan.Version + events.Count;
        foreach (var @event in events)
            Project(plan.Id, @event);
    }

    /// <summary>A wake-up came to nothing, and history need not tell of it.</summary>
    public void Settle(Guid assignment, int deadlineVersion, string step, string outcome) =>
        _outcomes[new(assignment, deadlineVersion, step)] = outcome;

    /// <summary>Writes the rows; the caller commits.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        var settled = _outcomes.Where(outcome => !_added.ContainsKey(outcome.Key)).ToList();

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add("update plan p set version = u.version from unnest($1, $2) u (id, version) where p.id = u.id", _versions).With(v => v.Key)
            .With(v => v.Value);
        batch.Add("insert into item (assignment, plan, requirement, due_at, deadline_version, assignment_version, waits_for_calendar) select * from unnest($1, $2, $3, $4, $5, $6, $7)", _items)
            .With(i => i.Planned.Assignment).With(i => i.Plan).With(i => i.Planned.Requirement).With(i => i.Planned.DueAt)
                .With(i => i.Planned.DeadlineVersion)
            .With(i => i.Planned.AssignmentVersion).With(i => IsIncomplete(i.Planned.DueAt, i.Planned.Steps));
        batch.Add(
            """
            update step s set outcome = 'deadline-moved', decided_at = $3 from unnest($1, $2) u (assignment, deadline_version)
            where s.assignment = u.assignment and s.deadline_version < u.deadline_version and s.outcome is null
            """, _revised).With(r => r.Assignment).With(r => r.DeadlineVersion).And(transaction.Now);
        batch.Add(
            """
            update item i set due_at = u.due_at, deadline_version = u.deadline_version, assignment_version = u.assignment_version, stopped = null,
                deadline_passed = i.deadline_passed and i.deadline_version = u.deadline_version,
                waits_for_calendar = case when i.deadline_version < u.deadline_version then u.incomplete else i.waits_for_calendar end
            from unnest($1, $2, $3, $4, $5) u (assignment, due_at, deadline_version, assignment_version, incomplete) where i.assignment = u.assignment
            """, _revised)
            .With(r => r.Assignment).With(r => r.DueAt).With(r => r.DeadlineVersion).With(r => r.AssignmentVersion)
                .With(r => IsIncomplete(r.DueAt, r.Steps));
        batch.Add("update item set waits_for_calendar = false where assignment = any($1)", _arrived).With(assignment => assignment);
        batch.Add(
            """
            update step s set due_at = u.due_at from unnest($1, $2, $3, $4) u (assignment, deadline_version, step, due_at)
            where s.assignment = u.assignment and s.deadline_version = u.deadline_version and s.step = u.step and s.outcome is null
            """, _moved).With(s => s.Key.Assignment).With(s => s.Key.DeadlineVersion).With(s => s.Key.Step).With(s => s.Value.At);
        batch.Add("update item i set stopped = u.reason, assignment_version = u.version from unnest($1, $2, $3) u (assignment, reason, version) where i.assignment = u.assignment", _stopped)
            .With(s => s.Assignment).With(s => s.Reason).With(s => s.AssignmentVersion);
        batch.Add("update item set deadline_passed = true where assignment = any($1)", _passed).With(assignment => assignment);
        batch.Add(
            """
            insert into step (assignment, deadline_version, step, plan, lane, due_at, outcome, decided_at)
            select u.*, case when outcome is not null then $8 end from unnest($1, $2, $3, $4, $5, $6, $7) u (assignment, deadline_version, step, plan, lane, due_at, outcome)
            on conflict do nothing
            """, _added)
            .With(s => s.Key.Assignment).With(s => s.Key.DeadlineVersion).With(s => s.Key.Step).With(s => s.Value.Plan)
                .With(s => Lanes.Of(s.Value.Plan)).With(s => s.Value.At)
            .With(s => _outcomes.GetValueOrDefault(s.Key)).And(transaction.Now);
        batch.Add(
            """
            update step s set outcome = u.outcome, decided_at = $5 from unnest($1, $2, $3, $4) u (assignment, deadline_version, step, outcome)
            where s.assignment = u.assignment and s.deadline_version = u.deadline_version and s.step = u.step and s.outcome is null
            """, settled)
            .With(s => s.Key.Assignment).With(s => s.Key.DeadlineVersion).With(s => s.Key.Step).With(s => s.Value).And(transaction.Now);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
    }

    private void Project(Guid plan, ReminderPlanEvent @event)
    {
        switch (@event)
        {
            case ReminderPlanEvent.Planned e:
                foreach (var planned in e.Assignments)
                {
                    _items.Add((plan, planned));
                    WakeAt(plan, planned.Assignment, planned.DeadlineVersion, planned.DueAt, planned.Steps);
                }
                break;
            case ReminderPlanEvent.Sent e: Settle(e.Assignment, e.DeadlineVersion, e.Step, "sent"); break;
            case ReminderPlanEvent.Suppressed e: Settle(e.Assignment, e.DeadlineVersion, e.Step, e.Reason); break;
            case ReminderPlanEvent.DeadlinePassed e:
                _passed.Add(e.Assignment);
                Settle(e.Assignment, e.DeadlineVersion, Deadline, "passed");
                break;
            case ReminderPlanEvent.Stopped e: _stopped.Add(e); break;
            case ReminderPlanEvent.Revised e:
                _revised.Add(e);
                WakeAt(plan, e.Assignment, e.DeadlineVersion, e.DueAt, e.Steps);
                break;
            case ReminderPlanEvent.Rescheduled e:
                foreach (var step in e.Steps)
                    (step.Before is null ? _added : _moved)[new(e.Assignment, e.DeadlineVersion, step.Step)] =
                        (plan, step.At.ToUniversalTime());
                if (e.Steps.Any(step => step.Before is null)) _arrived.Add(e.Assignment);
                break;
        }
    }

    // The due instant is inclusive: it has passed a microsecond later, the least the database tells apart.
    private void WakeAt(Guid plan, Guid assignment, int deadlineVersion, DateTimeOffset? dueAt, IReadOnlyList<PlannedStep> steps)
    {
        if (dueAt is { } due) _added.TryAdd(new(assignment, deadlineVersion, Deadline), (plan, due.ToUniversalTime().AddMicroseconds(1)));
        foreach (var step in steps)
            _added.TryAdd(new(assignment, deadlineVersion, step.Step), (plan, step.At.ToUniversalTime()));
    }

    private static bool IsIncomplete(DateTimeOffset? dueAt, IReadOnlyList<PlannedStep> steps) =>
        dueAt is not null && steps.Count < ReminderPolicy.Default.Steps.Count;

    private readonly record struct WakeUp(Guid Assignment, int DeadlineVersion, string Step);
}
