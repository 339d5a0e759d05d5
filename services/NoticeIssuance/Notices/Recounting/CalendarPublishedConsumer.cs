using Workflow.Contracts.Directory.V1;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace NoticeIssuance.Notices;

/// <summary>
/// A calendar was published or amended: notices posted from now on are read by it, and what it concerns of the others is counted again.
/// Whatever comes again, late or after a crash is counted by the calendars in force, so it changes nothing or what is left to change.
/// </summary>
internal sealed class CalendarPublishedConsumer(StreamStore streams, NoticeDesk desk)
    : IConsumer<CalendarPublished>
{
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
        if (calendar.Name != WorkingCalendar.National)
            return;
        await desk.ActOnManyAsync(command, NoticeFile.ToCount, async (transaction, after, most) =>
        {
            var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
            var concerned = await CountedDeadlines.NoticesAsync(transaction, calendar.Year, after, most, ct);
            return (concerned, file => new(RecomputeDeadlines.Decide(file, calendars, calendar.Year, transaction.Now)));
        }, ct);
    }
}

/// <summary>One at a time: each looks at the same notices.</summary>
internal sealed class CalendarPublishedConsumerDefinition : ConsumerDefinition<CalendarPublishedConsumer>
{
    public CalendarPublishedConsumerDefinition() => ConcurrentMessageLimit = 1;
}
