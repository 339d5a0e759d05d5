namespace OrganisationDirectory.Calendars;

/// <summary><c>GET /v1/calendars/{name}/{year}</c>: what was published here, else what ships with the product.</summary>
internal static class ReadCalendar
{
    public static void Map(IEndpointRouteBuilder calendars) =>
        calendars.MapGet("/{name}/{year:int}", GetAsync)
            .RequireRoles([.. Roles.All])
            .AnswersWith("ETag").WithSummary("A year of a working calendar");

    private static async Task<Results<Ok<CalendarAnswer>, ProblemHttpResult>> GetAsync(string name, int year, StreamStore streams,
        HttpResponse response, CancellationToken ct)
    {
        var calendar = await streams.LoadAsync<CalendarYear, WorkingCalendarEvent>(Ids.Calendar(name, year), ct);
        var answer = calendar.State switch
        {
            CalendarYear.Published published => CalendarAnswer.Of(published, calendar.Version),
            _ when name == WorkingCalendar.National && WorkingCalendars.Shipped.For(year) is { } shipped =>
                new CalendarAnswer(name, year, Version: 0, shipped.Version.ToString(), shipped.Document.Holidays, shipped.Document.Workdays,
                    shipped.Document.Source?.Notice),
            _ => null,
        };
        if (answer is null)
            return Problems.Unknown($"Calendar {name} has no year {year}.", "calendar-unknown");
        response.SetETag(answer.Version);
        return TypedResults.Ok(answer);
    }
}

/// <summary>A year of a working calendar, where it differs from Monday to Friday.</summary>
/// <param name="Version">Of its stream; 0 = as it ships with the product.</param>
/// <param name="Calendar">As events name it, <c>cn/2020/3</c>: what is published counts on from what ships.</param>
/// <param name="Source">The document that ordered it.</param>
internal sealed record CalendarAnswer(string Name, int Year, long Version, string Calendar, IReadOnlyList<DateOnly> Holidays,
    IReadOnlyList<DateOnly> Workdays, string? Source)
{
    public static CalendarAnswer Of(CalendarYear.Published calendar, long version) =>
        new(calendar.Name, calendar.Year, version, WorkingCalendars.Version(calendar.Name, calendar.Year, version).ToString(),
            calendar.Holidays, calendar.Workdays, calendar.Source);
}
