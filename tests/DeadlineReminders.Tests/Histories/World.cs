using System.Collections.Immutable;
using TaskAssignment.Assignments;
using Verdict = Workflow.History.Verdict;

namespace DeadlineReminders.Tests.Histories;

/// <summary>
/// One assignment between its owner and who reminds, decided by the real deciders on a clock that only the test moves: messages are late,
/// repeated or lost for a while, and each side sleeps or freezes between any two of its steps. Every step tells itself.
/// </summary>
internal sealed partial class World
{
    private static readonly TimeSpan GoodFor = OwnerAnswer.GoodFor;
    private static readonly NoticeHead Head = Given.Notice(Given.Start);
    private static readonly Parties Parties = new(Head.Notice, Given.Branch, Given.District, Given.City);
    private static readonly Guid Plan = Ids.Plan(Head.Notice, Given.Branch);

    private readonly List<AssignmentEvent> _stream = [];
    private readonly List<AssignmentChanged> _underWay = [];
    private readonly PlanRows _rows = new();
    private readonly List<(DateTimeOffset At, Func<DateTimeOffset, Assignment, Decision<AssignmentEvent>> Decide)> _arrived = [];
    private WorkingCalendars _calendars = WorkingCalendars.Shipped;
    private (AssignmentChanged State, DateTimeOffset At)? _answer;
    private long _planVersion;
    private int _texts;
    private int _amendments;

    public World(DateTimeOffset? dueAt, DateTimeOffset? now = null)
    {
        Now = now ?? Given.Start;
        Dispatched = Given.Assignment(Head, 1, Given.Branch, dueAt);
        Append([new AssignmentEvent.Dispatched(Head.Notice, 1, Given.Branch, null, Given.City, Disposition.Dated, Part.Sole, dueAt,
            Head.DistributionSha256)]);
    }

    public DispatchedAssignment Dispatched { get; }

    public DateTimeOffset Now { get; private set; }

    /// <summary>What happened, for people.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Every report that was answered: the instant it arrived, and the version of the stream it made.</summary>
    public List<(DateTimeOffset Arrived, long Version)> Reports { get; } = [];

    /// <summary>The deadlines that were given: since which version of the stream, when, due when.</summary>
    public List<(long Since, DateTimeOffset At, DateTimeOffset DueAt)> Terms { get; } = [];

    /// <summary>Deadlines that were judged without a report: when, and when they were due.</summary>
    public List<(DateTimeOffset At, DateTimeOffset DueAt)> Judged { get; } = [];

    /// <summary>From when to when it was declined and nobody's.</summary>
    public List<(DateTimeOffset From, DateTimeOffset? To)> Declines { get; } = [];

    /// <summary>When the notice was withdrawn; null while it is not.</summary>
    public DateTimeOffset? Cancelled { get; private set; }

    /// <summary>Reports that came in time and were to come again: with one owner there are none.</summary>
    public int Refusals { get; private set; }

    /// <summary>What was sent: decided when, on an answer of when, at which version of the stream.</summary>
    public List<(ReminderPlanEvent.Sent Sent, long Version, DateTimeOffset Asked, DateTimeOffset Decided, bool SaysLate)> Sent { get; } =
        [];

    public bool OwnerAwake { get; set; } = true;

    public bool RemindersAwake { get; set; } = true;

    public IReadOnlyList<AssignmentEvent> Stream => _stream;

    public Assignment State => _stream.Aggregate(Assignment.Initial, Assignment.Evolve);

    public AssignmentFacts Facts => ((Assignment.Known)State).Facts;

    public BoardRow Board => _stream.Aggregate((BoardRow?)null, (row, e) => AssignmentBoard.Project(row, Dispatched.Assignment, e))!;

    public ItemRow? Item => _rows.Items.Find(Dispatched.Assignment);

    /// <summary>The steps of the deadline in force, and what came of each.</summary>
    public IEnumerable<StepRow> Steps =>
        _rows.Steps.Values.Where(step => step.Wake.DeadlineVersion == Item!.DeadlineVersion).OrderBy(step => step.DueAt);

    public bool IsOwing => States.Owing.Contains(States.Of(State));

    public void Wait(TimeSpan time)
    {
        Now += time;
        Tell($"{time.TotalHours:0.###} h pass: it is {Now:O}");
    }

    /// <summary>The branch's report arrives whole; it is stored by a later <see cref="Answer"/>.</summary>
    public void Arrive()
    {
        if (!OwnerAwake)
            return;
        var (at, text) = (Now, $"{++_texts:x64}");
        _arrived.Add((at, (_, state) => SubmitReport.Decide(state, new(text, new Dictionary<string, long>(), [], at, "p-1"))));
        Tell($"a report arrives");
    }

