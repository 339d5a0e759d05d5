namespace TaskAssignment.Assignments;

/// <summary>
/// The verdict on a deadline that passed without a report. What was met, judged, moved or left off meanwhile is left as it is.
/// </summary>
internal static class MissDeadline
{
    /// <summary>Decides on the deadline in force.</summary>
    /// <param name="state">The assignment.</param>
    /// <param name="until">Due instants up to this one are judged, inclusive.</param>
    public static Decision<AssignmentEvent> Decide(Assignment state, DateTimeOffset until) => state switch
    {
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => Judge(((Assignment.Known)state).Facts, until),
        Assignment.Known => new Decided([]),
        Assignment.None => Refusals.Unknown,
        _ => throw new UnreachableException(),
    };

    private static Decided Judge(AssignmentFacts facts, DateTimeOffset until) =>
        facts is { Verdict: Verdict.Pending, DueAt: { } due } && due <= until
            ? new([new AssignmentEvent.DeadlineMissed(due, facts.DeadlineVersion)])
            : new([]);
}
