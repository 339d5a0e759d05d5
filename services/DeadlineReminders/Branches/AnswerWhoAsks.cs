using Workflow.Contracts.Reminders.V1;

namespace DeadlineReminders.Branches;

/// <summary>Which units no queue reaches, neither their own nor one of a unit above, for who is about to order something of them.</summary>
internal sealed class ChannelsAskedConsumer(NpgsqlDataSource dataSource, UnitTree tree) : IConsumer<ChannelsAsked>
{
    public async Task Consume(ConsumeContext<ChannelsAsked> context)
    {
        var (queues, today) = ((await dataSource.Sql("select unit, subtree from channel where kind = 'queue'")
            .ReadAsync(row => (Unit: row.GetString(0), Subtree: row.GetBoolean(1)), context.CancellationToken))
            .ToDictionary(queue => queue.Unit, queue => queue.Subtree, StringComparer.Ordinal), tree.Now);
        await context.RespondAsync(new ChannelsAnswered([.. context.Message.Units.Where(unit => !queues.ContainsKey(unit)
            && !today.Path(unit).Any(above => queues.GetValueOrDefault(above)))]));
    }
}