    /// <summary>What arrived is stored and answered, or refused.</summary>
    public void Answer()
    {
        if (!OwnerAwake || _arrived.Count == 0)
            return;
        var (at, decide) = _arrived[0];
        _arrived.RemoveAt(0);
        if (Commit(decide, "the report") is [_, ..])
            Reports.Add((at, _stream.Count));
    }

    public void Return(DateTimeOffset? term) =>
        Commit((now, state) => ReturnReport.Decide(state, new($"reason {++_texts}", term), _calendars, now), "a return");

    public void AskForTime(DateTimeOffset dueAt) =>
        Commit((now, state) => TaskAssignment.Assignments.AskForTime.Decide(state, new($"reason {++_texts}", dueAt), now),
            "asking for time");

    public void DecideOnTime(bool granted) => Commit((now, state) => TaskAssignment.Assignments.DecideOnTime.Decide(state,
        Facts.Extensions.Count, new(granted, Reason: $"reason {++_texts}"), now), granted ? "a grant" : "a refusal");

    public void Decline()
    {
        if (Commit((now, state) => DeclineAssignment.Decide(state, new($"reason {++_texts}"), now), "a decline") is [_, ..])
            Declines.Add((Now, null));
    }

    public void Insist(DateTimeOffset? term)
    {
        if (Commit((now, state) => InsistOnAssignment.Decide(state, new($"reason {++_texts}", term), _calendars, now),
            "insistence") is [_, ..])
            Declines[^1] = Declines[^1] with { To = Now };
    }

    public void Accept() => Commit((_, state) => AcceptReport.Decide(state), "an acceptance");

    public void Close() => Commit((_, state) => CloseAssignment.Decide(state, new(OpenJointParts: 0)), "closing");

    public void Reopen(DateTimeOffset? term) =>
        Commit((now, state) => ReopenAssignment.Decide(state, new($"reason {++_texts}", term), _calendars, now), "reopening");

    /// <summary>The withdrawal of the notice is heard of by the owner.</summary>
    public void Cancel()
    {
        if (Commit((now, state) => CancelAssignment.Decide(state, new(CancelCause.Withdrawal, "otherwise now", 12), now),
            "the withdrawal") is [_, ..])
            Cancelled = Now;
    }

    /// <summary>An amendment of the notice: the requirement is due at another instant, or owed no more.</summary>
    public void Amend(DateTimeOffset? dueAt)
    {
        var requirement = Given.Chunk(Head, Dispatched).Requirements[0] with { DueAt = dueAt, DueAmendment = ++_amendments };
        var amended = new AmendedNotice(new(Head, 12, _amendments, "otherwise now", dueAt is null ? [] : [requirement],
            dueAt is null ? [new(1, requirement.Title)] : [], [], [], 1, 3));
        var events = Commit((now, state) => new Decided([.. AmendAssignment.DecideUnit([(Dispatched.Assignment, state)], amended, now)
            .SelectMany(one => one.Value)]), $"an amendment to {dueAt:O}");
        if (events.OfType<AssignmentEvent.Cancelled>().Any())
            Cancelled = Now;
    }

    public void Recount(DateTimeOffset dueAt) =>
        Commit((now, state) => MoveDeadline.Decide(state, new(dueAt, 9, "cn/2016/2", "calendar-amended"), now), $"a recount to {dueAt:O}");

    /// <summary>The owner judges, but for what has arrived and is not answered.</summary>
    public void Judge() =>
        Commit((now, state) => MissDeadline.Decide(state, Limit.Judged(_arrived.Select(report => report.At).Append(now).Min())), "judging");

    /// <summary>A calendar is published: the days off are worked or not from now on, for both.</summary>
    public void Publish(DateOnly off)
    {
        var before = _calendars.For(off.Year)?.Document ?? WorkingCalendars.Shipped.For(2016)!.Document;
        if (before.Workdays.Contains(off))
            return;
        _calendars = _calendars.WithPublished(off.Year, 1 + (_calendars.For(off.Year)?.Version.Version ?? 0),
            new([.. before.Holidays.Append(off).Where(day => day.Year == off.Year).Distinct()],
                [.. before.Workdays.Where(day => day.Year == off.Year)]));
        Tell($"{off} is off");
        if (RemindersAwake && Item is { } item)
            Happen(RescheduleSteps.Decide(item.Assignment, item.Item,
                Steps.ToDictionary(s => s.Wake.Step, s => new KnownStep(s.DueAt, s.Outcome is null)), _calendars, off.Year));
    }

