namespace Workflow.History;

/// <summary>What a unit is told of at once: the codes that <see cref="ReminderPlanEvent.UnitTold"/> stores and messages name.</summary>
public static class NewsKind
{
    /// <summary>The assignment is due at another instant.</summary>
    public const string Deadline = "deadline";

    /// <summary>A report was returned, with a new term.</summary>
    public const string Return = "return";

    /// <summary>More time was given.</summary>
    public const string ExtensionGranted = "extension-granted";

    /// <summary>No more time was given.</summary>
    public const string ExtensionRefused = "extension-refused";

    /// <summary>A decline was not accepted.</summary>
    public const string Insistence = "insistence";

    /// <summary>A report was accepted.</summary>
    public const string Acceptance = "acceptance";

    /// <summary>What was closed is to be reported on once more, by a new term.</summary>
    public const string Reopening = "reopening";

    /// <summary>To whoever judges it: a report was handed in.</summary>
    public const string Report = "report";

    /// <summary>To whoever decides on it: a unit asks for more time.</summary>
    public const string ExtensionAsked = "extension-asked";

    /// <summary>To whoever decides on it: a unit says that it is not its to do.</summary>
    public const string Declined = "declined";

    /// <summary>An officer asks for it by hand.</summary>
    public const string Urging = "urging";

    /// <summary>The notice was amended: what changes for the unit.</summary>
    public const string Amendment = "amendment";

    /// <summary>The notice was withdrawn, or another took its place.</summary>
    public const string Withdrawal = "withdrawal";

    /// <summary>抄送: a copy of the notice, to whom nothing is to do by it.</summary>
    public const string Copy = "copy";

    /// <summary>The notice that the unit has a copy of was amended.</summary>
    public const string CopyAmended = "copy-amended";

    /// <summary>The notice that the unit has a copy of was withdrawn, or another took its place.</summary>
    public const string CopyWithdrawn = "copy-withdrawn";
}
