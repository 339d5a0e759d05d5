using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>The statements that write: as many for a page of five hundred entries as for one.</summary>
internal static class LedgerRows
{
    private const string InsertEntries =
        """
        insert into entry (position, source, ordinal, id, stream, version, type, recorded_at, actor, correlation_id, notice, unit, bytes,
          epoch)
        select $11 + n, $12, $13 + n, id, stream, version, type, recorded_at, actor, correlation_id, notice, unit, bytes, $14
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
          with ordinality as e (id, stream, version, type, recorded_at, actor, correlation_id, notice, unit, bytes, n)
        """;

    private const string UpsertStreams =
        """
        insert into stream (source, stream, version, notice, unit)
        select $5, stream, version, notice, unit from unnest($1, $2, $3, $4) as s (stream, version, notice, unit)
        on conflict (source, stream) do update set version = excluded.version
        """;

    /// <param name="sql">The transaction's.</param>
    /// <param name="page">To be appended.</param>
    /// <param name="size">The ledger's before it.</param>
    /// <param name="epoch">The source's.</param>
    /// <param name="entries">Of the page, each with its stream as it is after it.</param>
    /// <param name="streams">As they are after the page.</param>
    public static Sql Append(this Sql sql, EventPage page, long size, int epoch,
        IReadOnlyList<(CheckedEntry Checked, StreamHead Head)> entries, StreamHeads streams) => sql
        .Over(entries, InsertEntries)
            .With(e => e.Checked.Entry.Id).With(e => e.Checked.Entry.Stream).With(e => e.Checked.Entry.Version)
            .With(e => e.Checked.Entry.Type).With(e => e.Checked.Entry.RecordedAt).With(e => e.Checked.Entry.Actor)
            .With(e => e.Checked.Entry.CorrelationId).With(e => e.Head.Notice).With(e => e.Head.Unit).With(e => e.Checked.Bytes)
            .And(size).And(page.Source).And(page.FirstOrdinal - 1).And(epoch).End()
        .Over(streams.All, UpsertStreams)
            .With(s => s.Key).With(s => s.Value.Version).With(s => s.Value.Notice).With(s => s.Value.Unit).And(page.Source).End()
        .Add(
            """
            insert into page (source, number, first_position, last_position, earliest, latest, epoch, hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """, page.Source, page.Number, size + 1, size + entries.Count, entries.Min(e => e.Checked.Entry.RecordedAt),
            entries.Max(e => e.Checked.Entry.RecordedAt), epoch, page.Hash)
        .Add("update source set page = $2, ordinal = $3, moved_at = now(), fault = null where source = $1",
            page.Source, page.Number, page.LastOrdinal)
        .Add("update ledger set size = size + $1", (long)entries.Count)
        .Add("delete from early_page where source = $1 and number <= $2", page.Source, page.Number);

    public static Sql KeepAside(this Sql sql, EventPage page) => sql.Add(
        """
        insert into early_page (source, number, first_ordinal, last_ordinal, entries, hash, previous) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict do nothing
        """, page.Source, page.Number, page.FirstOrdinal, page.LastOrdinal, page.Entries.ToArray(), page.Hash, page.Previous);
}
