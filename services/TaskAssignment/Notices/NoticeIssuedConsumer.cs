using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Notices;

/// <summary>
/// Keeps what a notice's issue says must exist: the expectation that coverage compares the board with. It may come before or after the
/// chunks, and again.
/// </summary>
internal sealed class NoticeIssuedConsumer(NpgsqlDataSource dataSource) : IConsumer<NoticeIssued>
{
    public async Task Consume(ConsumeContext<NoticeIssued> context)
    {
        var (issued, ct) = (context.Message, context.CancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await NoticeStore.KeepAsync(transaction, issued.Head, issued.Requirements, ct);
        await NoticeStore.ExpectAsync(transaction, issued, ct);
        await transaction.CommitAsync(ct);
    }
}
