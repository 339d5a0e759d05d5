using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>
/// A source's pages as a chain of hashes: a repeated page is told from another one of the same number, which is a fault that stops the
/// source. Pages from before there were hashes are believed by number, until the first that has one.
/// </summary>
internal static class PageChain
{
    /// <param name="page">The next one.</param>
    /// <param name="last">The hash of the last page appended.</param>
    /// <param name="entries">Its entries' bytes.</param>
    /// <exception cref="LedgerFaultException">Its hash is not what follows.</exception>
    public static void Check(EventPage page, string? last, IEnumerable<byte[]> entries)
    {
        if (page.Hash is null && last is null)
            return;
        var expected = PageHash.Of(last ?? page.Previous, page.Source, page.Number, entries);
        if (page.Hash != expected)
            throw new LedgerFaultException(page.Source, page.Number,
                $"its hash is {page.Hash ?? "missing"}; behind {last ?? page.Previous ?? "none"} it would be {expected}.");
    }

    /// <summary>A page that the ledger has must be the one it has; what the message calls its hash does not count.</summary>
    /// <exception cref="LedgerFaultException">It is another: the source is stopped.</exception>
    public static async Task RefuseAnotherAsync(NpgsqlTransaction transaction, EventPage page, CancellationToken ct)
    {
        var (kept, before) = await transaction.Sql(
            """
            select (select hash from page where source = $1 and number = $2 order by epoch desc limit 1),
              (select hash from page where source = $1 and number = $2 - 1 order by epoch desc limit 1)
            """, page.Source, page.Number).FirstAsync(row => (row.Text(0), row.Text(1)), ct);
        if (kept is null)
            return;
        var came = PageHash.Of(before ?? page.Previous, page.Source, page.Number, page.Entries.Select(Encoding.UTF8.GetBytes));
        if (came != kept)
            throw new LedgerFaultException(page.Source, page.Number,
                $"another page of this number came: its hash is {came}, the one in the ledger has {kept}. The service's data were "
                + "restored, or somebody else publishes its pages; the source is taken no further until an operator begins an epoch.",
                stops: true);
    }
}
