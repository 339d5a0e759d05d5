using Workflow.Contracts.Directory.V1;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace NoticeIssuance.Notices;

/// <summary>
/// A calendar was published or amended: notices posted from now on are read by it, and what it concerns of the others is counted again.
/// Whatever comes again, late or after a crash is counted by the calendars in force, so it changes nothing or what is left to change.
/// </summary>
internal sealed class CalendarPublishedConsumer(StreamStore streams, NoticeDesk desk, NpgsqlDataSource dataSource)
    : IConsumer<CalendarPublished>, ISetAside
{
    private const string Aside = "calendar";

    public string Place => Aside;

    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        var (calendar, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Notices), CorrelationId: null, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await PublishedCalendars.KeepAsync(calendar, transaction.Transaction, ct);
            await transaction.CommitAsync(ct);
        }
        // Nothing is counted by any other.
        if (calendar.Name == WorkingCalendar.National)
            await desk.ActOnManyAsync(command, By(calendar.Year, ct), ct);
    }

    /// <summary>By whatever was published: which year it was set aside for does not matter any more.</summary>
    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        var command = new CommandContext(Actor.System(Sources.Notices), CorrelationId: null, CausationId: null);
        foreach (var year in await PublishedCalendars.YearsAsync(dataSource, ct))
            await desk.ActAsync(command, [item], By(year, ct), ct);
    }

    private ActOnNotices By(int year, CancellationToken ct) => new(Place, NoticeFile.ToCount, async (transaction, after, most) =>
    {
        var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
        var concerned = await CountedDeadlines.NoticesAsync(transaction, year, after, most, ct);
        return (concerned, file => new(RecomputeDeadlines.Decide(file, calendars, year, transaction.Now)));
    });
}

/// <summary>One at a time: each looks at the same notices.</summary>
internal sealed class CalendarPublishedConsumerDefinition : ConsumerDefinition<CalendarPublishedConsumer>
{
    public CalendarPublishedConsumerDefinition() => ConcurrentMessageLimit = 1;
}
