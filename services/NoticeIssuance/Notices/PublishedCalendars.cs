using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Directory.V1;
using Workflow.EventSourcing;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace NoticeIssuance.Notices;

/// <summary>
/// The working calendars notices are read by: those that ship with the product, and over them what the directory published (table
/// <c>calendar</c>).
/// </summary>
internal sealed class PublishedCalendars(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// Held by publishing alone, shared by whoever counts: a deadline counted by the calendars before is committed before it is looked for.
    /// </summary>
    internal const long Lock = 0x4E4F5449_43454341;

    private WorkingCalendars? _held;

    /// <summary>Those in force; by the time somebody commits, others may be.</summary>
    public Task<WorkingCalendars> NowAsync(CancellationToken ct) =>
        InForce(dataSource.Sql()).ResultsAsync(row => ReadAsync(row, ct), ct);

    /// <summary>
    /// Those that were last held here. Whatever is stored by them is looked at again by those held when it is stored.
    /// </summary>
    public async Task<WorkingCalendars> LikelyAsync(CancellationToken ct) => Volatile.Read(ref _held) ?? await NowAsync(ct);

    /// <summary>
    /// Those in force until the transaction ends. The first lock it takes, so that nobody who waits for it is waited for.
    /// </summary>
    public Task<WorkingCalendars> HoldAsync(StreamTransaction transaction, CancellationToken ct) =>
        Hold(transaction.Sql()).ResultsAsync(row => ReadHeldAsync(row, ct), ct);

    /// <summary>The same as the first of several statements; <see cref="ReadHeldAsync"/> reads what they answer.</summary>
    public static Sql Hold(Sql sql) => InForce(sql.Add($"select pg_advisory_xact_lock_shared({Lock})"));

    public async Task<WorkingCalendars> ReadHeldAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        await row.NextResultAsync(ct);
        var held = await ReadAsync(row, ct);
        Volatile.Write(ref _held, held);
        return held;
    }

    /// <summary>Keeps what was published, once nobody counts by the calendars before it; the highest version wins.</summary>
    public static Task KeepAsync(StreamTransaction transaction, CalendarPublished calendar, CancellationToken ct) => transaction
        .Sql($"select pg_advisory_xact_lock({Lock})")
        .Add(
            """
            insert into calendar as c (name, year, version, holidays, workdays) values ($1, $2, $3, $4, $5)
            on conflict (name, year) do update set version = excluded.version, holidays = excluded.holidays, workdays = excluded.workdays
            where c.version < excluded.version
            """, calendar.Name, calendar.Year, calendar.Version, calendar.Holidays.ToArray(), calendar.Workdays.ToArray())
        .ExecuteAsync(ct);

    private static Sql InForce(Sql sql) =>
        sql.Add("select year, version, holidays, workdays from calendar where name = $1", WorkingCalendar.National);

    private static async Task<WorkingCalendars> ReadAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        var calendars = WorkingCalendars.Shipped;
        while (await row.ReadAsync(ct))
            calendars = calendars.WithPublished(row.GetInt32(0), row.GetInt64(1),
                new(row.GetFieldValue<DateOnly[]>(2), row.GetFieldValue<DateOnly[]>(3)));
        return calendars;
    }
}
