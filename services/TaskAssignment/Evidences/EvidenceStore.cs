using System.Buffers;

namespace TaskAssignment.Evidences;

/// <summary>A file that was handed in.</summary>
/// <param name="Sha256">In lower-case hex.</param>
/// <param name="Name">Cleaned, as its unit called it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Type">Its media type, by its first bytes.</param>
internal sealed record EvidenceFile(string Sha256, string Name, long Size, string Type);

/// <summary>
/// Files of evidence, in pieces, each a statement of its own: neither is a file ever held whole, nor a transaction or a connection held
/// while somebody sends or fetches slowly.
/// </summary>
internal sealed class EvidenceStore(NpgsqlDataSource dataSource)
{
    private const int PieceBytes = 512 * 1024;
    private const int ForgottenAtOnce = 50;

    /// <summary>Keeps a file, its bytes once however often they are handed in.</summary>
    /// <param name="incoming">Read to its end.</param>
    /// <param name="unit">Code of the unit that hands it in.</param>
    /// <param name="limit">The most bytes of the file, inclusive.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedRequestException">Empty, too large, or not the only one.</exception>
    public async Task<EvidenceFile> KeepAsync(IncomingFile incoming, string unit, long limit, CancellationToken ct)
    {
        var (upload, isKept) = (Guid.CreateVersion7(), false);
        await dataSource.Sql("insert into evidence_upload (upload) values ($1)", upload).ExecuteAsync(ct);
        try
        {
            var file = await KeepPiecesAsync(upload, incoming, limit, ct);
            await incoming.EndAsync(ct);
            isKept = await CompleteAsync(upload, file, unit, ct) == upload;
            return file;
        }
        finally
        {
            if (!isKept)
                await dataSource.Sql("delete from evidence_upload where upload = $1", upload).ExecuteAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// A file's upload, and what it is called; null unless the caller's unit has handed it in, or one whose report on it the caller reads.
    /// </summary>
    /// <param name="sha256">In lower-case hex.</param>
    /// <param name="own">Code of the caller's unit, which reads what it has handed in.</param>
    /// <param name="scope">The assignments that the caller reads.</param>
    /// <param name="ct">Cancels.</param>
    public Task<(Guid Upload, EvidenceFile File)?> FindAsync(string sha256, string own, Assignments.BoardScope scope,
        CancellationToken ct) => dataSource.Sql(
        $"""
        select e.upload, e.size, e.type, h.name from evidence e join evidence_holder h using (sha256)
        where sha256 = $4 and (h.unit = $5 or h.unit in (
            select unit from board where assignment in (select assignment from evidence_report where sha256 = $4) and {scope.Sql}))
        order by h.unit = $5 desc, h.unit limit 1
        """, [.. scope.Values, sha256, own]).FirstAsync<(Guid, EvidenceFile)?>(
            row => (row.GetGuid(0), new(sha256, row.GetString(3), row.GetInt64(1), row.GetString(2))), ct);

    /// <summary>Writes the bytes of an upload.</summary>
    public async Task CopyAsync(Guid upload, Stream to, CancellationToken ct)
    {
        for (var number = 0; await PieceAsync(upload, number, ct) is { } piece; number++)
            await to.WriteAsync(piece, ct);
    }

    /// <summary>Notes, in the transaction of a report, which files it names; those nobody has handed in may come yet.</summary>
    public static Task NameAsync(StreamTransaction transaction, Guid assignment, IEnumerable<Evidence> named, CancellationToken ct)
    {
        string[] hashes = [.. named.Select(file => file.Sha256).Distinct().Order(StringComparer.Ordinal)];
        return hashes is [] ? Task.CompletedTask : transaction.Sql(
            "insert into evidence_report (sha256, assignment) select unnest($1), $2 order by 1 on conflict do nothing", hashes, assignment)
            .Add(
            """
            update evidence e set reported = true
            from (select sha256 from evidence where sha256 = any($1) and not reported order by sha256 for update) known
            where e.sha256 = known.sha256
            """, (object)hashes).ExecuteAsync(ct);
    }

    /// <summary>
    /// Forgets files that no report has named a day after they came, and uploads that broke off, some at a time so that no transaction is
    /// long.
    /// </summary>
    /// <returns>How many files and uploads were forgotten.</returns>
    public async Task<int> ForgetAsync(CancellationToken ct)
    {
        for (var forgotten = 0; ;)
        {
            // The row of the file tells, so that one that is reported or handed in again at this moment stays.
            var some = await dataSource.Sql(
                """
                with gone as (
                  delete from evidence where sha256 = any(array(
                    select sha256 from evidence where not reported and uploaded_at < now() - interval '1 day' limit $1
                    for update skip locked))
                  returning sha256),
                holders as (delete from evidence_holder where sha256 in (select sha256 from gone))
                select count(*)::int from gone
                """, ForgottenAtOnce).ScalarAsync<int>(ct);
            var uploads = await dataSource.Sql(
                """
                delete from evidence_upload where upload = any(array(
                  select u.upload from evidence_upload u where started_at < now() - interval '1 day'
                    and not exists (select from evidence e where e.upload = u.upload) limit $1 for update skip locked))
                """, ForgottenAtOnce).ExecuteAsync(ct);
            forgotten += some + uploads;
            if (some < ForgottenAtOnce && uploads < ForgottenAtOnce)
                return forgotten;
        }
    }

    private async Task<EvidenceFile> KeepPiecesAsync(Guid upload, IncomingFile incoming, long limit, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (size, type, piece) = (0L, FileType.Unknown, ArrayPool<byte>.Shared.Rent(PieceBytes));
        try
        {
            for (var number = 0; await incoming.Body.ReadAtLeastAsync(piece.AsMemory(0, PieceBytes), PieceBytes,
                throwOnEndOfStream: false, ct) is var read and > 0; number++)
            {
                if ((size += read) > limit)
                    throw new RefusedRequestException(StatusCodes.Status413PayloadTooLarge, "too-large",
                        $"A file has at most {limit} bytes.");
                if (number == 0)
                    type = FileType.Of(piece.AsSpan(0, read), incoming.Name);
                hash.AppendData(piece, 0, read);
                await dataSource.Sql("insert into evidence_piece (upload, number, bytes) values ($1, $2, $3)", upload, number,
                    piece[..read]).ExecuteAsync(ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
        return size > 0 ? new(Convert.ToHexStringLower(hash.GetHashAndReset()), incoming.Name, size, type)
            : throw new RefusedRequestException(StatusCodes.Status400BadRequest, "empty-body", "The file is empty.");
    }

    /// <summary>The file is there from now on, and handed in by the unit.</summary>
    /// <returns>The upload that holds its bytes: this one, or an earlier.</returns>
    private Task<Guid> CompleteAsync(Guid upload, EvidenceFile file, string unit, CancellationToken ct) => dataSource.Sql(
        """
        with kept as (
          insert into evidence as e (sha256, upload, size, type, reported)
          values ($1, $2, $3, $4, exists (select from evidence_report where sha256 = $1))
          on conflict (sha256) do update set uploaded_at = excluded.uploaded_at returning upload),
        held as (
          insert into evidence_holder (sha256, unit, name) values ($1, $5, $6)
          on conflict (sha256, unit) do update set name = excluded.name)
        select upload from kept
        """, file.Sha256, upload, file.Size, file.Type, unit, file.Name).ScalarAsync<Guid>(ct);

    private Task<byte[]?> PieceAsync(Guid upload, int number, CancellationToken ct) =>
        dataSource.Sql("select bytes from evidence_piece where upload = $1 and number = $2", upload, number).ScalarAsync<byte[]>(ct);
}
