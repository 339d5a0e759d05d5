using Npgsql;
using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>The statements that write: as many for a page of five hundred entries as for one.</summary>
internal static class LedgerRows
{
    private const string InsertEntries =
        """
        insert into entry (position, source, ordinal, id, stream, version, type, recorded_at, actor, correlation_id, notice, unit, bytes)
        select $1 + n, $2, $3 + n, id, stream, version, type, recorded_at, actor, correlation_id, notice, unit, bytes
        from unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::uuid[], $12::text[], $13::bytea[])
            with ordinality as e (id, stream, version, type, recorded_at, actor, correlation_id, notice, unit, bytes, n)
        """;

    private const string UpsertStreams =
        """
        insert into stream (source, stream, version, notice, unit)
        select $1, stream, version, notice, unit from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[]) as s (stream, version, notice, unit)
        on conflict (source, stream) do update set version = excluded.version
        """;

    public static void Append(this NpgsqlBatch batch, EventPage page, long size, IReadOnlyList<CheckedEntry> entries,
        IReadOnlyList<StreamHead> heads, StreamHeads streams)
    {
        batch.Add(InsertEntries, size, page.Source, page.FirstOrdinal - 1,
            Column(e => e.Entry.Id), Column(e => e.Entry.Stream), Column(e => e.Entry.Version), Column(e => e.Entry.Type),
                Column(e => e.Entry.RecordedAt.ToUniversalTime()),
            Column(e => e.Entry.Actor), Column(e => e.Entry.CorrelationId), heads.Select(h => h.Notice).ToArray(),
                heads.Select(h => h.Unit).ToArray(), Column(e => e.Bytes));
        batch.Add(UpsertStreams, page.Source, streams.All.Keys.ToArray(), Stream(s => s.Version), Stream(s => s.Notice),
            Stream(s => s.Unit));
        batch.Add("insert into page (source, number, first_position, last_position, earliest, latest) values ($1, $2, $3, $4, $5, $6)",
            page.Source, page.Number, size + 1, size + entries.Count, entries.Min(e => e.Entry.RecordedAt).ToUniversalTime(),
                entries.Max(e => e.Entry.RecordedAt).ToUniversalTime());
        batch.Add("update source set page = $2, ordinal = $3, moved_at = now(), fault = null where source = $1", page.Source, page.Number,
            page.LastOrdinal);
        batch.Add("update ledger set size = size + $1", (long)entries.Count);
        batch.Add("delete from early_page where source = $1 and number <= $2", page.Source, page.Number);

        T[] Column<T>(Func<CheckedEntry, T> column) => [.. entries.Select(column)];
        T[] Stream<T>(Func<StreamHead, T> column) => [.. streams.All.Values.Select(column)];
    }

    public static void KeepAside(this NpgsqlBatch batch, EventPage page) => batch.Add(
        "insert into early_page (source, number, first_ordinal, last_ordinal, entries) values ($1, $2, $3, $4, $5) on conflict do nothing",
        page.Source, page.Number, page.FirstOrdinal, page.LastOrdinal, page.Entries.ToArray());

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
