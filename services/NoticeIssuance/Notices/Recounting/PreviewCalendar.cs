namespace NoticeIssuance.Notices;

/// <summary>
/// <c>POST /v1/calendars/{name}/{year}/deadlines</c>: which deadlines would move if the year were published like this. The same count as
/// publishing does; stores nothing.
/// Says whose notice it is and its number, no more of it: calendars are the operator's, notices are not.
/// </summary>
internal static class PreviewCalendar
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/calendars/{name}/{year:int}/deadlines", HandleAsync).RequireAccess((Roles.Operator, Reach.Root))
            .WithTags("calendars").Shows("application/json", CalendarDraft.Example)
            .WithSummary("Which deadlines would move if the year were published like this; stores nothing");

    private static async Task<Results<Ok<DeadlinesPreview>, ProblemHttpResult>> HandleAsync(
        string name, int year, CalendarDraft draft, Paging paging, PublishedCalendars published, NpgsqlDataSource dataSource,
            TimeProvider time, CancellationToken ct)
    {
        if (!CalendarDraft.CanBe(name, year))
            return Problems.Malformed("invalid-calendar", CalendarDraft.Allowed);
        if (draft.ProblemsIn(name, year).Select(problem => new FieldError("$", problem)).ToList() is { Count: > 0 } problems)
            return Problems.Unusable("invalid-calendar", $"This cannot be the calendar of {year}.", problems);
        if (Place(paging.After) is not { } after)
            return Problems.Malformed("invalid-after", "'after' is what 'next' of the page before said.");
        if (name != WorkingCalendar.National)
            return TypedResults.Ok(DeadlinesPreview.Nothing);

        var (inForce, now) = (await published.NowAsync(ct), time.GetUtcNow());
        var proposed = inForce.With(new(new(name, year, 1 + (inForce.For(year)?.Version.Version ?? 0)), draft.AsDocument()));
        var (moved, notices, assignments, page) = (0, new HashSet<Guid>(), 0, new List<DeadlinePreview>());
        await CountedDeadlines.EachAsync(dataSource, year, now, deadline =>
        {
            if (deadline.Counted.By(proposed, year, now) is not { } recount)
                return;
            if (!recount.Stays)
            {
                moved++;
                notices.Add(deadline.Notice);
                assignments += deadline.Counted.Assignments ?? 0;
            }
            if (page.Count <= paging.Limit && (deadline.Notice, deadline.Counted.Number).CompareTo(after) > 0)
                page.Add(DeadlinePreview.Of(deadline, recount));
        }, ct);
        var shown = Page.Of(page, paging, item => $"{item.Notice}.{item.Requirement}");
        return TypedResults.Ok(
            new DeadlinesPreview(inForce.For(year)?.Version.ToString(), notices.Count, moved, assignments, shown.Items, shown.Next));
    }

    private static (Guid Notice, int Requirement)? Place(string? after) => after?.Split('.') switch
    {
        null => (Guid.Empty, 0),
        [var notice, var requirement] when Guid.TryParse(notice, out var id)
            && int.TryParse(requirement, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (id, number),
        _ => null,
    };
}

/// <summary>What publishing would do to deadlines.</summary>
/// <param name="InForce">The calendar of that year that they are counted by now; null when there is none.</param>
/// <param name="Notices">How many notices have a deadline that would move.</param>
/// <param name="Deadlines">How many deadlines would move, or be proposed where the year was missing.</param>
/// <param name="Assignments">How many assignments were made of them; those reported, missed or closed keep their deadline.</param>
/// <param name="Items">Deadlines by notice and requirement, those that stay for a reason among them.</param>
internal sealed record DeadlinesPreview(string? InForce, int Notices, int Deadlines, int Assignments, IReadOnlyList<DeadlinePreview> Items,
    string? Next)
{
    /// <summary>Nothing is counted by that calendar.</summary>
    public static DeadlinesPreview Nothing { get; } = new(null, 0, 0, 0, [], null);
}

/// <summary>One deadline.</summary>
/// <param name="Counted">What it is counted from.</param>
/// <param name="DueAt">As it is; null where the year was missing.</param>
/// <param name="WouldBeDueAt">As it would be counted.</param>
/// <param name="Outcome">
/// <c>moves</c>; <c>proposed</c>: not issued, the officer would be asked; <c>stays</c>: it would come to lie in the past.
/// </param>
/// <param name="Assignments">How many were made; null before the notice is issued.</param>
internal sealed record DeadlinePreview(
    Guid Notice, string IssuingUnit, string? DocumentNumber, int Requirement, WorkingDayLimit Counted, DateTimeOffset? DueAt,
        DateTimeOffset WouldBeDueAt, [OneOf("moves", "proposed", "stays")] string Outcome, int? Assignments)
{
    public static DeadlinePreview Of(CountedDeadline deadline, Recount recount) => new(
        deadline.Notice, deadline.IssuingUnit, deadline.DocumentNumber, deadline.Counted.Number, deadline.Counted.Limit,
        deadline.Counted.DueAt is { } due ? DueTime.Shown(due) : null, DueTime.Shown(recount.DueAt),
        recount.Stays ? "stays" : recount.Before is null ? "proposed" : "moves", deadline.Counted.Assignments);
}
