using System.Runtime.InteropServices;
using Workflow.Planning;

namespace DeadlineReminders.Rows;

/// <summary>A plan: its row is the lock, and holds the version of its stream.</summary>
/// <param name="IsOver">Whether the unit was told that the notice orders nothing any more: nothing of it is news after that.</param>
internal sealed record PlanRow(Guid Id, Guid Notice, string Unit, long Version, bool IsOver = false);

/// <summary>An assignment within its plan: what a step is decided on when it falls due.</summary>
internal sealed record ItemRow(Guid Assignment, Guid Plan, int Requirement, DateTimeOffset? DueAt, int DeadlineVersion,
    long AssignmentVersion, string? Stopped, bool DeadlinePassed, bool WaitsForCalendar)
{
    /// <summary>The same without the steps, which stand in rows of their own.</summary>
    public PlanItem Item => new(Requirement, DueAt, DeadlineVersion, AssignmentVersion, Stopped, DeadlinePassed, PastSteps: []);

    public ItemRow Seen(long version) => this with { AssignmentVersion = Math.Max(AssignmentVersion, version) };
}

/// <summary>What wakes: a step for a deadline of an assignment.</summary>
/// <param name="Assignment">Whose.</param>
/// <param name="Step">Of the ladder.</param>
/// <param name="DeadlineVersion">The deadline it was planned for.</param>
internal readonly record struct WakeUp(Guid Assignment, string Step, int DeadlineVersion);

/// <summary>A wake-up, when it is due, and what came of it; null while pending.</summary>
internal sealed record StepRow(WakeUp Wake, Guid Plan, DateTimeOffset DueAt, string? Outcome = null, DateTimeOffset? DecidedAt = null);

/// <summary>A message in a unit's inbox, but for its words.</summary>
/// <param name="Assignment">Null for what is about no assignment.</param>
/// <param name="Position">In the inbox; null = the next.</param>
/// <param name="Copy">Its kind, where it is about a copy of a notice; null otherwise.</param>
internal sealed record MessageRow(Guid Id, string Unit, Guid Plan, Guid? Assignment, string? Step, byte[] Sha256, DateTimeOffset WrittenAt,
    long? Position = null, DateTimeOffset? ReceiptAt = null, string? Copy = null);

/// <summary>What rows alone said before events said it (<c>Tables/04-said-by-events.sql</c>).</summary>
internal sealed record Before(IReadOnlyDictionary<Guid, MessageRow> Messages, IReadOnlyDictionary<WakeUp, StepRow> Steps,
    IReadOnlyDictionary<Guid, long> Versions)
{
    public static Before Nothing { get; } = new(new Dictionary<Guid, MessageRow>(), new Dictionary<WakeUp, StepRow>(),
        new Dictionary<Guid, long>());
}

/// <summary>Rows of a table by their keys: as they were loaded, where they were, and as they are to be. Rows are only ever added.</summary>
internal sealed class RowSet<TKey, TRow>(Func<TRow, TKey> key)
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, (TRow? Loaded, TRow Now)> _rows = [];
    private readonly List<TKey> _keys = [];

    /// <summary>In the order in which they were met first.</summary>
    public IReadOnlyList<TKey> Keys => _keys;

    public int Count => _rows.Count;

    public IEnumerable<TRow> Values => _rows.Values.Select(row => row.Now);

    public IReadOnlyList<TRow> New => [.. _rows.Values.Where(row => row.Loaded is null).Select(row => row.Now)];

    /// <summary>Those loaded that are to be otherwise.</summary>
    public IReadOnlyList<TRow> Changed =>
        [.. _rows.Values.Where(row => row.Loaded is { } loaded && !loaded.Equals(row.Now)).Select(row => row.Now)];

    public TRow this[TKey of]
    {
        get => _rows[of].Now;
        set => Of(of).Now = value;
    }

    public TRow Loaded(TKey of) => _rows[of].Loaded!;

    public TRow? Find(TKey of) => _rows.GetValueOrDefault(of).Now;

    public TRow Load(TRow row)
    {
        Of(key(row)) = (row, row);
        return row;
    }

    /// <summary>Adds a new one.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    public void Add(TRow row)
    {
        _rows.Add(key(row), (null, row));
        _keys.Add(key(row));
    }

    /// <summary>Adds a new one, unless there is one.</summary>
    public void TryAdd(TRow row)
    {
        if (!_rows.ContainsKey(key(row)))
            Add(row);
    }

    private ref (TRow? Loaded, TRow Now) Of(TKey of)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, of, out var known);
        if (!known)
            _keys.Add(of);
        return ref row;
    }
}

