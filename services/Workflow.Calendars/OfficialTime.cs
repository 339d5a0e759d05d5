namespace Workflow.Calendars;

/// <summary>Days and clock times of a notice as instants. The zone is Asia/Shanghai unless the issuer's unit says otherwise.</summary>
public static class OfficialTime
{
    /// <summary>Asia/Shanghai.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>The last second of a day: what a limit without a clock time means.</summary>
    public static TimeOnly DayEnds { get; } = new(23, 59, 59);

    /// <summary>When a reminder goes out on its day.</summary>
    public static TimeOnly OfficeOpens { get; } = new(9, 0);

    /// <summary>The instant at <paramref name="time"/> on <paramref name="day"/>, with the zone's offset then.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo? zone = null)
    {
        var local = day.ToDateTime(time);
        return new(local, (zone ?? Zone).GetUtcOffset(local));
    }

    /// <summary>23:59:59 of <paramref name="day"/>.</summary>
    public static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo? zone = null) => At(day, DayEnds, zone);

    /// <summary>The day it is at <paramref name="instant"/> in the zone.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, TimeZoneInfo? zone = null) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone ?? Zone).DateTime);
}
