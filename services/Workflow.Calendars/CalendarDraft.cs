namespace Workflow.Calendars;

/// <summary>A year as somebody would publish it: the body of <c>PUT /v1/calendars/{name}/{year}</c>, and of the previews of it.</summary>
/// <param name="Holidays">Days off by declaration, in any order; each in the calendar's year.</param>
/// <param name="Workdays">Weekend days worked to make up for a holiday; each in the calendar's year.</param>
/// <param name="Source">The document that ordered it.</param>
public sealed partial record CalendarDraft(IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays, string? Source = null)
{
    /// <summary>What <see cref="CanBe"/> asks for, in words.</summary>
    public const string Allowed = "A calendar is named by 1 to 32 of a–z, 0–9 and '-', and a year from 1949 to 2200.";

    /// <summary>The days as a calendar has them.</summary>
    public CalendarDocument AsDocument() => new(Holidays, Workdays);

    /// <summary>Whether there can be a calendar of that name and year.</summary>
    public static bool CanBe(string name, int year) => Name().IsMatch(name) && year is >= 1949 and <= 2200;

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex Name();
}
