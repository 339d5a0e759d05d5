using Workflow.Contracts.Directory.V1;

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
        var known = await KnownAsync(ct);
        var units = known.Where(stream => stream.Type.StartsWith("unit.", StringComparison.Ordinal)).ToList();
        foreach (var some in units.Select(stream => stream.Stream).Chunk(MostUnits))
        {
            var states = await streams.LoadManyAsync<Unit, UnitEvent>(some, ct);
            var said = states.Values.Select(unit => DirectoryPublisher.Message((Unit.Established)unit.State, unit.Version));
            await SayAsync(context, new UnitChanged(units[0].Last, [.. said]), some[0]);
        }
        var calendars = known.Except(units).Select(stream => stream.Stream).ToList();
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

    /// <summary>Every unit's and calendar's stream, with the type of its first event and the last sequence number seen.</summary>
    private Task<List<(Guid Stream, string Type, long Last)>> KnownAsync(CancellationToken ct) => dataSource.Sql(
        """
        select stream_id, type, (select max(seq_id) from mt_events) from mt_events
        where version = 1 and (type like 'unit.%' or type like 'calendar.%') order by seq_id
        """).ReadAsync(row => (row.GetGuid(0), row.GetString(1), row.GetInt64(2)), ct);
}
