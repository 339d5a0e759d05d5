namespace Workflow.Calendars;

/// <summary>
/// The years that the product reckons with, 1900 to 2199: a date outside is refused where it comes in, or asked about. Within them every
/// count of days, working days and recurrences has room before the ends of time.
/// </summary>
public static class OfficialYears
{
    /// <summary>The first.</summary>
    public const int First = 1900;

    /// <summary>The last.</summary>
    public const int Last = 2199;

    /// <summary>From which day to which, in words.</summary>
    public const string Allowed = "1900-01-01 to 2199-12-31";

    /// <summary>Whether the day is in one of them.</summary>
    public static bool Hold(DateOnly day) => day.Year is >= First and <= Last;

    /// <summary>Whether the instant's day in the notice's zone is in one of them.</summary>
    public static bool Hold(DateTimeOffset instant) =>
        instant.UtcDateTime.Year is >= First - 1 and <= Last + 1 && Hold(OfficialTime.DayOf(instant));
}
