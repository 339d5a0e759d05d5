namespace TaskAssignment.Assignments;

/// <summary>The board's table. Every write is one statement whatever the number of rows, in the transaction of the events.</summary>
internal sealed class BoardStore(NpgsqlDataSource dataSource)
{
    internal const string Columns =
        "assignment, version, notice, requirement, unit, occurrence, issuing_unit, part, state, due_at, deadline_version, moved_at, "
        + "verdict, figures, extension, urged_at";

    /// <summary>What <see cref="Write"/> gives a statement, as rows.</summary>
    internal const string Given =
        $"unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb[], $15, $16) as row ({Columns})";

    /// <summary>One row, or null.</summary>
    public async Task<BoardRow?> FindAsync(Guid assignment, CancellationToken ct) =>
        (await FindAsync([assignment], ct)).GetValueOrDefault(assignment);

    /// <summary>Those of the rows that exist.</summary>
    public async Task<Dictionary<Guid, BoardRow>> FindAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct) =>
        (await dataSource.Sql($"select {Columns} from board where assignment = any($1)", assignments.ToArray()).ReadAsync(Row, ct))
        .ToDictionary(row => row.Assignment);

    /// <summary>
    /// The next assignments of a requirement that are not accepted, closed or missed by their deadline in force, by their ids.
    /// </summary>
    public Task<List<BoardRow>> OpenAsync(Guid notice, int requirement, Guid after, int most, CancellationToken ct) => dataSource.Sql(
        $"""
        select {Columns} from board where notice = $1 and requirement = $2 and assignment > $3 and verdict <> 'missed' and state <> all($4)
        order by assignment limit $5
        """, notice, requirement, after, States.Settled.ToArray(), most).ReadAsync(Row, ct);

    /// <summary>The next assignments of a notice that are not over, by their ids.</summary>
    public Task<List<BoardRow>> NotDoneAsync(Guid notice, Guid after, int most, CancellationToken ct) => dataSource.Sql(
        $"select {Columns} from board where notice = $1 and assignment > $2 and {Tabs.IsNotOver} order by assignment limit $3",
        notice, after, most).ReadAsync(Row, ct);

    /// <summary>
    /// What may be urged of a notice: what the scope's issuer gave out, and what its unit judges. Those last that were urged since.
    /// </summary>
    public Task<List<(Guid Assignment, bool IsUrged)>> ToUrgeAsync(Guid notice, int? requirement, BoardScope scope, string[] judged,
        DateTimeOffset since, int most, CancellationToken ct) => dataSource.Sql(
        $"""
        select assignment, coalesce(urged_at > $7, false) as urged from board
        where {scope.Sql} and notice = $4 and ($5::int is null or requirement = $5) and (issuing_unit = $2 or unit = any($6))
          and {Tabs.IsOpen}
        order by urged, unit collate "C", requirement, assignment limit $8
        """, [.. scope.Values, notice, requirement, judged, since, most]).ReadAsync(row => (row.GetGuid(0), row.GetBoolean(1)), ct);

    /// <summary>What a unit has that is not done with, by id, after one.</summary>
    public Task<List<Guid>> InHandAsync(string unit, Guid after, int most, CancellationToken ct) => dataSource.Sql(
        """
        select assignment from board where unit = $1 and assignment > $2 and state <> all($4) order by assignment limit $3
        """, unit, after, most, States.Over.Append(States.Declined).ToArray()).ReadAsync(row => row.GetGuid(0), ct);

    /// <summary>Whether the scope holds anything of a notice.</summary>
    public Task<bool> HoldsAsync(BoardScope scope, Guid notice, CancellationToken ct) =>
        dataSource.Sql($"select exists (select from board where {scope.Sql} and notice = $4)", [.. scope.Values, notice])
        .ScalarAsync<bool>(ct);

    /// <summary>All assignments of a notice that the next units have, by unit: after one, of at most so many.</summary>
    public Task<List<BoardRow>> OfUnitsAsync(Guid notice, string after, int most, CancellationToken ct) => dataSource.Sql(
        $"""
        select {Columns} from board where notice = $1 and unit collate "C" in (
            select distinct unit collate "C" as unit from board where notice = $1 and unit collate "C" > $2 order by 1 limit $3)
        order by unit collate "C", requirement, assignment
        """, notice, after, most).ReadAsync(Row, ct);

    /// <summary>All assignments of a notice that a unit has.</summary>
    public Task<List<BoardRow>> OfUnitAsync(Guid notice, string unit, CancellationToken ct) => dataSource.Sql(
        $"""
        select {Columns} from board where notice = $1 and unit collate "C" = $2 order by requirement, assignment
        """, notice, unit).ReadAsync(Row, ct);

    /// <summary>Whether the lead of a joint part's requirement is closed.</summary>
    public static Task<bool> IsLeadClosedAsync(StreamTransaction transaction, AssignmentEvent.Dispatched part, CancellationToken ct) =>
        transaction.Sql(
        """
        select exists (select from board where notice = $1 and requirement = $2 and occurrence is not distinct from $3
            and part = 'lead' and state = 'closed')
        """, part.Notice, part.Requirement, part.Occurrence).ScalarAsync<bool>(ct);

    /// <summary>Of each lead among the assignments, how many joint parts of its requirement are not closed.</summary>
    public async Task<Dictionary<Guid, int>> OpenJointPartsAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct) =>
        (await dataSource.Sql(
            """
            select lead.assignment, count(*)::int
            from board lead join board part using (notice, requirement)
            where lead.assignment = any($1) and lead.part = 'lead' and part.part = 'joint' and part.state <> all($2)
              and part.occurrence is not distinct from lead.occurrence
            group by lead.assignment
            """, assignments.ToArray(), States.Over.ToArray()).ReadAsync(row => (Lead: row.GetGuid(0), Open: row.GetInt32(1)), ct))
        .ToDictionary(row => row.Lead, row => row.Open);

    /// <summary>Whether the scope holds anything that its issuer issued.</summary>
    public Task<bool> HasIssuedAsync(BoardScope scope, CancellationToken ct) =>
        dataSource.Sql($"select exists (select from board where {scope.Sql} and issuing_unit = $2)", [.. scope.Values])
        .ScalarAsync<bool>(ct);

    /// <summary>
    /// Adds the rows that are not there and tells which those were. A twin in another transaction is waited for: the row is either its or
    /// ours, so the streams to start need no retry.
    /// </summary>
    public static async Task<HashSet<Guid>> AddAsync(StreamTransaction transaction, IEnumerable<BoardRow> rows, CancellationToken ct) =>
        [.. await Write(transaction.Transaction, rows,
            $"""
            insert into board ({Columns}) select {Columns} from {Given}
            on conflict (assignment) do nothing returning assignment
            """).ReadAsync(row => row.GetGuid(0), ct)];

    /// <summary>Brings the rows of existing assignments to where their new events lead.</summary>
    public static async Task ApplyAsync(StreamTransaction transaction, IReadOnlyDictionary<Guid, IReadOnlyList<AssignmentEvent>> appended,
        CancellationToken ct)
    {
        var before = await transaction.Sql($"select {Columns} from board where assignment = any($1) order by assignment for update",
            appended.Keys.ToArray()).ReadAsync(Row, ct);
        var after = before.Select(row =>
            appended[row.Assignment].Aggregate(row, (next, e) => AssignmentBoard.Project(next, row.Assignment, e)));
        var changed = await Write(transaction.Transaction, after,
            $"""
            update board set version = row.version, state = row.state, due_at = row.due_at, deadline_version = row.deadline_version,
              moved_at = row.moved_at, verdict = row.verdict, figures = row.figures, extension = row.extension,
              urged_at = row.urged_at
            from {Given} where board.assignment = row.assignment
            """).ExecuteAsync(ct);
        if (changed != appended.Count)
            throw new InvalidOperationException("An assignment has a stream but no row on the board.");
    }

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    internal static BoardRow Row(NpgsqlDataReader row) => new(
        Assignment: row.GetGuid(0), Version: row.GetInt64(1), Notice: row.GetGuid(2), Requirement: row.GetInt32(3), Unit: row.GetString(4),
        Occurrence: row.Text(5), IssuingUnit: row.GetString(6), Part: Named.Value<Part>(row.GetString(7)), State: row.GetString(8),
        DueAt: row.Maybe<DateTimeOffset>(9), DeadlineVersion: row.GetInt32(10), MovedAt: row.Maybe<DateTimeOffset>(11),
        Verdict: row.Text(12) is { } verdict ? Named.Value<Verdict>(verdict) : null,
        Figures: JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(13))!, Extension: row.Maybe<int>(14),
        UrgedAt: row.Maybe<DateTimeOffset>(15));

    /// <summary>
    /// A statement over <see cref="Given"/> rows, in the order of their ids, so that two writers of the same rows never wait for each other
    /// in a ring.
    /// </summary>
    internal static Sql Write(NpgsqlTransaction transaction, IEnumerable<BoardRow> rows, string statement) => transaction.Sql()
        .Over(rows.OrderBy(row => row.Assignment).ToList(), statement)
        .With(row => row.Assignment).With(row => row.Version).With(row => row.Notice).With(row => row.Requirement).With(row => row.Unit)
        .With(row => row.Occurrence).With(row => row.IssuingUnit).With(row => row.Part.Name()).With(row => row.State)
        .With(row => row.DueAt).With(row => row.DeadlineVersion).With(row => row.MovedAt).With(row => row.Verdict?.Name())
        .With(row => JsonSerializer.Serialize(row.Figures)).With(row => row.Extension)
        .With(row => row.UrgedAt).End();
}
