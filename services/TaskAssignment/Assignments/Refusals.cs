namespace TaskAssignment.Assignments;

/// <summary>What several commands refuse for.</summary>
internal static class Refusals
{
    public static Refused Unknown { get; } = new("assignment-unknown", "No notice has dispatched this assignment.");

    public static Refused Closed { get; } = new("assignment-closed", "This assignment is closed; nothing follows.");

    public static Refused Declined { get; } =
        new("assignment-declined", "The unit has declined this assignment; its assigner decides on that first.");

    public static Refused Reassigned { get; } = new("assignment-reassigned", "Another unit does this instead; nothing follows here.");

    public static Refused Cancelled { get; } =
        new("assignment-cancelled", "The notice was withdrawn or amended, or another took its place; this is owed no more.");

    public static Refused NotReported { get; } = new("not-reported", "No report of this assignment awaits a judgement.");

    public static Refused AlreadyAccepted { get; } = new("report-already-accepted", "The report has been accepted.");

    public static Refused AwaitsJudgement { get; } =
        new("report-awaits-judgement", "The report before this one has been neither accepted nor returned.");

    /// <summary>Why nothing is done with what is over, is with its assigner, or never was.</summary>
    /// <exception cref="UnreachableException">It is none of these: the command must say itself what becomes of it.</exception>
    public static Refused Over(Assignment state) => state switch
    {
        Assignment.Declined => Declined,
        Assignment.Reassigned => Reassigned,
        Assignment.Cancelled => Cancelled,
        Assignment.Closed => Closed,
        Assignment.None => Unknown,
        _ => throw new UnreachableException(),
    };
}
