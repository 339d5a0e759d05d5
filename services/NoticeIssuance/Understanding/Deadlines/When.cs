namespace NoticeIssuance.Understanding;

/// <summary>What a form of the grammar read: a point in time; parts that are left out (year, month) the context supplies.</summary>
internal abstract record When
{
    private When() { }

    /// <summary>A day of a month. A negative day counts from the month's end (-1: the last).</summary>
    /// <param name="Year">As written; null: to be inferred.</param>
    /// <param name="YearShift">明年: 1, 今年: 0; relative to the date of writing. Null: not said.</param>
    /// <param name="Month">1–12; null: the month of the date of writing, shifted.</param>
    /// <param name="MonthShift">下月: 1, 本月: 0.</param>
    /// <param name="Began">For a part of a month (中旬): the day it begins, where “before it” reads two ways.</param>
    internal sealed record OnDay(
        int? Year, int? YearShift, int? Month, int MonthShift, int Day, TimeOnly? Time = null, int? Began = null) : When
    {
        /// <summary>Of 9:00-11:00: when it begins; <see cref="Time"/> is its end.</summary>
        public TimeOnly? Begins { get; init; }

        /// <summary>The weekday written beside it; where it is not that day's, one of the two is wrong.</summary>
        public DayOfWeek? Weekday { get; init; }
    }

    /// <summary>A day of the lunar calendar: 正月十二.</summary>
    internal sealed record OnLunarDay(int Month, int Day) : When;

    /// <summary>A day of a week of the school term, 第4教学周周五; no weekday: the week's end.</summary>
    internal sealed record InSchoolWeek(int Week, DayOfWeek? Day, TimeOnly? Time) : When;

    /// <summary>Before something whose day nobody says: 放假前.</summary>
    internal sealed record BeforeEvent : When;

    /// <summary>A working day after a festival: 国庆节后第一个工作日.</summary>
    internal sealed record AfterFestival(string Name, int WorkingDay) : When;

    /// <summary>A day there is none of: 13月5日.</summary>
    internal sealed record Impossible : When;

    /// <summary>The last day of the quarter of the date of writing.</summary>
    internal sealed record QuarterEnd : When;

    /// <summary>Before a festival: the day before it.</summary>
    internal sealed record BeforeFestival(string Name, int? Year, int? YearShift) : When;

    /// <summary>A day of a week, 本周五; shift 1 is 下周. Null shift: the next such day.</summary>
    internal sealed record OnWeekday(int? WeekShift, DayOfWeek Day, TimeOnly? Time) : When;

    /// <summary>当天下午5点: an hour of the day that was named before it, whatever that is.</summary>
    internal sealed record SameDay(TimeOnly Time) : When;

    /// <summary>今天 0, 明天 1.</summary>
    internal sealed record DaysOn(int Days, TimeOnly? Time) : When;

    /// <summary>Within some days of an event (negative: before it).</summary>
    internal sealed record Within(int Amount, string Unit) : When;

    /// <summary>Every period.</summary>
    /// <param name="Bare">每月至少1次: a frequency, with no day in it.</param>
    internal sealed record Every(Recurrence Recurrence, bool Bare) : When
    {
        /// <summary>Its other days: the 25th in 每月10日、25日.</summary>
        public IReadOnlyList<Recurrence> Also { get; init; } = [];

        /// <summary>The day it begins with, where its sentence says until when it comes back: 6月 in 6月至9月.</summary>
        public OnDay? From { get; init; }

        /// <summary>Its last day: 9月 in 6月至9月.</summary>
        public OnDay? Until { get; init; }
    }
}

/// <summary>A time expression found in the normal text.</summary>
/// <param name="Form">Name of the form that read it.</param>
internal sealed record TimePoint(string Form, int Start, int End, When When)
{
    /// <summary>Its words.</summary>
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, End - Start);
}
