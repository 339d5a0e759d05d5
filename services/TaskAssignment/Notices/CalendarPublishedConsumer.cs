using Workflow.Contracts.Directory.V1;

namespace TaskAssignment.Notices;

/// <summary>A working calendar was published or amended: kept, to count the terms of returns by.</summary>
internal sealed class CalendarPublishedConsumer(NpgsqlDataSource dataSource) : IConsumer<CalendarPublished>
{
    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        await using var connection = await dataSource.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        await PublishedCalendars.KeepAsync(context.Message, transaction, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }
}
