using MassTransit;
using Workflow.Calendars;
using Workflow.Contracts.Directory.V1;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.ServiceDefaults;

namespace NoticeIssuance.Notices;

/// <summary>
/// A calendar was published or amended: notices posted from now on are read by it, and what it concerns of the others is counted again,
/// some notices a transaction.
/// Whatever comes again, late or after a crash is counted by the calendars in force, so it changes nothing or what is left to change.
/// </summary>
internal sealed class CalendarPublishedConsumer(StreamStore streams, ContentStore contents) : IConsumer<CalendarPublished>
{
    private const int NoticesAtOnce = 50;
    private const int MaximumAttempts = 5;

    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        var (calendar, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System("notices"), CorrelationId: null, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await PublishedCalendars.KeepAsync(calendar, transaction.Transaction, ct);
            await transaction.CommitAsync(ct);
        }
        // Nothing is counted by any other.
        if (calendar.Name != WorkingCalendar.National)
            return;
        for (Guid? after = Guid.Empty; after is not null;)
            after = await RecomputeAsync(command, calendar.Year, after.Value, ct);
    }

    /// <summary>Counts the next notices again; answers the last of them, null when none was left.</summary>
    private async Task<Guid?> RecomputeAsync(CommandContext context, int year, Guid after, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(context, year, after, ct);
            }
            catch (StreamConflictException) when (attempt < MaximumAttempts)
            {
                // An officer was faster; what was done is part of the next decision.
            }
        }
    }

    private async Task<Guid?> AttemptAsync(CommandContext context, int year, Guid after, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(context, ct);
        var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
        var ids = await CountedDeadlines.NoticesAsync(transaction.Transaction, year, transaction.Now, after, NoticesAtOnce, ct);
        if (ids.Count == 0)
            return null;

        var notices = await transaction.LoadManyAsync<Notice, NoticeEvent>(ids, ct);
        var kept = await contents.ReadAsync([.. notices.Values.SelectMany(notice => NoticeFile.ContentsOf(notice.State))], ct);
        var changed = new List<(NoticeFile File, IReadOnlyList<CountedRequirement> Counted)>();
        foreach (var (id, notice) in notices)
        {
            var (file, frozen) = NoticeFile.Open(id, notice, kept);
            if (RecomputeDeadlines.Decide(file, frozen, calendars, year,
                transaction.Now) is not Decision<NoticeEvent>.Accepted { Events: { Count: > 0 } events })
                continue;
            transaction.Append(id, notice.Version, events, correlation: id);
            var counted = file.After(events);
            changed.Add((counted, CountedRequirement.Of(counted, frozen)));
        }
        if (changed.Count > 0)
        {
            await Rows.WriteAsync(
                transaction.Transaction,
                    [NoticeList.Update(changed.ConvertAll(one => one.File)),
                    .. CountedDeadlines.Write(changed.ConvertAll(one => (one.File.Id, one.Counted)))], ct);
        }
        await transaction.CommitAsync(ct);
        return ids[^1];
    }
}

/// <summary>One at a time: each looks at the same notices.</summary>
internal sealed class CalendarPublishedConsumerDefinition : ConsumerDefinition<CalendarPublishedConsumer>
{
    public CalendarPublishedConsumerDefinition() => ConcurrentMessageLimit = 1;
}
