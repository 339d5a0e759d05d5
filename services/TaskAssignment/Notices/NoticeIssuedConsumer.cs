using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Notices;

/// <summary>
/// Keeps what a notice's issue says must exist: the expectation that coverage compares the board with. It may come before or after the
/// chunks, and again. Where it comes after all is done with, no event of an assignment will tell the notice so; then this does.
/// </summary>
internal sealed class NoticeIssuedConsumer(NpgsqlDataSource dataSource, NoticeStore notices) : IConsumer<NoticeIssued>
{
    public async Task Consume(ConsumeContext<NoticeIssued> context)
    {
        var (issued, ct) = (context.Message, context.CancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await NoticeStore.KeepAsync(transaction, issued.Head, issued.Requirements, ct);
        await NoticeStore.ExpectAsync(transaction, issued, ct);
        await transaction.CommitAsync(ct);
        foreach (var standing in await notices.StandingsAsync([issued.Head.Notice], reopened: [], ct))
            if (standing.IsDischarged)
                await context.Publish(standing, ct);
    }
}
