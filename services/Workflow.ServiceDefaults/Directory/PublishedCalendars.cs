using Workflow.Calendars;
using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>The national working calendars: those that ship with the product, and over them what the directory published.</summary>
public sealed class PublishedCalendars(NpgsqlDataSource dataSource)
{
    /// <summary>The first key of <see cref="Lock"/>.</summary>
    public const int LockClass = 0x43414C45;

    /// <summary>
    /// Keys of an advisory lock of the service, held by publishing alone and shared by whoever counts: what was counted by the calendars
    /// before is committed before it is looked for.
    /// </summary>
    public static readonly string Lock = $"{LockClass}, hashtext(current_schema())";

    private const string InForce = "select year, version, holidays, workdays from calendar where name = $1";
    private static readonly string Share = $"select pg_advisory_xact_lock_shared({Lock})";
    private WorkingCalendars? _held;

    /// <summary>Those in force; by the time somebody commits, others may be.</summary>
    public Task<WorkingCalendars> NowAsync(CancellationToken ct) =>
        dataSource.Sql(InForce, WorkingCalendar.National).ResultsAsync(row => ReadAsync(row, ct), ct);

    /// <summary>
    /// Those in force until the transaction ends. All who count in a service take this lock at the same place among others.
    /// </summary>
    public static Task<WorkingCalendars> HoldAsync(NpgsqlTransaction transaction, CancellationToken ct) =>
        Hold(transaction.Sql()).ResultsAsync(async row =>
        {
            await row.NextResultAsync(ct);
            return await ReadAsync(row, ct);
        }, ct);

    /// <summary>Those that were last held here. Whatever is stored by them is looked at again by those held when it is stored.</summary>
    public async Task<WorkingCalendars> LikelyAsync(CancellationToken ct) => Volatile.Read(ref _held) ?? await NowAsync(ct);

    /// <summary>The lock and the reading as the first of several statements; <see cref="ReadHeldAsync"/> reads what they answer.</summary>
    public static Sql Hold(Sql sql) => sql.Add(Share).Add(InForce, WorkingCalendar.National);

    /// <summary>What <see cref="Hold"/> answers; the reader is left at the end of it.</summary>
    public async Task<WorkingCalendars> ReadHeldAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        await row.NextResultAsync(ct);
        var held = await ReadAsync(row, ct);
        Volatile.Write(ref _held, held);
        return held;
    }

    /// <summary>Keeps what is newer than what is known; waits for whoever counts by what was in force.</summary>
    public static Task KeepAsync(CalendarPublished calendar, NpgsqlTransaction transaction, CancellationToken ct) => transaction
        .Sql($"select pg_advisory_xact_lock({Lock})")
        .Add(
            """
            insert into calendar as c (name, year, version, holidays, workdays) values ($1, $2, $3, $4, $5)
            on conflict (name, year) do update set version = excluded.version, holidays = excluded.holidays, workdays = excluded.workdays
            where c.version < excluded.version
            """, calendar.Name, calendar.Year, calendar.Version, calendar.Holidays.ToArray(), calendar.Workdays.ToArray())
        .ExecuteAsync(ct);

    /// <summary>The years of which something was published.</summary>
    public static Task<List<int>> YearsAsync(NpgsqlDataSource dataSource, CancellationToken ct) =>
        dataSource.Sql("select year from calendar where name = $1 order by year", WorkingCalendar.National)
            .ReadAsync(row => row.GetInt32(0), ct);

    private static async Task<WorkingCalendars> ReadAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        var calendars = WorkingCalendars.Shipped;
        while (await row.ReadAsync(ct))
            calendars = calendars.WithPublished(row.GetInt32(0), row.GetInt64(1),
                new(row.GetFieldValue<DateOnly[]>(2), row.GetFieldValue<DateOnly[]>(3)));
        return calendars;
    }
}
