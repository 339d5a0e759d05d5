using Npgsql;
using Workflow.Calendars;
using Workflow.EventSourcing;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace DeadlineReminders.Plans;

/// <summary>
/// The working calendars this service goes by: those that ship with the product, and over them what the directory published.
/// </summary>
internal static class PublishedCalendars
{
    private const string Published = "select year, version, holidays, workdays from calendar where name = $1";

    /// <summary>
    /// Held by publishing alone, shared by planning: who plans by the calendars before is committed before it is looked for what they
    /// concern.
    /// </summary>
    internal const long Lock = 0x43414C45_4E444152;

    /// <summary>
    /// Those in force until the transaction ends. Plans are locked before, calendars then: the order in which everybody takes these locks.
    /// </summary>
    public static async Task<WorkingCalendars> ReadAsync(StreamTransaction transaction, CancellationToken ct)
    {
        await using var hold =
            new NpgsqlCommand($"select pg_advisory_xact_lock_shared({Lock})", transaction.Connection, transaction.Transaction);
        await hold.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(Published, transaction.Connection, transaction.Transaction);
        return await ReadAsync(command, ct);
    }

    /// <summary>Those in force now.</summary>
    public static async Task<WorkingCalendars> ReadAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Published);
        return await ReadAsync(command, ct);
    }

    private static async Task<WorkingCalendars> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        command.Parameters.Add(new() { Value = WorkingCalendar.National });
        var calendars = WorkingCalendars.Shipped;
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            calendars = calendars.WithPublished(row.GetInt32(0), row.GetInt64(1),
                new(row.GetFieldValue<DateOnly[]>(2), row.GetFieldValue<DateOnly[]>(3)));
        return calendars;
    }
}
