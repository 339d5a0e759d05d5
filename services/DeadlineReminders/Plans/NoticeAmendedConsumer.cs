using Workflow.Contracts.Notices.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// A notice was amended: messages name its requirements by their words of today. What that means to assignments, their owner says.
/// </summary>
internal sealed class NoticeAmendedConsumer(NpgsqlDataSource dataSource) : IConsumer<NoticeAmended>
{
    public Task Consume(ConsumeContext<NoticeAmended> context) => dataSource.Sql().Over(
        [.. context.Message.Requirements.Where(it => it is { DueAmendment: > 0 } or { TextAmendment: > 0 })],
        """
        insert into requirement as r (notice, number, title, quote, counted_from, counted_days, amendment)
        select $7, u.* from unnest($1, $2, $3, $4, $5, $6) u (number, title, quote, counted_from, days, amendment) order by number
        on conflict (notice, number) do update set title = excluded.title, quote = excluded.quote, counted_from = excluded.counted_from,
            counted_days = excluded.counted_days, amendment = excluded.amendment
        where r.amendment < excluded.amendment
        """)
        .With(it => it.Number).With(it => it.Title).With(it => it.Quote).With(it => it.Counted?.From).With(it => it.Counted?.WorkingDays)
        .With(it => Math.Max(it.DueAmendment, it.TextAmendment)).And(context.Message.Head.Notice).End()
        .ExecuteAsync(context.CancellationToken);
}
