using System.Text.Json;
using DeadlineReminders.Inbox;
using DeadlineReminders.Messages;
using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Assignments.V1;
using Workflow.EventSourcing;
using Workflow.History;

namespace DeadlineReminders.Plans;

/// <summary>The plans' rows as a transaction reads and locks them.</summary>
internal static class NoticePlans
{
    /// <summary>Locks the plans, in the order of their ids, making rows for those not seen yet.</summary>
    public static async Task<IReadOnlyList<LockedPlan>> LockAsync(this StreamTransaction transaction, Guid notice,
        IEnumerable<string> units, CancellationToken ct)
    {
        var plans = units.Distinct().Select(unit => (Id: Ids.Plan(notice, unit), Unit: unit)).ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add("insert into plan (id, notice, unit) select id, $3, unit from unnest($1, $2) u (id, unit) order by id on conflict do nothing", plans)
            .With(p => p.Id).With(p => p.Unit).And(notice);
        batch.Add("select id, notice, unit, version from plan where id = any($1) order by id for update", plans).With(p => p.Id);
        return await batch.ReadAsync(row => new LockedPlan(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3)), ct);
    }

    /// <summary>An assignment's item with its pending steps; null when it is not planned.</summary>
    public static async Task<(PlanItem Item, IReadOnlyList<string> Pending)?> FindAsync(this StreamTransaction transaction, Guid assignment,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            select i.requirement, i.due_at, i.deadline_version, i.assignment_version, i.stopped, i.deadline_passed,
                array(select s.step from step s where s.assignment = i.assignment and s.outcome is null and s.step <> 'deadline' order by s.due_at)
            from item i where i.assignment = any($1)
            """, [assignment]).With(id => id);
        var rows = await batch.ReadAsync(row => (Item(row, 0), Pending: row.GetFieldValue<string[]>(6)), ct);
        return rows is [var (item, pending)] ? (item, pending) : null;
    }

    /// <summary>
    /// Reads <c>requirement, due_at, deadline_version, assignment_version, stopped, deadline_passed</c> from <paramref name="column"/> on.
    /// </summary>
    public static PlanItem Item(NpgsqlDataReader row, int column) => new(
        Requirement: row.GetInt32(column), DueAt: row.IsDBNull(column + 1) ? null : row.GetFieldValue<DateTimeOffset>(column + 1),
        DeadlineVersion: row.GetInt32(column + 2), AssignmentVersion: row.GetInt64(column + 3), Stopped: row.IsDBNull(column + 4) ? null
            : row.GetString(column + 4),
        DeadlinePassed: row.GetBoolean(column + 5), PastSteps: []);

    /// <summary>Executes, and reads the rows of whatever statement gives any.</summary>
    public static async Task<List<T>> ReadAsync<T>(this NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        if (batch.BatchCommands.Count == 0) return rows;
        await using var reader = await batch.ExecuteReaderAsync(ct);
        do
        {
            while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        }
        while (await reader.NextResultAsync(ct));
        return rows;
    }
}
