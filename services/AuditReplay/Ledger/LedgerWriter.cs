using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>What became of a page.</summary>
internal enum Arrival
{
    Appended,
    Repeated,
    Early,

    /// <summary>Dropped: the source is stopped until an operator begins an epoch, and its pages are asked for again then.</summary>
    Stopped,
}

/// <summary>The one way into the ledger: a page and its source's position in one transaction, one transaction at a time.</summary>
internal sealed class LedgerWriter(NpgsqlDataSource dataSource, LedgerMetrics metrics, ILogger<LedgerWriter> logger)
{
    /// <exception cref="LedgerFaultException">The page is not as it must be: it was noted, and nothing was appended.</exception>
    public async Task<Arrival> AppendAsync(EventPage page, CancellationToken ct)
    {
        try
        {
            var arrival = await TryAppendAsync(page, ct);
            metrics.Arrived(page, arrival);
            return arrival;
        }
        catch (LedgerFaultException fault)
        {
            await RefusedAsync(fault, ct);
            throw;
        }
    }

    /// <summary>Notes why a page is not let in.</summary>
    public async Task<LedgerFaultException> RefusedAsync(LedgerFaultException fault, CancellationToken ct)
    {
        logger.LogCritical("The ledger stops at {Fault}", fault.Message);
        await NoteAsync(fault, ct);
        return fault;
    }

    /// <summary>Appends what was kept aside and follows now. True when pages are still aside: something before them is missing.</summary>
    public async Task<bool> AppendKeptAsideAsync(string source, CancellationToken ct)
    {
        while (await FirstKeptAsideAsync(source, ct) is var (page, follows))
        {
            if (!follows)
                return true;
            if (await AppendAsync(page, ct) is not Arrival.Appended)
                return false;
        }
        return false;
    }

    /// <summary>Has a row for every source there is, also for those that this version of the product is the first to have.</summary>
    public Task EnsureSourcesAsync(CancellationToken ct) =>
        dataSource.Sql("insert into source (source) select unnest($1) on conflict do nothing", [Sources.All.ToArray()]).ExecuteAsync(ct);

    private async Task<Arrival> TryAppendAsync(EventPage page, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!Sources.All.Contains(page.Source))
            throw new LedgerFaultException(page.Source, page.Number, "no service has this name.");
        var (size, end) = await SourceEnd.LockAsync(transaction, page.Source, ct);
        if (end.Stopped)
            return Arrival.Stopped;
        if (page.Number <= end.Page)
        {
            await PageChain.RefuseAnotherAsync(transaction, page, ct);
            return Arrival.Repeated;
        }

        var arrival = page.Number == end.Page + 1 ? Arrival.Appended : Arrival.Early;
        var sql = arrival is Arrival.Early
            ? transaction.Sql().KeepAside(page)
            : await AppendedAsync(transaction, page, size, end, ct);
        await sql.ExecuteAsync(ct);
        await transaction.CommitAsync(ct);
        return arrival;
    }

    private static async Task<Sql> AppendedAsync(NpgsqlTransaction transaction, EventPage page, long size, SourceEnd end,
        CancellationToken ct)
    {
        var entries = PageCheck.Check(page, end.Ordinal);
        var streams = await StreamHeads.ReadAsync(transaction, page.Source, [.. entries.Select(e => e.Entry.Stream).Distinct()], ct);
        var following = entries.Select(e => (e, streams.Follow(e.Entry, page.Number))).ToList();
        PageChain.Check(page, end.Hash, entries.Select(e => e.Bytes));
        return transaction.Sql().Append(page, size, end.Epoch, following, streams);
    }

    private Task<(EventPage Page, bool Follows)?> FirstKeptAsideAsync(string source, CancellationToken ct) => dataSource.Sql(
        """
        select e.number, e.first_ordinal, e.last_ordinal, e.entries, e.hash, e.previous, e.number <= s.page + 1
        from early_page e join source s using (source) where source = $1 order by e.number limit 1
        """, source).FirstAsync<(EventPage, bool)?>(row =>
            (new(source, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<string[]>(3), row.Text(4), row.Text(5)),
                row.GetBoolean(6)), ct);

    /// <summary>
    /// Shows the fault on the health page until a good copy of the page has come, which is asked for; or, where none can mend it, until an
    /// operator begins an epoch.
    /// </summary>
    private Task<int> NoteAsync(LedgerFaultException fault, CancellationToken ct) => dataSource
        .Sql("update source set fault = $2, stopped = case when $3 then $2 else stopped end where source = $1", fault.FaultySource,
            fault.Message, fault.Stops)
        .Add("delete from early_page where source = $1 and number = $2", fault.FaultySource, fault.Page)
        .ExecuteAsync(ct);
}