/// <summary>
/// The rows that some events concern, and the one projection that brings them to where the events lead: for who appends them as for who
/// makes the rows again. No clock, no look-ups. What was not loaded is new.
/// </summary>
internal sealed class PlanRows(Before? before = null)
{
    private readonly Before _before = before ?? Before.Nothing;
    private readonly Dictionary<Guid, List<WakeUp>> _wakes = [];
    private int _indexed;

    public RowSet<Guid, PlanRow> Plans { get; } = new(plan => plan.Id);

    public RowSet<Guid, ItemRow> Items { get; } = new(item => item.Assignment);

    public RowSet<WakeUp, StepRow> Steps { get; } = new(step => step.Wake);

    /// <summary>New ones, in the order of the events.</summary>
    public List<MessageRow> Messages { get; private set; } = [];

    /// <summary>Messages that were read, and when first.</summary>
    public Dictionary<Guid, DateTimeOffset> Receipts { get; } = [];

    /// <summary>Messages that were withdrawn: when, and why.</summary>
    public Dictionary<Guid, (DateTimeOffset At, string Reason)> Withdrawals { get; } = [];

    /// <summary>Pending wake-ups that are new or due at another instant than before.</summary>
    public IEnumerable<StepRow> Rescheduled => Steps.New.Concat(Steps.Changed.Where(step => Steps.Loaded(step.Wake).DueAt != step.DueAt))
        .Where(step => step.Outcome is null);

    /// <summary>The pending wake-ups of an assignment, in the order in which they fall due.</summary>
    public IReadOnlyList<StepRow> Pending(Guid assignment) =>
        [.. Wakes(assignment).Select(wake => Steps[wake]).Where(step => step.Outcome is null).OrderBy(step => step.DueAt)];

    /// <summary>Puts the messages in the order in which their streams are appended; within a stream they keep theirs.</summary>
    public void SortMessages() => Messages = [.. Messages.OrderBy(message => message.Plan)];

    /// <summary>Takes an event up.</summary>
    /// <param name="plan">Its stream.</param>
    /// <param name="version">Its place there.</param>
    /// <param name="event">What happened.</param>
    /// <param name="recordedAt">Counts for what was stored before events named the instant they were decided at.</param>
    public void Project(Guid plan, long version, ReminderPlanEvent @event, DateTimeOffset recordedAt)
    {
        var at = @event.DecidedAt ?? recordedAt;
        // The stream begins with what was planned, or with news that came before that.
        if (@event is ReminderPlanEvent.Planned { Notice: var notice, Unit: var unit })
            Plans.TryAdd(new(plan, notice, unit, version));
        else if (@event is ReminderPlanEvent.UnitTold told)
            Plans.TryAdd(new(plan, told.Notice, told.Unit, version));
        Plans[plan] = Plans[plan] with { Version = version };
        switch (@event)
        {
            case ReminderPlanEvent.Planned e:
                foreach (var planned in e.Assignments)
                    Plan(Plans[plan], planned, at);
                break;
            case ReminderPlanEvent.Sent e:
                Settle(new(e.Assignment, e.Step, e.DeadlineVersion), "sent", at);
                Write(new(e.Message, e.Audience, plan, e.Assignment, e.Step, [], at), e.Sha256);
                break;
            case ReminderPlanEvent.Suppressed e:
                Settle(new(e.Assignment, e.Step, e.DeadlineVersion), e.Reason, at);
                break;
            case ReminderPlanEvent.DeadlinePassed e:
                Items[e.Assignment] = Items[e.Assignment] with { DeadlinePassed = true };
                break;
            case ReminderPlanEvent.Followed e:
                var followed = Items[e.Assignment].Seen(e.AssignmentVersion);
                Items[e.Assignment] = followed with { DeadlinePassed = followed.DeadlinePassed || e.Missed };
                break;
            case ReminderPlanEvent.Withdrawn e:
                Withdrawals.TryAdd(e.Message, (at, e.Reason));
                break;
            case ReminderPlanEvent.Stopped e:
                Items[e.Assignment] = Items[e.Assignment].Seen(e.AssignmentVersion) with { Stopped = e.Reason };
                break;
            case ReminderPlanEvent.Revised e:
                Revise(Plans[plan], e, at);
                break;
            case ReminderPlanEvent.Rescheduled e:
                Reschedule(plan, e);
                break;
            case ReminderPlanEvent.UnitTold e:
                Plans[plan] = Plans[plan] with
                {
                    IsOver = Plans[plan].IsOver || e.Kind is NewsKind.Withdrawal or NewsKind.CopyWithdrawn,
                };
                Write(new(e.Message, e.Unit, plan, e.Assignment, Step: null, [], at, Copy: e.Assignment is null ? e.Kind : null), e.Sha256);
                break;
            case ReminderPlanEvent.MessageRead e:
                Receipts.TryAdd(e.Message, at);
                break;
        }
    }

