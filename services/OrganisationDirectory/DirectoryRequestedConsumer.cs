using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory;

/// <summary>
/// Says everything again for a service that began later. Receivers keep the highest version, so that it harms nobody who knew.
/// </summary>
internal sealed class DirectoryRequestedConsumer(NpgsqlDataSource dataSource, StreamStore streams, Quarantine quarantine)
    : IConsumer<DirectoryRequested>
{
    public Task Consume(ConsumeContext<DirectoryRequested> context) =>
        SayAsync(context, context.MessageId!.Value, dataSource, streams, quarantine, context.CancellationToken);

    /// <summary>Says all there is.</summary>
    /// <param name="bus">To everybody.</param>
    /// <param name="cause">From which the messages' ids are derived.</param>
    /// <param name="dataSource">What there is.</param>
    /// <param name="streams">As it stands.</param>
    /// <param name="quarantine">What cannot be said now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task SayAsync(IPublishEndpoint bus, Guid cause, NpgsqlDataSource dataSource, StreamStore streams,
        Quarantine quarantine, CancellationToken ct)
    {
        var version = await DirectoryVersioning.InForceAsync(dataSource.Sql(), ct);
        foreach (var part in await DirectoryPublisher.PartsAsync(dataSource, streams, quarantine, version, previous: 0, ct))
            await SayAsync(bus, part, Ids.Derived(cause, $"part/{part.Part}"), ct);
        await EachAsync<CalendarYear, WorkingCalendarEvent>("calendar", DirectoryPublisher.CalendarMessage);
        await EachAsync<Delegation, DelegationEvent>("delegation", DirectoryPublisher.DelegationMessage);

        // Every stream of the kind, in the order begun.
        async Task EachAsync<TState, TEvent>(string kind, Func<Guid, Versioned<TState>, object> message)
            where TState : IAggregate<TState, TEvent>
        {
            var ids = await dataSource.Sql(
                "select stream_id from mt_events where version = 1 and type like $1 order by seq_id", $"{kind}.%")
                .ReadAsync(row => row.GetGuid(0), ct);
            foreach (var (id, said) in await DirectoryPublisher.StatesAsync<TState, TEvent>(streams, quarantine, ids, message, ct))
                await SayAsync(bus, said, Ids.Derived(cause, $"{kind}/{id}"), ct);
        }
    }

    private static async Task SayAsync(IPublishEndpoint bus, object message, Guid id, CancellationToken ct)
    {
        try
        {
            await bus.Publish(message, message.GetType(), publish => publish.MessageId = id, ct);
        }
        catch (MessageReturnedException)
        {
            // Nobody has a queue for it: the one who asked uses no calendars, say.
        }
    }
}

/// <summary>
/// Units, grants and calendars that cannot be read and were left out of what others are told: as soon as one can be, all is said once more.
/// </summary>
internal sealed class ToldLater(NpgsqlDataSource dataSource, StreamStore streams, Quarantine quarantine, IBus bus) : ISetAside
{
    private const string Aside = "told-later";

    public string Place => Aside;

    public static Task SetAsideAsync(Quarantine quarantine, IEnumerable<KeyValuePair<Guid, UnreadableEventException>> unreadable,
        CancellationToken ct) =>
        quarantine.AddAsync(Aside, [.. unreadable.Select(stream => new ItemFault(stream.Key, stream.Value))], ct);

    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        await quarantine.ReadWholeAsync(item, ct);
        await DirectoryRequestedConsumer.SayAsync(bus, Guid.NewGuid(), dataSource, streams, quarantine, ct);
    }
}

/// <summary>Answers which version is in force: it is answered to importers before it is published.</summary>
internal sealed class DirectoryVersionAskedConsumer(NpgsqlDataSource dataSource) : IConsumer<DirectoryVersionAsked>
{
    public async Task Consume(ConsumeContext<DirectoryVersionAsked> context) => await context.RespondAsync(
        new DirectoryVersionAnswered(await DirectoryVersioning.InForceAsync(dataSource.Sql(), context.CancellationToken)));
}
