using MassTransit;
using Npgsql;
using NpgsqlTypes;
using Workflow.Calendars;
using Workflow.Contracts.Directory.V1;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace NoticeIssuance.Notices;

/// <summary>The working calendars notices are read by: those that ship with the product, and over them what the directory published.</summary>
internal sealed class PublishedCalendars(NpgsqlDataSource dataSource)
{
    public async Task<IWorkingCalendars> NowAsync(CancellationToken ct)
    {
        var calendars = WorkingCalendars.Shipped;
        await using var command = dataSource.CreateCommand("select year, version, holidays, workdays from calendar where name = $1");
        NoticeList.Add(command, WorkingCalendar.National);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            calendars = calendars.With(new(
                new(WorkingCalendar.National, reader.GetInt32(0), (int)reader.GetInt64(1)), new(reader.GetFieldValue<DateOnly[]>(2), reader.GetFieldValue<DateOnly[]>(3))));
        return calendars;
    }
}

/// <summary>A calendar was published or amended: notices posted from now on are read by it. What was read before stays.</summary>
internal sealed class CalendarPublishedConsumer(NpgsqlDataSource dataSource) : IConsumer<CalendarPublished>
{
    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        var calendar = context.Message;
        await using var command = dataSource.CreateCommand(
            """
            insert into calendar as c (name, year, version, holidays, workdays) values ($1, $2, $3, $4, $5)
            on conflict (name, year) do update set version = excluded.version, holidays = excluded.holidays, workdays = excluded.workdays
            where c.version < excluded.version
            """);
        NoticeList.Add(command, calendar.Name, calendar.Year, calendar.Version);
        command.Parameters.Add(Days(calendar.Holidays));
        command.Parameters.Add(Days(calendar.Workdays));
        await command.ExecuteNonQueryAsync(context.CancellationToken);
    }

    private static NpgsqlParameter Days(IEnumerable<DateOnly> days) => new() { Value = days.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date };
}
