using System.Collections.Immutable;

namespace Workflow.Calendars;

/// <summary>The working calendars somebody goes by, one a year.</summary>
public interface IWorkingCalendars
{
    /// <summary>The calendar of <paramref name="year"/>; null when none is published, which is never Monday to Friday by default.</summary>
    WorkingCalendar? For(int year);
}

/// <summary>A set of working calendars. Immutable, safe to share.</summary>
public sealed class WorkingCalendars : IWorkingCalendars
{
    private readonly ImmutableSortedDictionary<int, WorkingCalendar> _years;

    private WorkingCalendars(ImmutableSortedDictionary<int, WorkingCalendar> years) => _years = years;

    /// <summary>The national calendars 2014–2026 that ship with the product, amendments of 2015, 2019 and 2020 included.</summary>
    public static WorkingCalendars Shipped { get; } = new(Read().ToImmutableSortedDictionary(c => c.Version.Year, c => c));

    /// <summary>No calendar at all.</summary>
    public static WorkingCalendars None { get; } = new(ImmutableSortedDictionary<int, WorkingCalendar>.Empty);

    /// <summary>The calendars held, by year.</summary>
    public IEnumerable<WorkingCalendar> All => _years.Values;

    /// <inheritdoc />
    public WorkingCalendar? For(int year) => _years.GetValueOrDefault(year);

    /// <summary>Whether these are the same calendars, each in the same version.</summary>
    public bool AreSameAs(WorkingCalendars others) =>
        All.Select(calendar => calendar.Version).SequenceEqual(others.All.Select(calendar => calendar.Version));

    /// <summary>The same with one year published or replaced.</summary>
    public WorkingCalendars With(WorkingCalendar calendar) => new(_years.SetItem(calendar.Version.Year, calendar));

    /// <summary>
    /// The same with a year as it was published in the place of the one that ships with the product, or where none ships.
    /// </summary>
    /// <param name="year">Of the national calendar.</param>
    /// <param name="published">1 as first published, one more for each amendment.</param>
    /// <param name="document">What was published.</param>
    public WorkingCalendars WithPublished(int year, long published, CalendarDocument document) =>
        With(new(Version(WorkingCalendar.National, year, published), document));

    /// <summary>
    /// The version of what was published, counted on from what ships: two calendars of a year never go by the same version.
    /// </summary>
    /// <param name="name">Of the calendar.</param>
    /// <param name="year">Its year.</param>
    /// <param name="published">1 as first published, one more for each amendment; 0 as it ships.</param>
    public static CalendarVersion Version(string name, int year, long published) =>
        new(name, year,
            (int)published + (name == WorkingCalendar.National && Shipped.For(year) is { } shipped ? shipped.Version.Version : 0));

    private static IEnumerable<WorkingCalendar> Read()
    {
        using var json = JsonDocument.Parse(Shipment.Open("holidays.json"));
        foreach (var year in json.RootElement.EnumerateObject().Where(property => property.Name != "_about"))
        {
            var document = year.Value.Deserialize<CalendarDocument>(CalendarDocument.Json)!;
            var version = 1 + (document.Source?.AmendedBy?.Count ?? 0);
            yield return new(new(WorkingCalendar.National, int.Parse(year.Name, null), version), document);
        }
    }
}

internal static class Shipment
{
    public static Stream Open(string name) => typeof(Shipment).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"{name} is not embedded.");
}
