namespace AuditReplay.Ledger;

/// <summary>What an epoch changes in the tables: the source's end goes back, its streams to what stands of them.</summary>
internal static class EpochRows
{
    public static async Task<long> FirstOrdinalAsync(StreamTransaction transaction, string source, long fromPage, CancellationToken ct) =>
        1 + await transaction.Sql(
            """
            select coalesce((select e.ordinal from page p join entry e on e.position = p.last_position
              where p.source = $1 and p.number = $2 - 1 order by p.epoch desc limit 1), 0)
            """, source, fromPage).ScalarAsync<long>(ct);

    public static Task<int> BeginAsync(StreamTransaction transaction, LedgerEvent.EpochBegun begun, CancellationToken ct) =>
        transaction.Sql(
            """
            with left_behind as (
              select stream, min(version) as first from standing where source = $1 and ordinal >= $2 group by stream)
            update stream s set version = left_behind.first - 1 from left_behind where s.source = $1 and s.stream = left_behind.stream
            """, begun.Source, begun.FromOrdinal)
        .Add("delete from stream where source = $1 and version = 0", begun.Source)
        .Add("insert into epoch (source, epoch, from_page, from_ordinal, reason, begun_at) values ($1, $2, $3, $4, $5, $6)",
            begun.Source, begun.Epoch, begun.FromPage, begun.FromOrdinal, begun.Reason, transaction.Now)
        .Add(
            """
            update source set page = $2 - 1, ordinal = $3 - 1, epoch = $4, stopped = null, fault = null, asked_at = null,
              asked_page = null, moved_at = now()
            where source = $1
            """, begun.Source, begun.FromPage, begun.FromOrdinal, begun.Epoch)
        .Add("delete from early_page where source = $1", begun.Source)
        .ExecuteAsync(ct);
}
