using Npgsql;
using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>What became of a page.</summary>
internal enum Arrival
{
    Appended,
    Repeated,
    Early,
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
            logger.LogCritical("The ledger stops at {Fault}", fault.Message);
            await NoteAsync(fault, ct);
            throw;
        }
    }

    /// <summary>Appends what was kept aside and follows now. True when pages are still aside: something before them is missing.</summary>
    public async Task<bool> AppendKeptAsideAsync(string source, CancellationToken ct)
    {
        while (await FirstKeptAsideAsync(source, ct) is var (page, follows))
        {
            if (!follows)
                return true;
            await AppendAsync(page, ct);
        }
        return false;
    }

    private async Task<Arrival> TryAppendAsync(EventPage page, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (size, position, ordinal) = await LockAsync(connection, page, ct);
        if (page.Number <= position)
            return Arrival.Repeated;

        await using var batch = new NpgsqlBatch(connection);
        var arrival = page.Number == position + 1 ? Arrival.Appended : Arrival.Early;
        if (arrival is Arrival.Early)
        {
            batch.KeepAside(page);
        }
        else
        {
            var entries = PageCheck.Check(page, ordinal);
            var streams = await StreamHeads.ReadAsync(connection, page.Source, [.. entries.Select(e => e.Entry.Stream).Distinct()], ct);
            batch.Append(page, size, entries, [.. entries.Select(e => streams.Follow(e.Entry, page.Number))], streams);
        }
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return arrival;
    }

    /// <summary>Locks the ledger's size, then reads in a statement of its own, which sees what the one before committed.</summary>
    private static async Task<(long Size, long Page, long Ordinal)> LockAsync(NpgsqlConnection connection, EventPage page,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select size from ledger for update"),
                new("select page, ordinal from source where source = $1") { Parameters = { new() { Value = page.Source } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var size = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct)
            ? (size, reader.GetInt64(0), reader.GetInt64(1))
            : throw new LedgerFaultException(page.Source, page.Number, "no service has this name.");
    }

    private async Task<(EventPage Page, bool Follows)?> FirstKeptAsideAsync(string source, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            select e.number, e.first_ordinal, e.last_ordinal, e.entries, e.number <= s.page + 1
            from early_page e join source s using (source) where source = $1 order by e.number limit 1
            """);
        command.Parameters.Add(new() { Value = source });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? (new(source, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<string[]>(3)), row.GetBoolean(4))
            : null;
    }

    /// <summary>Shows the fault on the health page until a good copy of the page has come, which is asked for.</summary>
    private async Task NoteAsync(LedgerFaultException fault, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Add("update source set fault = $2 where source = $1", fault.FaultySource, fault.Message);
        batch.Add("delete from early_page where source = $1 and number = $2", fault.FaultySource, fault.Page);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
