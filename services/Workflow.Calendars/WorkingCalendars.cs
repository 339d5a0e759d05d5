using System.Collections.Immutable;
using System.Text.Json;

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

    /// <summary>The same with one year published or replaced.</summary>
    public WorkingCalendars With(WorkingCalendar calendar) => new(_years.SetItem(calendar.Version.Year, calendar));

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