    /// <summary>A message comes, or comes again; the first is the dispatch.</summary>
    public void Deliver(int which)
    {
        if (RemindersAwake && Item is null)
        {
            Happen(PlanAssignments.Decide(Head, Given.Branch, [Dispatched], new Dictionary<Guid, AssignmentChanged>(), _calendars, Now));
            Tell("the dispatch is heard of");
        }
        else if (RemindersAwake && _underWay.Count > 0)
        {
            var change = _underWay[which % _underWay.Count];
            Tell($"version {change.Version} is heard of: {change.State}");
            Follow(change);
        }
    }

    /// <summary>Who reminds asks how it stands, where something is due.</summary>
    public void Ask()
    {
        if (!RemindersAwake || !OwnerAwake || !Steps.Any(step => step.Outcome is null && step.DueAt <= Now))
            return;
        Judge();
        _answer = (Board.AsMessage(), Now);
        Tell($"the owner answers: {_answer.Value.State.State}, {_answer.Value.State.Verdict}");
    }

    /// <summary>Decides on the last answer, unless it is too old by now.</summary>
    public void Decide()
    {
        if (!RemindersAwake || _answer is not var (state, asked))
            return;
        _answer = null;
        if (Now - asked > GoodFor)
            return;
        // Nothing that happens to an owner that was not set back looks as if it had been.
        if (state.Version >= Item!.AssignmentVersion && FollowAssignment.Contradicts(Item.Item, state))
            throw new InvalidOperationException($"{state} contradicts {Item}");
        Follow(state);
        var due = _rows.Steps.Values.Where(step => step.Outcome is null && step.DueAt <= Now).OrderBy(step => step.DueAt)
            .Select(step => step.Wake).ToList();
        var events = RaiseReminder.Decide(Item!.Item, due, state.Verdict, Parties, ReminderPolicy.Default, Now) ?? [];
        Sent.AddRange(events.OfType<ReminderPlanEvent.Sent>()
            .Select(sent => (sent, state.Version, asked, Now, state.Verdict == FollowAssignment.Missed)));
        Tell($"decided: {string.Join(", ", events.Select(e => (e as ReminderPlanEvent.Sent)?.Step ?? e.GetType().Name))}");
        Happen(events);
    }

    /// <summary>Both are awake, everything is heard of and judged, and what is due is decided.</summary>
    public void Settle()
    {
        (OwnerAwake, RemindersAwake) = (true, true);
        while (_arrived.Count > 0)
            Answer();
        Judge();
        Deliver(0);
        for (var i = 0; i < _underWay.Count; i++)
            Deliver(i);
        Ask();
        Decide();
    }

    private IReadOnlyList<AssignmentEvent> Commit(Func<DateTimeOffset, Assignment, Decision<AssignmentEvent>> decide, string what)
    {
        if (!OwnerAwake)
            return [];
        try
        {
            if (decide(Now, State) is Decision<AssignmentEvent>.Accepted { Events: [_, ..] events })
            {
                Tell($"{what}: {string.Join(", ", events.Select(e => e.GetType().Name))}");
                Append(events);
                _underWay.Add(Board.AsMessage());
                return events;
            }
        }
        catch (RefusedRequestException refused)
        {
            Refusals += refused.Code == "judged-meanwhile" ? 1 : 0;
            Tell($"{what}: to come again");
        }
        return [];
    }

    private void Append(IReadOnlyList<AssignmentEvent> events)
    {
        if (events is [AssignmentEvent.DeadlineMissed missed])
            Judged.Add((Now, missed.DueAt));
        foreach (var e in events)
        {
            _stream.Add(e);
            if (((e as AssignmentEvent.DeadlineMoved)?.DueAt ?? (e as AssignmentEvent.Dispatched)?.DueAt) is { } due)
                Terms.Add((_stream.Count, Now, due));
        }
    }

    private void Follow(AssignmentChanged change) => Happen(FollowAssignment.Follow(Item!.Item, change,
        [.. _rows.Steps.Values.Where(step => step.Outcome is null).OrderBy(step => step.DueAt).Select(step => step.Wake.Step)], _calendars,
        Now));

    private void Happen(IEnumerable<ReminderPlanEvent> events)
    {
        foreach (var e in events)
            _rows.Project(Plan, ++_planVersion, e, Now);
    }

    private void Tell(string what) => Story.Add($"{Now.ToOffset(TimeSpan.FromHours(8)):MM-dd HH:mm:ss.fff}  {what}");
}
