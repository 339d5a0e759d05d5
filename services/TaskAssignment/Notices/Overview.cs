using TaskAssignment.Assignments;

namespace TaskAssignment.Notices;

/// <summary>Where all notices stand at and below a unit.</summary>
/// <param name="At">When it was counted.</param>
/// <param name="Rows">A row for each direct subordinate that owes or owed anything, and for the unit itself.</param>
/// <param name="Days">The last days, the oldest first, those on which nothing happened among them.</param>
/// <param name="Notices">The notices with the most overdue, at most 50.</param>
internal sealed record Overview(UnitName Under, DateTimeOffset At, OverviewTotals Totals, IReadOnlyList<OverviewRow> Rows,
    IReadOnlyList<OverviewDay> Days, IReadOnlyList<OverviewNotice> Notices)
{
    private const int DefaultDays = 30;
    private const int MostDays = 92;
    private const int MostNotices = 50;
    private const int SoonDays = 7;

    /// <summary>
    /// Parameters: the units with their subtrees; the first instants of due days without colour, of blue and of yellow; soon; the first
    /// day's beginning; the zone; the issuer. Closing is the last event of a stream, so its time is found by the version of the row.
    /// </summary>
    private static readonly string Sql =
        $"""
        with part as materialized (
          select assignment, version, board.notice, state, due_at, verdict, child,
            ({Tabs.IsOpen} or state = '{States.Declined}') as is_open, {Tabs.IsOverdue} as is_overdue, {Tabs.IsDone} as is_done
          from unnest($1::text[], $2::text[]) as subtree (code, child) join board on board.unit = code
          where ($9::text is null or issuing_unit = $9) and state not in ('{States.Reassigned}', '{States.Cancelled}')),
        rows as (
          select child, count(*) filter (where is_open) as open,
            count(*) filter (where is_open and verdict = 'pending' and due_at <= $6) as soon,
            count(*) filter (where is_overdue and (due_at >= $3 or $3::timestamptz is null)) as uncoloured,
            count(*) filter (where is_overdue and due_at < $3 and due_at >= $4) as blue,
            count(*) filter (where is_overdue and due_at < $4 and due_at >= $5) as yellow,
            count(*) filter (where is_overdue and due_at < $5) as red,
            count(*) filter (where verdict = 'met') as met, count(*) filter (where verdict = 'missed') as missed
          from part group by child),
        notices as (
          select notice, count(*) filter (where is_open) as open, count(*) filter (where is_overdue) as overdue,
            count(*) filter (where is_done) as done, count(*) as assignments
          from part group by notice),
        happened as (
          select (issued at time zone $8)::date as day, 'dispatched' as what, assignments as count
          from (select (head ->> 'issuedAt')::timestamptz as issued, n.assignments from notices n join notice h on h.notice = n.notice) i
          where issued >= $7
          union all
          select (due_at at time zone $8)::date, 'missed', 1 from part where verdict = 'missed' and due_at >= $7
          union all
          select (e."timestamp" at time zone $8)::date, 'closed', 1
          from part join mt_events e on e.stream_id = part.assignment and e.version = part.version
          where part.state = '{States.Closed}' and e."timestamp" >= $7),
        days as (
          select day, coalesce(sum(count) filter (where what = 'dispatched'), 0) as dispatched,
            coalesce(sum(count) filter (where what = 'closed'), 0) as closed,
            coalesce(sum(count) filter (where what = 'missed'), 0) as missed
          from happened group by day),
        worst as (
          select n.notice, head ->> 'title' as title, head ->> 'documentNumber' as number, open, overdue, done
          from notices n join notice h on h.notice = n.notice order by overdue desc, open desc, n.notice desc limit {MostNotices})
        select
          (select coalesce(jsonb_agg(to_jsonb(rows) order by length(child), child), '[]') from rows)::text,
          (select coalesce(jsonb_agg(to_jsonb(days)), '[]') from days)::text,
          (select coalesce(jsonb_agg(to_jsonb(worst) order by overdue desc, open desc, notice desc), '[]') from worst)::text
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/overview", HandleAsync).RequireAccess(Standing.Overseers)
            .Refuses(404).WithSummary("All notices at and below a unit: by direct subordinate and level, by day, by notice")
            .WithDescription(
                """
                `under`: default the caller's unit, for an auditor the root. `days`: 1 to 92, default 30. What is overdue is blue, yellow or
                red by how many working days have passed since its deadline in force (3, 5, 10 by the ladder that ships with the product, at
                09:00), `uncoloured` before that. A day's `missed` are the deadlines in force that passed on it without a report.
                `issued`: instead what the caller's unit issued, wherever it is owed; `under` is the root then unless said.
                """);

    private static async Task<Results<Ok<Overview>, ProblemHttpResult>> HandleAsync(Permission permission, Standing standing,
        UnitTree tree, PublishedCalendars calendars, NpgsqlDataSource dataSource, TimeProvider clock, CancellationToken ct,
        string? under = null, int days = DefaultDays, bool issued = false)
    {
        if (days is < 1 or > MostDays)
            return Problems.Malformed("invalid-days", $"'days' is {days}; 1 to {MostDays} are allowed.");
        var now = tree.Now;
        issued &= permission.Has(Reach.Issuer);
        var top = under ?? (issued || permission.Has(Reach.Everywhere) ? now.All.FirstOrDefault(unit => unit.Parent is null)?.Code : null)
            ?? permission.Caller.Unit;
        if (issued && !now.Exists(top))
            return Problems.Unknown($"No unit {top}.");
        if (!issued && !(permission.Has(Reach.Everywhere) && now.All.Count == 0) && standing.Unreachable(permission, top) is { } problem)
            return problem;
        return TypedResults.Ok(await ReadAsync(Subtrees.Of(now, top), now, clock.GetUtcNow(), days,
            await calendars.NowAsync(ct), issued ? permission.Caller.Unit : null, dataSource, ct));
    }

    private static async Task<Overview> ReadAsync(Subtrees subtrees, UnitSnapshot tree, DateTimeOffset now, int days,
        IWorkingCalendars calendars, string? issuer, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var (today, levels) = (OfficialTime.DayOf(now), LateLevels.At(now, calendars));
        var first = today.AddDays(1 - days);
        var (rows, happened, notices) = await dataSource.Sql(Sql, subtrees.Codes, subtrees.Children, levels.Uncoloured, levels.Blue,
            levels.Yellow, OfficialTime.EndOf(today.AddDays(SoonDays)), OfficialTime.At(first, TimeOnly.MinValue), OfficialTime.Zone.Id,
            issuer)
            .FirstAsync(row => (Read<Counted>(row, 0), Read<OverviewDay>(row, 1), Read<Worst>(row, 2)), ct);
        var byDay = happened.ToDictionary(day => day.Day);
        var shown = rows.ConvertAll(row => row.Shown(subtrees, tree));
        return new(tree.Named(subtrees.Top), now.ToOffset(OfficialTime.Zone.GetUtcOffset(now)), OverviewTotals.Of(shown), shown,
            [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day => byDay.GetValueOrDefault(day) ?? new(day))],
            notices.ConvertAll(notice => new OverviewNotice(notice.Notice, notice.Title, notice.Number, notice.Open, notice.Overdue,
                notice.Done)));
    }

    private static List<T> Read<T>(NpgsqlDataReader row, int column) =>
        JsonSerializer.Deserialize<List<T>>(row.GetString(column), JsonSerializerOptions.Web)!;

    private sealed record Counted(string Child, long Open, long Soon, long Uncoloured, long Blue, long Yellow, long Red, long Met,
        long Missed)
    {
        public OverviewRow Shown(Subtrees subtrees, UnitSnapshot tree) => new(Child, tree.ShortNameOf(Child), Open, Soon,
            new(Uncoloured, Blue, Yellow, Red), Met, Missed, $"/v1/assignments?{subtrees.Query(Child)}");
    }

    private sealed record Worst(Guid Notice, string Title, string? Number, long Open, long Overdue, long Done);
}

/// <summary>What is overdue, by the level it has reached.</summary>
/// <param name="Uncoloured">Overdue, but not for so long that it has a colour.</param>
internal sealed record OverdueByLevel(long Uncoloured, long Blue, long Yellow, long Red);

/// <summary>Assignments of a subtree.</summary>
/// <param name="Key">Code of a direct subordinate, or of the unit itself for what it owes.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Open">The unit still owes something.</param>
/// <param name="DueSoon">Of those, due from now to the end of the seventh day from today.</param>
/// <param name="Overdue">Of those, whose deadline in force is missed.</param>
/// <param name="Met">Whose deadline in force was met.</param>
/// <param name="Missed">Whose deadline in force was missed, reported since or not.</param>
/// <param name="Href">The list that the row counts.</param>
internal sealed record OverviewRow(string Key, string Name, long Open, long DueSoon, OverdueByLevel Overdue, long Met, long Missed,
    string Href);

/// <summary>The rows together.</summary>
internal sealed record OverviewTotals(long Open, long DueSoon, OverdueByLevel Overdue, long Met, long Missed)
{
    public static OverviewTotals Of(IReadOnlyList<OverviewRow> rows) => new(rows.Sum(row => row.Open), rows.Sum(row => row.DueSoon),
        new(rows.Sum(row => row.Overdue.Uncoloured), rows.Sum(row => row.Overdue.Blue), rows.Sum(row => row.Overdue.Yellow),
            rows.Sum(row => row.Overdue.Red)), rows.Sum(row => row.Met), rows.Sum(row => row.Missed));
}

/// <summary>What happened on a day of the official zone.</summary>
internal sealed record OverviewDay(DateOnly Day, long Dispatched = 0, long Closed = 0, long Missed = 0);

/// <summary>A notice within the subtree.</summary>
internal sealed record OverviewNotice(Guid Id, string Title, string? DocumentNumber, long Open, long Overdue, long Done);
