using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>Bytes that stand beside a stream, named by their SHA-256 (lower-case hex).</summary>
internal sealed record KeptContent(string Sha256, string MediaType, byte[] Bytes)
{
    public static KeptContent Of(byte[] bytes, string mediaType) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)), mediaType, bytes);

    public static KeptContent Json<T>(T value) => Of(JsonSerializer.SerializeToUtf8Bytes(value, HistoryJson.Options), "application/json");

    public T Read<T>() => JsonSerializer.Deserialize<T>(Bytes, HistoryJson.Options)!;
}

/// <summary>Table <c>content</c>: written in the transaction of the events that name it, never changed.</summary>
internal static class Contents
{
    public static Sql Keep(this Sql sql, IReadOnlyCollection<KeptContent> contents) => sql.Over(contents,
        "insert into content (sha256, media_type, bytes) select * from unnest($1, $2, $3) order by 1 on conflict do nothing")
        .With(content => content.Sha256).With(content => content.MediaType).With(content => content.Bytes).End();

    /// <exception cref="KeyNotFoundException">An event names it, so it must be there: the database is damaged.</exception>
    public static async Task<KeptContent> ContentAsync(this Sql sql, string sha256, CancellationToken ct) =>
        (await sql.ContentsAsync([sha256], ct))[sha256];

    /// <inheritdoc cref="ContentAsync"/>
    public static async Task<IReadOnlyDictionary<string, KeptContent>> ContentsAsync(this Sql sql, IReadOnlyCollection<string> hashes,
        CancellationToken ct)
    {
        if (hashes.Count == 0)
            return new Dictionary<string, KeptContent>();
        var wanted = hashes.Distinct(StringComparer.Ordinal).ToArray();
        var rows = await sql.Add("select sha256, media_type, bytes from content where sha256 = any($1)", [wanted])
            .ReadAsync(row => new KeptContent(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), ct);
        var found = rows.ToDictionary(content => content.Sha256, StringComparer.Ordinal);
        return wanted.FirstOrDefault(hash => !found.ContainsKey(hash)) is { } missing
            ? throw new KeyNotFoundException($"Content {missing} is named by an event but not kept.")
            : found;
    }
}

/// <summary>
/// What a grammar took from a notice, and the files that came with it: the content that <see cref="NoticeEvent.Understood"/> names.
/// </summary>
internal sealed record Dossier(NoticeContent Content, IReadOnlyList<KeptFile> Files)
{
    /// <summary>The same with requirements that amendments added or worded otherwise, in the order of the amendments.</summary>
    public Dossier Amended(IEnumerable<IReadOnlyList<Requirement>> amendments) => amendments.Aggregate(this, (dossier, worded) =>
        dossier with
        {
            Content = dossier.Content with
            {
                Requirements = [.. dossier.Content.Requirements.Where(read => worded.All(other => other.Number != read.Number))
                    .Concat(worded).OrderBy(read => read.Number)],
            },
        });
}

/// <summary>An attachment as received.</summary>
internal sealed record KeptFile(string Name, string MediaType, string Sha256, long Size);

/// <summary>Unit codes, each once, in ordinal order; kept beside the stream however many they are.</summary>
internal sealed class UnitList
{
    private UnitList(string[] codes) => (Codes, Kept) = (codes, KeptContent.Json(codes));

    public IReadOnlyList<string> Codes { get; }

    public KeptContent Kept { get; }

    public static UnitList Of(IEnumerable<string> codes) => new([.. codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    public NoticeEvent.Copied Copied() => new(Kept.Sha256, Codes.Count);

    public NoticeEvent.AddresseesResolved Resolved(int addressee, string phrase, long directoryVersion) =>
        new(addressee, phrase, Kept.Sha256, Codes.Count, directoryVersion);
}
