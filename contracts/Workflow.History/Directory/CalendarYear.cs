namespace Workflow.History;

/// <summary>What happened to one year of a working calendar (工作日历).</summary>
public abstract record WorkingCalendarEvent
{
    private WorkingCalendarEvent() { }

    /// <summary>The year's holidays and make-up workdays, where they differ from Monday to Friday.</summary>
    public sealed record Published(string Name, int Year, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays,
        string? Source) : WorkingCalendarEvent;

    /// <summary>Published again, otherwise. What was decided by the old one stays.</summary>
    public sealed record Amended(IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays, string? Source) : WorkingCalendarEvent;
}

/// <summary>One year of a working calendar.</summary>
public abstract record CalendarYear : IAggregate<CalendarYear, WorkingCalendarEvent>
{
    private CalendarYear() { }

    /// <summary>Not published here; the calendars shipped with the product may still have the year.</summary>
    public sealed record None : CalendarYear;

    /// <summary>In force.</summary>
    public sealed record Published(string Name, int Year, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays,
        string? Source) : CalendarYear;

    /// <inheritdoc />
    public static CalendarYear Initial { get; } = new None();

    /// <inheritdoc />
    public static CalendarYear Evolve(CalendarYear state, WorkingCalendarEvent @event) => (state, @event) switch
    {
        (None, WorkingCalendarEvent.Published e) => new Published(e.Name, e.Year, e.Holidays, e.Workdays, e.Source),
        (Published s, WorkingCalendarEvent.Amended e) => s with { Holidays = e.Holidays, Workdays = e.Workdays, Source = e.Source },
        _ => throw new ImpossibleEventException(state, @event),
    };
}
