namespace DeadlineReminders.Rows;

/// <summary>The tables of plans in SQL: those in use, or those beside them in which they are made again.</summary>
/// <param name="named">The table of that name.</param>
internal sealed class PlanTables(Func<string, string> named)
{
    /// <summary>All of them, in the order in which they are locked.</summary>
    public static readonly string[] Names = ["plan", "item", "step", "inbox_position", "inbox"];

    /// <summary>Of <c>plan p</c>.</summary>
    public const string PlanColumns = "p.id, p.notice, p.unit, p.version, p.is_over";

    /// <summary>How many those are.</summary>
    public const int PlanWidth = 5;

    /// <summary>Of <c>item i</c>.</summary>
    public const string ItemColumns =
        """
        i.assignment, i.plan, i.requirement, i.due_at, i.deadline_version, i.assignment_version, i.stopped, i.deadline_passed,
            i.waits_for_calendar
        """;

    /// <summary>Of <c>step s</c>.</summary>
    public const string StepColumns = "s.assignment, s.step, s.deadline_version, s.plan, s.due_at, s.outcome, s.decided_at";

    public static PlanTables InUse { get; } = new(table => table);

    /// <summary>Reads what a projection needs of plans and of whole assignments.</summary>
    public async Task LoadAsync(PlanRows rows, NpgsqlTransaction transaction, Guid[] plans, Guid[] assignments, CancellationToken ct)
    {
        await transaction.Sql($"select {PlanColumns} from {named("plan")} p where id = any($1)", plans)
            .ReadAsync(row => rows.Plans.Load(Plan(row)), ct);
        await transaction.Sql($"select {ItemColumns} from {named("item")} i where assignment = any($1)", assignments)
            .ReadAsync(row => rows.Items.Load(Item(row, 0)), ct);
        await transaction.Sql($"select {StepColumns} from {named("step")} s where assignment = any($1)", assignments)
            .ReadAsync(row => rows.Steps.Load(Step(row)), ct);
    }

    /// <summary>Adds what brings plans, items and steps to where the rows are: a number of statements that does not grow.</summary>
    public Sql Write(Sql sql, PlanRows rows) => sql
        .Over(rows.Plans.New, $"insert into {named("plan")} (id, notice, unit, version, is_over) select * from unnest($1, $2, $3, $4, $5)")
            .With(p => p.Id).With(p => p.Notice).With(p => p.Unit).With(p => p.Version).With(p => p.IsOver).End()
        .Over(rows.Plans.Changed,
            $"""
            update {named("plan")} p set version = u.version, is_over = u.is_over from unnest($1, $2, $3) u (id, version, is_over)
            where p.id = u.id
            """)
            .With(p => p.Id).With(p => p.Version).With(p => p.IsOver).End()
        .Over(rows.Items.New,
            $"""
            insert into {named("item")}
                (assignment, plan, requirement, due_at, deadline_version, assignment_version, stopped, deadline_passed, waits_for_calendar)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """)
            .With(i => i.Assignment).With(i => i.Plan).With(i => i.Requirement).With(i => i.DueAt).With(i => i.DeadlineVersion)
            .With(i => i.AssignmentVersion).With(i => i.Stopped).With(i => i.DeadlinePassed).With(i => i.WaitsForCalendar).End()
        .Over(rows.Items.Changed,
            $"""
            update {named("item")} i set due_at = u.due_at, deadline_version = u.deadline_version,
                assignment_version = u.assignment_version, stopped = u.stopped, deadline_passed = u.passed, waits_for_calendar = u.waits
            from unnest($1, $2, $3, $4, $5, $6, $7) u (assignment, due_at, deadline_version, assignment_version, stopped, passed, waits)
            where i.assignment = u.assignment
            """)
            .With(i => i.Assignment).With(i => i.DueAt).With(i => i.DeadlineVersion).With(i => i.AssignmentVersion).With(i => i.Stopped)
            .With(i => i.DeadlinePassed).With(i => i.WaitsForCalendar).End()
        .Over(rows.Steps.New,
            $"""
            insert into {named("step")} (assignment, deadline_version, step, plan, lane, due_at, outcome, decided_at)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)
            """)
            .With(s => s.Wake.Assignment).With(s => s.Wake.DeadlineVersion).With(s => s.Wake.Step).With(s => s.Plan)
            .With(s => Lane.Of(s.Plan)).With(s => s.DueAt).With(s => s.Outcome).With(s => s.DecidedAt).End()
        .Over(rows.Steps.Changed,
            $"""
            update {named("step")} s set due_at = u.due_at, outcome = u.outcome, decided_at = u.decided_at
            from unnest($1, $2, $3, $4, $5, $6) u (assignment, deadline_version, step, due_at, outcome, decided_at)
            where s.assignment = u.assignment and s.deadline_version = u.deadline_version and s.step = u.step
            """)
            .With(s => s.Wake.Assignment).With(s => s.Wake.DeadlineVersion).With(s => s.Wake.Step).With(s => s.DueAt)
            .With(s => s.Outcome).With(s => s.DecidedAt).End();

