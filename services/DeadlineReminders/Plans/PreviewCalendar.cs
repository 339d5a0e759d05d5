using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>
/// <c>POST /v1/calendars/{name}/{year}/reminders</c>: which steps would fall due at another instant if the year were published like this,
/// of deadlines that stay and of those it would move.
/// The same ladder as publishing lays; stores nothing.
/// </summary>
internal static class PreviewCalendar
{
    /// <summary>
    /// Armed assignments by notice, requirement and due instant, with their pending steps and how many assignments have each; <c>$1</c> the
    /// first instant after the year, <c>$2</c> the first day.
    /// </summary>
    private const string Pending =
        """
        select p.notice, n.document_number, i.requirement, i.due_at, r.counted_from, r.counted_days, s.step, s.due_at, count(*)::int
        from item i join plan p on p.id = i.plan join notice n on n.id = p.notice
            join requirement r on r.notice = p.notice and r.number = i.requirement
            left join step s on s.assignment = i.assignment and s.deadline_version = i.deadline_version
                and s.outcome is null
        where i.stopped is null and (s.step is not null or i.waits_for_calendar) and (i.due_at < $1 or r.counted_from < $2)
        group by 1, 2, 3, 4, 5, 6, 7, 8 order by p.notice, i.requirement, i.due_at, s.due_at
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/calendars/{name}/{year:int}/reminders", HandleAsync).RequireAccess((Roles.Operator, Reach.Root))
            .WithTags("calendars").Shows("application/json", CalendarDraft.Example)
            .WithSummary("Which reminders would move if the year were published like this; stores nothing");

    private static async Task<Results<Ok<RemindersPreview>, ProblemHttpResult>> HandleAsync(
        string name, int year, CalendarDraft draft, Paging paging, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken ct)
    {
        if (!CalendarDraft.CanBe(name, year))
            return Problems.Malformed("invalid-calendar", CalendarDraft.Allowed);
        if (draft.ProblemsIn(name, year).Select(problem => new FieldError("$", problem)).ToList() is { Count: > 0 } problems)
            return Problems.Unusable("invalid-calendar", $"This cannot be the calendar of {year}.", problems);
        if (paging.After is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return Problems.Malformed("invalid-after", "'after' is what 'next' of the page before said.");
        if (name != WorkingCalendar.National)
            return TypedResults.Ok(new RemindersPreview(null, 0, [], null));

        var after = int.Parse(paging.After ?? "0", CultureInfo.InvariantCulture);
        var (inForce, now) = (await new PublishedCalendars(dataSource).NowAsync(ct), time.GetUtcNow());
        var proposed = inForce.With(new(new(name, year, 1 + (inForce.For(year)?.Version.Version ?? 0)), draft.AsDocument()));
        var moved = new List<DeadlineSteps>();
        foreach (var deadline in await ReadAsync(dataSource, year, ct))
        {
            if (deadline.By(inForce, proposed, now) is { } steps)
                moved.Add(steps);
        }
        return TypedResults.Ok(new RemindersPreview(
            inForce.For(year)?.Version.ToString(), moved.Sum(deadline => deadline.Steps.Sum(step => step.Assignments)),
            [.. moved.Skip(after).Take(paging.Limit)], after + paging.Limit < moved.Count
                ? (after + paging.Limit).ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<List<PendingDeadline>> ReadAsync(NpgsqlDataSource dataSource, int year, CancellationToken ct)
    {
        var deadlines = new List<PendingDeadline>();
        var after = new DateOnly(year + 1, 1, 1);
        await dataSource.Sql(Pending, OfficialTime.At(after, TimeOnly.MinValue), after).ReadAsync(row =>
        {
            var (notice, requirement, dueAt) = (row.GetGuid(0), row.GetInt32(2), row.Instant(3));
            if (deadlines is not [.., var last] || (last.Notice, last.Requirement, last.DueAt) != (notice, requirement, dueAt))
                deadlines.Add(last = new(notice, row.Text(1), requirement, dueAt,
                    row.IsDBNull(4) ? null : new(row.GetFieldValue<DateOnly>(4), row.GetInt32(5)), []));
            last.Steps.Add((row.Text(6), row.Maybe<DateTimeOffset>(7) ?? default, row.GetInt32(8)));
            return last;
        }, ct);
        return deadlines;
    }

    /// <summary>
    /// Assignments of one requirement with one due instant, and their pending steps: instants and how many have them; a null step counts
    /// those that have none.
    /// </summary>
    private sealed record PendingDeadline(Guid Notice, string? DocumentNumber, int Requirement, DateTimeOffset DueAt,
        WorkingDayLimit? Counted, List<(string? Step, DateTimeOffset At, int Count)> Steps)
    {
        public DeadlineSteps? By(IWorkingCalendars inForce, IWorkingCalendars proposed, DateTimeOffset now)
        {
            var dueAt = DueBy(inForce, proposed, now);
            var ladder = ReminderLadder.Of(ReminderPolicy.Default, dueAt, proposed);
            var changed = dueAt == DueAt ? RescheduleSteps.Changed(ladder, Known(inForce))
                : [.. ladder.Steps.Where(step => step.At >= now)
                .Select(step => new RescheduledStep(step.Step.Name, Pending(step.Step.Name), step.At))];
            return changed.Count == 0 ? null : new(Notice, DocumentNumber, Requirement, Shown(DueAt), Shown(dueAt),
                [.. changed.Select(step =>
                    new StepPreview(step.Step, step.Before is { } before ? Shown(before) : null, Shown(step.At),
                    Steps.Where(s => s.Step == step.Step).Select(s => s.Count).DefaultIfEmpty(Steps.Max(s => s.Count)).Sum()))]);
        }

        /// <summary>As NoticeIssuance would count it: not what has passed, nor into the past, nor what somebody set.</summary>
        private DateTimeOffset DueBy(IWorkingCalendars inForce, IWorkingCalendars proposed, DateTimeOffset now) =>
            DueAt >= now && Counted?.Count(inForce).DueAt == DueAt && Counted.Count(proposed).DueAt is { } moved && moved >= now ? moved
                : DueAt;

        /// <summary>Those pending, and those of the ladder in force that are not: decided, however that was.</summary>
        private Dictionary<string, KnownStep> Known(IWorkingCalendars inForce) =>
            ReminderLadder.Of(ReminderPolicy.Default, DueAt, inForce)
                .Steps.ToDictionary(step => step.Step.Name, step =>
                new KnownStep(Pending(step.Step.Name) ?? step.At, Pending(step.Step.Name) is not null));

        private DateTimeOffset? Pending(string step) =>
            Steps.Where(s => s.Step == step).Select(s => (DateTimeOffset?)s.At).FirstOrDefault();

        private static DateTimeOffset Shown(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, OfficialTime.Zone);
    }
}

/// <summary>What publishing would do to reminders.</summary>
/// <param name="InForce">The calendar of that year that they are planned by now; null when there is none.</param>
/// <param name="Reminders">How many steps of how many assignments would move, or be planned at last.</param>
/// <param name="Items">By notice, requirement and due instant.</param>
internal sealed record RemindersPreview(string? InForce, int Reminders, IReadOnlyList<DeadlineSteps> Items, string? Next);

/// <summary>The steps around one deadline.</summary>
/// <param name="DueAt">As it is.</param>
/// <param name="WouldBeDueAt">As it would be; the same where the calendar does not move it.</param>
/// <param name="Steps">Those that would change; where the deadline moves, all that are to come.</param>
internal sealed record DeadlineSteps(Guid Notice, string? DocumentNumber, int Requirement, DateTimeOffset DueAt,
    DateTimeOffset WouldBeDueAt, IReadOnlyList<StepPreview> Steps);

/// <summary>One step.</summary>
/// <param name="At">
/// When it falls due now; null where it waits for the calendar, or was decided and comes again with the new deadline.
/// </param>
/// <param name="Assignments">How many assignments.</param>
internal sealed record StepPreview(string Step, DateTimeOffset? At, DateTimeOffset WouldBeAt, int Assignments);
