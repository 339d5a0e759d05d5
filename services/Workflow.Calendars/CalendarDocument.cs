using System.Text.Json.Serialization;

namespace Workflow.Calendars;

/// <summary>What a calendar is published as (<c>GET|PUT /v1/calendars/{name}/{year}</c>).</summary>
/// <param name="Holidays">Days off by declaration, weekend days of the declared span included; each in the calendar's year.</param>
/// <param name="Workdays">Weekend days worked to make up for a holiday; each in the calendar's year.</param>
/// <param name="Source">The notice that says so; null when the publisher names none.</param>
public sealed record CalendarDocument(IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays, CalendarSource? Source = null)
{
    /// <summary>Reads and writes the shape above: camelCase, days as <c>yyyy-MM-dd</c>, unknown fields refused.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Why this cannot be the calendar of <paramref name="year"/>, one sentence each; empty when it can.</summary>
    public IEnumerable<string> ProblemsIn(int year)
    {
        foreach (var day in Holidays.Concat(Workdays).Where(day => day.Year != year))
            yield return $"{day:yyyy-MM-dd} is not in {year}.";
        foreach (var day in Holidays.Intersect(Workdays))
            yield return $"{day:yyyy-MM-dd} is both a holiday and a workday.";
        foreach (var day in Workdays.Where(day => !day.IsWeekend()))
            yield return $"{day:yyyy-MM-dd} is no weekend day; it is worked anyway.";
    }
}

/// <summary>Where a calendar comes from.</summary>
/// <param name="Notice">Document number of the notice that declares the holidays.</param>
/// <param name="Issued">Day of that notice.</param>
/// <param name="AmendedBy">Document numbers of later notices that changed it, oldest first.</param>
/// <param name="Papers">Addresses where the notices can be read.</param>
public sealed record CalendarSource(
    string? Notice = null,
    DateOnly? Issued = null,
    IReadOnlyList<string>? AmendedBy = null,
    IReadOnlyList<string>? Papers = null);
