using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// How assignments stand, for who is about to speak of them. Deadlines that have passed are judged first, so that nobody is told of a
/// lateness that is not recorded.
/// </summary>
internal sealed class AssignmentsAskedConsumer(BoardStore board, DueSweep due) : IConsumer<AssignmentsAsked>
{
    public async Task Consume(ConsumeContext<AssignmentsAsked> context)
    {
        var (asked, ct) = (context.Message.Assignments, context.CancellationToken);
        var rows = await board.FindAsync(asked, ct);
        if (await due.JudgeAsync(rows.Values, ct))
            rows = await board.FindAsync(asked, ct);
        await context.RespondAsync(new AssignmentsAnswered([.. rows.Values.Select(row => row.AsMessage())]));
    }
}

/// <summary>The dated assignments of a notice that still owe a report, for who must prove that it watches them all.</summary>
internal sealed class DatedAssignmentsAskedConsumer(NpgsqlDataSource dataSource) : IConsumer<DatedAssignmentsAsked>
{
    private const int MostAtOnce = 2_000;

    public async Task Consume(ConsumeContext<DatedAssignmentsAsked> context)
    {
        var ((notice, after), ct) = (context.Message, context.CancellationToken);
        var rows = await dataSource.Sql(
            $"""
            select {BoardStore.Columns} from board where notice = $1 and due_at is not null and state = any($2) and assignment > $3
            order by assignment limit {MostAtOnce}
            """, notice, States.Owing.ToArray(), after ?? Guid.Empty).ReadAsync(BoardStore.Row, ct);
        await context.RespondAsync(new AssignmentsAnswered([.. rows.Select(row => row.AsMessage())]));
    }
}

/// <summary>What units owe in some weeks, for who is about to order more of them.</summary>
internal sealed class DutiesAskedConsumer(NpgsqlDataSource dataSource) : IConsumer<DutiesAsked>
{
    private const int MostNamed = 20;

    public async Task Consume(ConsumeContext<DutiesAsked> context)
    {
        var ((units, weeks), ct) = (context.Message, context.CancellationToken);
        var rows = await dataSource.Sql().Over(weeks,
            $"""
            with owed as (select w.monday, b.unit, count(*) as n from unnest($1, $2, $3) w (monday, first, last)
                cross join unnest($4) u (unit) join board b on b.unit = u.unit and b.state = any($5)
                    and coalesce(b.due_at, 'infinity') between w.first and w.last
                group by w.monday, b.unit)
            select * from (select monday, unit, n, row_number() over of_week as place, sum(n) over (partition by monday) as assignments,
                count(*) over (partition by monday) as units from owed window of_week as (partition by monday order by n desc, unit)) r
            where place <= {MostNamed} order by monday, place
            """).With(monday => monday).With(monday => OfficialTime.At(monday, TimeOnly.MinValue).ToUniversalTime())
            .With(monday => OfficialTime.EndOf(monday.AddDays(6)).ToUniversalTime())
            .And(units.Distinct().ToArray()).And(States.Owing.ToArray()).End()
            .ReadAsync(row => (Monday: row.GetFieldValue<DateOnly>(0), Duties: new UnitDuties(row.GetString(1), (int)row.GetInt64(2)),
                Assignments: (int)row.GetDecimal(4), Units: (int)row.GetInt64(5)), ct);
        await context.RespondAsync(new DutiesAnswered([.. rows.GroupBy(row => row.Monday).Select(week =>
            new WeekOfDuties(week.Key, week.First().Assignments, week.First().Units, [.. week.Select(row => row.Duties)]))]));
    }
}
