namespace TaskAssignment.Assignments;

/// <summary>When a due instant has passed: it names a second, and all of that second is in time.</summary>
internal static class Limit
{
    /// <summary>
    /// How long after the end of that second a deadline without a report is judged: clocks of replicas may be a second apart, and a report
    /// that arrived in time may still be on its way to its stream.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Named = TimeSpan.FromSeconds(1);

    /// <summary>Whether something at this instant is too late for it.</summary>
    /// <param name="dueAt">Inclusive: 23:59:59 lasts until midnight.</param>
    /// <param name="at">The instant.</param>
    public static bool HasPassed(DateTimeOffset dueAt, DateTimeOffset at) => at >= dueAt + Named;

    /// <summary>Before another deadline takes its place, or nobody's duty it becomes, one that has passed is judged.</summary>
    /// <exception cref="RefusedRequestException">503 <c>not-judged-yet</c>: that is a matter of seconds.</exception>
    public static void MustBeJudged(AssignmentFacts facts, DateTimeOffset now)
    {
        if (facts is { Verdict: Verdict.Pending, DueAt: { } due } && HasPassed(due, now))
            throw new RefusedRequestException(StatusCodes.Status503ServiceUnavailable, "not-judged-yet",
                "The deadline has just passed and is being judged; try again in a few seconds.", retryAfter: Patience);
    }

    /// <summary>The latest due instant that has passed at <paramref name="now"/>, and has been for as long as judging waits.</summary>
    public static DateTimeOffset Judged(DateTimeOffset now) => now - Named - Patience;
}
