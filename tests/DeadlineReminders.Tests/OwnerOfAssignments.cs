namespace DeadlineReminders.Tests;

/// <summary>
/// TaskAssignment as this service meets it: says how assignments stand, on the real broker. What the tests publish it knows at once,
/// whether or not the service has heard of it; a deadline that has passed without a report is missed.
/// </summary>
internal sealed class OwnerOfAssignments(Func<DateTimeOffset> now) : IConsumer<AssignmentsAsked>, IConsumer<DatedAssignmentsAsked>
{
    private readonly ConcurrentDictionary<Guid, AssignmentChanged> _states = new();
    private int _asked;

    /// <summary>How many requests came.</summary>
    public int Asked => _asked;

    /// <summary>Whether it answers.</summary>
    public bool IsAway { get; set; }

    /// <summary>How long it takes to answer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether it judges what has passed; else it says that it has not yet.</summary>
    public bool Judges { get; set; } = true;

    public void Knows(object message)
    {
        if (message is AssignmentChanged change)
            Knows(change);
        if (message is AssignmentsDispatched chunk)
        {
            foreach (var a in chunk.Assignments)
                Knows(new AssignmentChanged(a.Assignment, a.Version, chunk.Head.Notice, a.Requirement, a.Unit, a.Occurrence, "dispatched",
                    a.DueAt, a.DeadlineVersion, MovedAt: null, a.DueAt is null ? null : "pending"));
        }
    }

    public async Task Consume(ConsumeContext<AssignmentsAsked> context)
    {
        Interlocked.Increment(ref _asked);
        await Task.Delay(Delay, context.CancellationToken);
        if (!IsAway)
            await context.RespondAsync(new AssignmentsAnswered([.. context.Message.Assignments.Where(_states.ContainsKey).Select(Judged)]));
    }

    public Task Consume(ConsumeContext<DatedAssignmentsAsked> context) => IsAway ? Task.CompletedTask
        : context.RespondAsync(new AssignmentsAnswered(
            [.. _states.Values.Where(state => state.Notice == context.Message.Notice && state.DueAt is not null
                && state.State is "dispatched" or "acknowledged" or "returned"
                    && state.Assignment.CompareTo(context.Message.After ?? default) > 0)
                .OrderBy(state => state.Assignment)]));

    /// <summary>Its database is an older one.</summary>
    public void IsSetBack(AssignmentChanged state) => _states[state.Assignment] = state;

    private void Knows(AssignmentChanged state) =>
        _states.AddOrUpdate(state.Assignment, state, (_, known) => state.Version > known.Version ? state : known);

    private AssignmentChanged Judged(Guid assignment)
    {
        var state = _states[assignment];
        return Judges && state is { Verdict: "pending", State: "dispatched" or "acknowledged" or "returned" }
            && state.DueAt + TimeSpan.FromSeconds(3) <= now() ? state with { Verdict = "missed" } : state;
    }
}