    private List<WakeUp> Wakes(Guid assignment)
    {
        for (; _indexed < Steps.Keys.Count; _indexed++)
        {
            var wake = Steps.Keys[_indexed];
            if (!_wakes.TryGetValue(wake.Assignment, out var known))
                _wakes[wake.Assignment] = known = [];
            known.Add(wake);
        }
        return _wakes.GetValueOrDefault(assignment) ?? [];
    }

    private void Plan(PlanRow plan, PlannedAssignment planned, DateTimeOffset at)
    {
        Items[planned.Assignment] = new ItemRow(planned.Assignment, plan.Id, planned.Requirement, planned.DueAt, planned.DeadlineVersion,
            planned.AssignmentVersion, Stopped: null, DeadlinePassed: false, IsIncomplete(planned.DueAt, planned.Steps))
            .Seen(_before.Versions.GetValueOrDefault(planned.Assignment));
        AddSteps(plan.Id, planned.Assignment, planned.DeadlineVersion, planned.Steps);
        Write(new(Ids.DispatchMessage(plan.Notice, planned.Assignment), plan.Unit, plan.Id, planned.Assignment, Step: null, [], at),
            planned.Sha256);
    }

    private void Revise(PlanRow plan, ReminderPlanEvent.Revised e, DateTimeOffset at)
    {
        var item = Items[e.Assignment].Seen(e.AssignmentVersion) with { Stopped = null };
        if (e.DeadlineVersion > item.DeadlineVersion)
        {
            foreach (var step in Pending(e.Assignment).Where(step => step.Wake.DeadlineVersion < e.DeadlineVersion))
                Settle(step.Wake, ReminderReason.DeadlineMoved, at);
            AddSteps(plan.Id, e.Assignment, e.DeadlineVersion, e.Steps);
            item = item with
            {
                DueAt = e.DueAt, DeadlineVersion = e.DeadlineVersion, DeadlinePassed = false,
                WaitsForCalendar = IsIncomplete(e.DueAt, e.Steps),
            };
        }
        Items[e.Assignment] = item;
        Write(new(Ids.DeadlineMessage(plan.Notice, e.Assignment, e.DeadlineVersion), plan.Unit, plan.Id, e.Assignment, Step: null, [], at),
            e.Sha256);
    }

    private void Reschedule(Guid plan, ReminderPlanEvent.Rescheduled e)
    {
        foreach (var step in e.Steps)
        {
            var wake = new WakeUp(e.Assignment, step.Step, e.DeadlineVersion);
            if (step.Before is null)
                Add(new(wake, plan, step.At));
            else if (Steps[wake] is { Outcome: null } pending)
                Steps[wake] = pending with { DueAt = step.At };
        }
        if (e.Steps.Any(step => step.Before is null))
            Items[e.Assignment] = Items[e.Assignment] with
            {
                // Its last steps may reach into a further year.
                WaitsForCalendar = Wakes(e.Assignment).Count(wake => wake.DeadlineVersion == e.DeadlineVersion)
                    < ReminderPolicy.Default.Steps.Count,
            };
    }

    private void AddSteps(Guid plan, Guid assignment, int deadlineVersion, IReadOnlyList<PlannedStep> steps)
    {
        foreach (var step in steps)
            Add(new(new(assignment, step.Step, deadlineVersion), plan, step.At));
    }

    private void Add(StepRow step) => Steps.Add(_before.Steps.GetValueOrDefault(step.Wake, step));

    /// <summary>The first outcome stays: a step that goes to two units is settled by the first.</summary>
    private void Settle(WakeUp wake, string outcome, DateTimeOffset at)
    {
        if (Steps[wake] is { Outcome: null } pending)
            Steps[wake] = pending with { Outcome = outcome, DecidedAt = at };
    }

    /// <summary>The message that an event caused: where it names its words, or did before it could.</summary>
    private void Write(MessageRow message, string? sha256)
    {
        if (sha256 is not null)
            Messages.Add(message with { Sha256 = Convert.FromHexString(sha256) });
        else if (_before.Messages.TryGetValue(message.Id, out var old))
            Messages.Add(old);
    }

    private static bool IsIncomplete(DateTimeOffset? dueAt, IReadOnlyList<PlannedStep> steps) =>
        dueAt is not null && steps.Count < ReminderPolicy.Default.Steps.Count;
}