    /// <summary>
    /// Takes the places of the messages in their inboxes, in their order, and adds what puts them and receipts there. Row locks on inboxes,
    /// last in the transaction and by unit code: writers never wait for one another in a circle.
    /// </summary>
    public async Task<Sql> WriteInboxAsync(NpgsqlTransaction transaction, PlanRows rows, CancellationToken ct)
    {
        var next = (await transaction.Sql().Over([.. rows.Messages.GroupBy(message => message.Unit)],
            $"""
            insert into {named("inbox_position")} as p (unit, last) select unit, count from unnest($1, $2) u (unit, count) order by unit
            on conflict (unit) do update set last = p.last + excluded.last returning unit, last
            """).With(unit => unit.Key).With(unit => unit.LongCount()).End()
            .ReadAsync(row => (Unit: row.GetString(0), Last: row.GetInt64(1)), ct)).ToDictionary(p => p.Unit, p => p.Last);
        foreach (var unit in rows.Messages.GroupBy(message => message.Unit))
            next[unit.Key] -= unit.Count();
        return transaction.Sql()
            .Over([.. rows.Messages.Select(message => (Row: message, Next: ++next[message.Unit]))],
                $"""
                insert into {named("inbox")} (unit, position, id, plan, assignment, step, sha256, written_at, receipt_at, copy)
                select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """)
                .With(m => m.Row.Unit).With(m => m.Row.Position ?? m.Next).With(m => m.Row.Id).With(m => m.Row.Plan)
                .With(m => m.Row.Assignment).With(m => m.Row.Step).With(m => m.Row.Sha256).With(m => m.Row.WrittenAt)
                .With(m => m.Row.ReceiptAt).With(m => m.Row.Copy).End()
            .Over(rows.Receipts,
                $"""
                update {named("inbox")} i set receipt_at = u.at from unnest($1, $2) u (id, at) where i.id = u.id and i.receipt_at is null
                """)
                .With(r => r.Key).With(r => r.Value).End()
            .Over(rows.Withdrawals,
                $"""
                update {named("inbox")} i set withdrawn_at = u.at, withdrawn_for = u.reason from unnest($1, $2, $3) u (id, at, reason)
                where i.id = u.id and i.withdrawn_at is null
                """)
                .With(w => w.Key).With(w => w.Value.At).With(w => w.Value.Reason).End();
    }

    /// <summary>Reads <see cref="PlanColumns"/>.</summary>
    public static PlanRow Plan(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetBoolean(4));

    /// <summary>Reads <see cref="ItemColumns"/> from <paramref name="column"/> on.</summary>
    public static ItemRow Item(NpgsqlDataReader row, int column) => new(row.GetGuid(column), row.GetGuid(column + 1),
        row.GetInt32(column + 2), row.Maybe<DateTimeOffset>(column + 3), row.GetInt32(column + 4), row.GetInt64(column + 5),
        row.Text(column + 6), row.GetBoolean(column + 7), row.GetBoolean(column + 8));

    /// <summary>Reads <see cref="StepColumns"/>.</summary>
    public static StepRow Step(NpgsqlDataReader row) => new(new(row.GetGuid(0), row.GetString(1), row.GetInt32(2)), row.GetGuid(3),
        row.Instant(4), row.Text(5), row.Maybe<DateTimeOffset>(6));
}

/// <summary>The lanes that plans are spread over.</summary>
internal static class Lane
{
    public const int Count = 4;

    /// <summary>The lane of a plan: two bits of the hashed part of its id.</summary>
    public static short Of(Guid plan) => (short)(plan.ToByteArray(bigEndian: true)[15] % Count);
}

/// <summary>How a transaction locks plans: always in the order of their ids.</summary>
internal static class PlanLocks
{
    /// <summary>Locks the plans, making rows for those not seen yet.</summary>
    public static Task<IReadOnlyList<PlanRow>> LockAsync(this StreamTransaction transaction, Guid notice, IEnumerable<string> units,
        CancellationToken ct) => transaction.LockAsync(units.Select(unit => (notice, unit)), ct);

    /// <inheritdoc cref="LockAsync(StreamTransaction, Guid, IEnumerable{string}, CancellationToken)"/>
    public static async Task<IReadOnlyList<PlanRow>> LockAsync(this StreamTransaction transaction,
        IEnumerable<(Guid Notice, string Unit)> of, CancellationToken ct)
    {
        var plans = of.Distinct().Select(plan => (Id: Ids.Plan(plan.Notice, plan.Unit), plan.Notice, plan.Unit)).ToList();
        return await transaction.Sql().Over(plans,
            "insert into plan (id, notice, unit) select * from unnest($1, $2, $3) u (id, notice, unit) order by id on conflict do nothing")
            .With(p => p.Id).With(p => p.Notice).With(p => p.Unit).End()
            .Add(Lock, plans.Select(p => p.Id).ToArray()).ReadAsync(PlanTables.Plan, ct);
    }

    /// <summary>Locks plans that there are.</summary>
    public static async Task<IReadOnlyList<PlanRow>> LockAsync(this StreamTransaction transaction, IEnumerable<Guid> plans,
        CancellationToken ct) =>
        await transaction.Sql(Lock, plans.ToArray()).ReadAsync(PlanTables.Plan, ct);

    private const string Lock = $"select {PlanTables.PlanColumns} from plan p where id = any($1) order by id for update";
}
