namespace TaskAssignment.Assignments;

/// <summary>
/// What was heard of a notice is kept first, so that what is made of it later begins with it; then it is done to the assignments that are
/// there, some hundreds a transaction. One that it cannot be done to is set aside.
/// </summary>
internal abstract class HeardOfNotice(StreamStore streams, BoardStore board, Quarantine quarantine) : ISetAside
{
    public abstract string Place { get; }

    protected BoardStore Board => board;

    protected StreamStore Streams => streams;

    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        if (await board.FindAsync(item, ct) is not { } row)
            return;
        var command = new CommandContext(Actor.System(Sources.Assignments), row.Notice, CausationId: null);
        foreach (var fault in await DoAsync(await TogetherWithAsync(row, ct), command, ct))
            if (fault.Item == item)
                throw fault.Why;
    }

    /// <summary>What is done together with one that was set aside; that alone.</summary>
    protected virtual Task<List<BoardRow>> TogetherWithAsync(BoardRow row, CancellationToken ct) =>
        Task.FromResult(new List<BoardRow> { row });

    /// <param name="notice">The notice's id.</param>
    /// <param name="message">Id of the message that says so.</param>
    /// <param name="keep">Keeps it.</param>
    /// <param name="pages">The assignments that it concerns, as many at a time as one transaction takes.</param>
    /// <param name="ct">Cancels.</param>
    protected async Task HearAsync(Guid notice, Guid? message, Func<NpgsqlTransaction, Task> keep,
        IAsyncEnumerable<IReadOnlyList<BoardRow>> pages, CancellationToken ct)
    {
        var command = new CommandContext(Actor.System(Sources.Assignments), notice, message);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await keep(transaction.Transaction);
            await transaction.CommitAsync(ct);
        }
        await foreach (var rows in pages.WithCancellation(ct))
            await quarantine.AddAsync(Place, await DoAsync(rows, command, ct), ct);
    }

    /// <summary>Pages in the order of the assignments' ids.</summary>
    /// <param name="next">The next rows: after an id, at most so many.</param>
    protected static async IAsyncEnumerable<IReadOnlyList<BoardRow>> ById(Func<Guid, int, Task<List<BoardRow>>> next)
    {
        for (Guid? after = Guid.Empty; after is not null;)
        {
            var rows = await next(after.Value, AssignmentDesk.ChunkSize);
            yield return rows;
            after = rows.Count < AssignmentDesk.ChunkSize ? null : rows[^1].Assignment;
        }
    }

    /// <summary>By what is kept, not by the message: a newer one may have been taken up before it.</summary>
    /// <param name="rows">Assignments that what was heard concerns, all of it; perhaps none.</param>
    /// <param name="context">Why.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Those that it cannot be done to.</returns>
    protected abstract Task<IReadOnlyList<ItemFault>> DoAsync(IReadOnlyList<BoardRow> rows, CommandContext context, CancellationToken ct);
}

/// <summary>The same, where it is done to what has been judged alone: what passes in these seconds is waited for.</summary>
internal abstract class HeardWhereJudged(StreamStore streams, BoardStore board, Quarantine quarantine, DueSweep due, TimeProvider wall)
    : HeardOfNotice(streams, board, quarantine)
{
    protected sealed override async Task<IReadOnlyList<ItemFault>> DoAsync(IReadOnlyList<BoardRow> rows, CommandContext context,
        CancellationToken ct)
    {
        await due.JudgeAsync(rows, ct);
        var faults = await TryAsync(rows, context, ct);
        if (faults.All(fault => fault.Why is not RefusedRequestException))
            return faults;
        await Task.Delay(Limit.Patience, wall, ct);
        await due.JudgeAsync(rows, ct);
        var passing = faults.Where(fault => fault.Why is RefusedRequestException).Select(fault => fault.Item).ToHashSet();
        return [.. faults.Where(fault => !passing.Contains(fault.Item)),
            .. await TryAsync([.. rows.Where(row => passing.Contains(row.Assignment))], context, ct)];
    }

    /// <inheritdoc cref="HeardOfNotice.DoAsync"/>
    /// <returns>Those that it cannot be done to; a <see cref="RefusedRequestException"/> where it waits for the verdict.</returns>
    protected abstract Task<IReadOnlyList<ItemFault>> TryAsync(IReadOnlyList<BoardRow> rows, CommandContext context, CancellationToken ct);
}
