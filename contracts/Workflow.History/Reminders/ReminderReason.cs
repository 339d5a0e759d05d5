namespace Workflow.History;

/// <summary>
/// Why a reminder was not sent, is no longer needed, or could not be delivered: the codes that <see cref="ReminderPlanEvent"/> stores.
/// </summary>
public static class ReminderReason
{
    /// <summary>The step lay in the past when it was planned.</summary>
    public const string PastAtIssue = "past-at-issue";

    /// <summary>The unit has reported.</summary>
    public const string AlreadyReported = "already-reported";

    /// <summary>Nobody waits for the assignment's report any more.</summary>
    public const string Closed = "closed";

    /// <summary>The unit says that it is not its to do, and nobody has decided on that.</summary>
    public const string Declined = "declined";

    /// <summary>Another unit does it instead.</summary>
    public const string Reassigned = "reassigned";

    /// <summary>The notice does not order it any more.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The step belongs to a deadline that has moved.</summary>
    public const string DeadlineMoved = "deadline-moved";

    /// <summary>A later step has come: the assignment gets one message, the last that still says something.</summary>
    public const string Overtaken = "overtaken";

    /// <summary>The step is for the late, and the deadline in force was met; only where a report was returned without a new term.</summary>
    public const string NotLate = "not-late";

    /// <summary>No unit is the step's audience: it is for those above, and there are none.</summary>
    public const string NobodyAbove = "nobody-above";

    /// <summary>No queue takes the unit's messages.</summary>
    public const string NoQueue = "no-queue";

    /// <summary>The unit's queue refused the message.</summary>
    public const string RefusedByQueue = "refused-by-queue";

    /// <summary>The message cannot be handed over: its words are missing, or its address is none.</summary>
    public const string Unusable = "unusable";

    /// <summary>What became of the message could not be recorded in its plan; no event says so.</summary>
    public const string Unrecordable = "unrecordable";
}
