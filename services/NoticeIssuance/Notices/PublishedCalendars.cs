using Npgsql;
using Workflow.Calendars;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace NoticeIssuance.Notices;

/// <summary>
/// The working calendars notices are read by: those that ship with the product, and over them what the directory published.
/// </summary>
internal sealed class PublishedCalendars(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// Held by publishing alone, shared by whoever counts: a deadline counted by the calendars before is committed before it is looked for.
    /// </summary>
    internal const long Lock = 0x4E4F5449_43454341;

    /// <summary>Those in force; by the time somebody commits, others may be.</summary>
    public async Task<WorkingCalendars> NowAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { InForce() } };
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await ReadAsync(row, ct);
    }

    /// <summary>
    /// Those in force until the transaction ends. The first lock that a transaction takes, so that nobody who waits for it is waited for.
    /// </summary>
    public static async Task<WorkingCalendars> HoldAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        Hold(batch);
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await ReadHeldAsync(row, ct);
    }

    /// <summary>The same as the first of a batch's commands; <see cref="ReadHeldAsync"/> reads what they answer.</summary>
    public static void Hold(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new($"select pg_advisory_xact_lock_shared({Lock})"));
        batch.BatchCommands.Add(InForce());
    }

    public static async Task<WorkingCalendars> ReadHeldAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        await row.NextResultAsync(ct);
        return await ReadAsync(row, ct);
    }

    private static NpgsqlBatchCommand InForce() =>
        new("select year, version, holidays, workdays from calendar where name = $1") { Parameters =
        { new() { Value = WorkingCalendar.National } } };

    private static async Task<WorkingCalendars> ReadAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        var calendars = WorkingCalendars.Shipped;
        while (await row.ReadAsync(ct))
            calendars = calendars.WithPublished(row.GetInt32(0), row.GetInt64(1),
                new(row.GetFieldValue<DateOnly[]>(2), row.GetFieldValue<DateOnly[]>(3)));
        return calendars;
    }
}
