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

    /// <summary>The latest due instant that has passed at <paramref name="now"/>, and has been for as long as judging waits.</summary>
    public static DateTimeOffset Judged(DateTimeOffset now) => now - Named - Patience;
}
