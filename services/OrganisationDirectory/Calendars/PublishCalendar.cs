namespace OrganisationDirectory.Calendars;

/// <summary>The year is as it says from now on; what was decided by an older one stays. Repeating it changes nothing.</summary>
internal sealed record PublishCalendar(string Name, int Year, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays,
    string? Source)
{
    public static void Map(IEndpointRouteBuilder calendars) =>
        calendars.MapPut("/{name}/{year:int}", HandleAsync).RequireAccess((Roles.Operator, Reach.Root))
            .Shows("application/json", CalendarDraft.Example)
            .AnswersWith("ETag").WithSummary("Publish or amend a year of a working calendar");

    public static Decision<WorkingCalendarEvent> Decide(CalendarYear state, PublishCalendar command) => state switch
    {
        CalendarYear.None =>
            new Decided([
            new WorkingCalendarEvent.Published(command.Name, command.Year, command.Holidays, command.Workdays, command.Source)]),
        CalendarYear.Published calendar when command.IsSaidBy(calendar) => new Decided([]),
        CalendarYear.Published => new Decided([new WorkingCalendarEvent.Amended(command.Holidays, command.Workdays, command.Source)]),
        _ => throw new UnreachableException(),
    };

    private bool IsSaidBy(CalendarYear.Published calendar) =>
        Holidays.SequenceEqual(calendar.Holidays) && Workdays.SequenceEqual(calendar.Workdays) && Source == calendar.Source;

    private static async Task<Results<Ok<CalendarAnswer>, ProblemHttpResult>> HandleAsync(
        string name, int year, CalendarDraft draft, Caller caller, IfMatch ifMatch, StreamStore streams, HttpResponse response,
        CancellationToken ct)
    {
        if (!CalendarDraft.CanBe(name, year))
            return Problems.Malformed("invalid-calendar", CalendarDraft.Allowed);
        FieldError[] problems = [.. draft.ProblemsIn(name, year).Select(problem => new FieldError("$", problem))];
        if (problems.Length > 0)
            return Problems.Unusable("invalid-calendar", $"This cannot be the calendar of {year}.", problems);

        var command =
            new PublishCalendar(name, year, [.. draft.Holidays.Distinct().Order()], [.. draft.Workdays.Distinct().Order()], draft.Source);
        var outcome = await streams.ExecuteAsync<CalendarYear, WorkingCalendarEvent>(
            Ids.Calendar(name, year), new CommandContext(caller.Acting(Roles.Operator), CorrelationId: null, CausationId: null),
            (state, _) => Decide(state, command), ifMatch: ifMatch.Version, ct: ct);
        if (outcome is not Outcome<CalendarYear>.Done { State: CalendarYear.Published published, Version: var version })
            return outcome.ToProblem();
        response.SetETag(version);
        return TypedResults.Ok(CalendarAnswer.Of(published, version));
    }
}
