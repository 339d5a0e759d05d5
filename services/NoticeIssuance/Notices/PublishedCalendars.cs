using Npgsql;
using Workflow.Calendars;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace NoticeIssuance.Notices;

/// <summary>The working calendars notices are read by: those that ship with the product, and over them what the directory published.</summary>
internal sealed class PublishedCalendars(NpgsqlDataSource dataSource)
{
    /// <summary>Held by publishing alone, shared by whoever counts: a deadline counted by the calendars before is committed before it is looked for.</summary>
    internal const long Lock = 0x4E4F5449_43454341;

    /// <summary>Those in force; by the time somebody commits, others may be.</summary>
    public async Task<WorkingCalendars> NowAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        return await ReadAsync(connection, null, ct);
    }

    /// <summary>Those in force until the transaction ends. The first lock that a transaction takes, so that nobody who waits for it is waited for.</summary>
    public static async Task<WorkingCalendars> HoldAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var hold = new NpgsqlCommand($"select pg_advisory_xact_lock_shared({Lock})", transaction.Connection, transaction);
        await hold.ExecuteNonQueryAsync(ct);
        return await ReadAsync(transaction.Connection!, transaction, ct);
    }

    private static async Task<WorkingCalendars> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        var calendars = WorkingCalendars.Shipped;
        await using var command = new NpgsqlCommand("select year, version, holidays, workdays from calendar where name = $1", connection, transaction);
        NoticeList.Add(command, WorkingCalendar.National);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            calendars = calendars.WithPublished(reader.GetInt32(0), reader.GetInt64(1), new(reader.GetFieldValue<DateOnly[]>(2), reader.GetFieldValue<DateOnly[]>(3)));
        return calendars;
    }
}
