using MassTransit;
using Npgsql;
using Workflow.Contracts.Directory.V1;
using Workflow.EventSourcing;
using Workflow.History;

namespace OrganisationDirectory;

/// <summary>
/// Says everything again for a service that began later. Receivers keep the highest version, so that it harms nobody who knew.
/// </summary>
internal sealed class DirectoryRequestedConsumer(NpgsqlDataSource dataSource, StreamStore streams) : IConsumer<DirectoryRequested>
{
    private const int MostUnits = 500;

    public async Task Consume(ConsumeContext<DirectoryRequested> context)
    {
        var ct = context.CancellationToken;
        var (last, units, calendars) = await KnownAsync(ct);
        foreach (var some in units.Chunk(MostUnits))
        {
            var states = await streams.LoadManyAsync<Unit, UnitEvent>(some, ct);
            await SayAsync(context,
                new UnitChanged(last,
                [.. states.Values.Select(unit => DirectoryPublisher.Message((Unit.Established)unit.State, unit.Version))]), some[0]);
        }
        foreach (var (id, calendar) in await streams.LoadManyAsync<CalendarYear, WorkingCalendarEvent>(calendars, ct))
            await SayAsync(context, DirectoryPublisher.Message((CalendarYear.Published)calendar.State, calendar.Version), id);
    }

    private static async Task SayAsync(ConsumeContext context, object message, Guid first)
    {
        try
        {
            await context.Publish(message, message.GetType(), publish =>
                publish.MessageId = Ids.Derived(first, $"asked by {context.MessageId}"), context.CancellationToken);
        }
        catch (MessageReturnedException)
        {
            // Nobody has a queue for it: the one who asked uses no calendars, say.
        }
    }

    /// <summary>The last sequence number seen, and every stream there is.</summary>
    private async Task<(long Last, List<Guid> Units, List<Guid> Calendars)> KnownAsync(CancellationToken ct)
    {
        await using var command =
            dataSource.CreateCommand(
            "select stream_id, type, (select max(seq_id) from mt_events) from mt_events where version = 1 and type <> 'tombstone' order by seq_id");
        await using var row = await command.ExecuteReaderAsync(ct);
        var (last, units, calendars) = (0L, new List<Guid>(), new List<Guid>());
        while (await row.ReadAsync(ct))
        {
            last = row.GetInt64(2);
            (row.GetString(1).StartsWith("unit.", StringComparison.Ordinal) ? units : calendars).Add(row.GetGuid(0));
        }
        return (last, units, calendars);
    }
}
