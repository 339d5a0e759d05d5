namespace AuditReplay.Ledger;

/// <summary>Where the ledger's entries of a source end.</summary>
/// <param name="Page">The last page appended; 0 where there is none.</param>
/// <param name="Ordinal">Of the last entry.</param>
/// <param name="Hash">The last page's; null where it came before there were hashes, or to a replica that did not know them.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Stopped">Whether no more is taken until an operator begins an epoch.</param>
internal sealed record SourceEnd(long Page, long Ordinal, string? Hash, int Epoch, bool Stopped)
{
    /// <summary>Locks the ledger's size, then reads in a statement of its own, which sees what the one before committed.</summary>
    public static async Task<(long Size, SourceEnd End)> LockAsync(NpgsqlTransaction transaction, string source, CancellationToken ct)
    {
        var (size, known) = await transaction.Sql("select size from ledger for update")
            .Add(
                """
                select page, ordinal,
                  (select hash from page p where p.source = s.source and p.number = s.page order by p.epoch desc limit 1),
                  epoch, stopped is not null
                from source s where source = $1
                """, source)
            .ResultsAsync(async row =>
            {
                await row.ReadAsync(ct);
                var size = row.GetInt64(0);
                await row.NextResultAsync(ct);
                return (size, await row.ReadAsync(ct)
                    ? new SourceEnd(row.GetInt64(0), row.GetInt64(1), row.Text(2), row.GetInt32(3), row.GetBoolean(4)) : null);
            }, ct);
        if (known is null)
            await transaction.Sql("insert into source (source) values ($1)", source).ExecuteAsync(ct);
        return (size, known ?? new(Page: 0, Ordinal: 0, Hash: null, Epoch: 1, Stopped: false));
    }
}
