namespace TaskAssignment.Assignments;

/// <summary>What several commands refuse for.</summary>
internal static class Refusals
{
    public static Refused Unknown { get; } = new("assignment-unknown", "No notice has dispatched this assignment.");

    public static Refused Closed { get; } = new("assignment-closed", "This assignment is closed; nothing follows.");

    public static Refused NotReported { get; } = new("not-reported", "No report of this assignment awaits a judgement.");

    public static Refused AlreadyAccepted { get; } = new("report-already-accepted", "The report has been accepted.");
}
