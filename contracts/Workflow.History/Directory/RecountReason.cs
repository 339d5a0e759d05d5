namespace Workflow.History;

/// <summary>Why something was counted again in working days: the codes that events store.</summary>
public static class RecountReason
{
    /// <summary>The calendar that counting needed was missing until now.</summary>
    public const string CalendarPublished = "calendar-published";

    /// <summary>The calendar that it had been counted by was amended.</summary>
    public const string CalendarAmended = "calendar-amended";
}
