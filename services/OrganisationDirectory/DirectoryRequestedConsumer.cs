using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory;

/// <summary>
/// Says everything again for a service that began later. Receivers keep the highest version, so that it harms nobody who knew.
/// </summary>
internal sealed class DirectoryRequestedConsumer(NpgsqlDataSource dataSource, StreamStore streams) : IConsumer<DirectoryRequested>
{
    public async Task Consume(ConsumeContext<DirectoryRequested> context)
    {
        var ct = context.CancellationToken;
        var version = await DirectoryVersioning.InForceAsync(dataSource.Sql(), ct);
        foreach (var part in await DirectoryPublisher.PartsAsync(dataSource, streams, version, previous: 0, ct))
            await SayAsync(context, part, $"part/{part.Part}");
        var calendars = await dataSource.Sql(
            "select stream_id from mt_events where version = 1 and type like 'calendar.%' order by seq_id")
                .ReadAsync(row => row.GetGuid(0), ct);
        foreach (var (id, calendar) in await streams.LoadManyAsync<CalendarYear, WorkingCalendarEvent>(calendars, ct))
            await SayAsync(context, DirectoryPublisher.Message((CalendarYear.Published)calendar.State, calendar.Version), $"calendar/{id}");
    }

    private static async Task SayAsync(ConsumeContext context, object message, string what)
    {
        try
        {
            await context.Publish(message, message.GetType(), publish =>
                publish.MessageId = Ids.Derived(context.MessageId!.Value, what), context.CancellationToken);
        }
        catch (MessageReturnedException)
        {
            // Nobody has a queue for it: the one who asked uses no calendars, say.
        }
    }
}

/// <summary>Answers which version is in force: it is answered to importers before it is published.</summary>
internal sealed class DirectoryVersionAskedConsumer(NpgsqlDataSource dataSource) : IConsumer<DirectoryVersionAsked>
{
    public async Task Consume(ConsumeContext<DirectoryVersionAsked> context) => await context.RespondAsync(
        new DirectoryVersionAnswered(await DirectoryVersioning.InForceAsync(dataSource.Sql(), context.CancellationToken)));
}
