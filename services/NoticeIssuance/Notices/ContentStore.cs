using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>Bytes that stand beside a stream, named by their SHA-256 (lower-case hex).</summary>
internal sealed record KeptContent(string Sha256, string MediaType, byte[] Bytes)
{
    public static KeptContent Of(byte[] bytes, string mediaType) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)), mediaType, bytes);

    public static KeptContent Json<T>(T value) => Of(JsonSerializer.SerializeToUtf8Bytes(value, HistoryJson.Options), "application/json");

    public T Read<T>() => JsonSerializer.Deserialize<T>(Bytes, HistoryJson.Options)!;
}

/// <summary>Table <c>content</c>: written in the transaction of the events that name it, never changed.</summary>
internal sealed class ContentStore(NpgsqlDataSource dataSource)
{
    public static NpgsqlBatchCommand Keep(IReadOnlyCollection<KeptContent> contents) =>
        new("insert into content (sha256, media_type, bytes) select * from unnest($1, $2, $3) order by 1 on conflict do nothing")
    {
        Parameters =
        {
            new() { Value = contents.Select(content => content.Sha256).ToArray() },
            new() { Value = contents.Select(content => content.MediaType).ToArray() },
            new() { Value = contents.Select(content => content.Bytes).ToArray() },
        },
    };

    /// <exception cref="KeyNotFoundException">An event names it, so it must be there: the database is damaged.</exception>
    public async Task<KeptContent> ReadAsync(string sha256, CancellationToken ct) => (await ReadAsync([sha256], ct))[sha256];

    public async Task<T> ReadAsync<T>(string sha256, CancellationToken ct) => (await ReadAsync(sha256, ct)).Read<T>();

    public async Task<IReadOnlyDictionary<string, KeptContent>> ReadAsync(IReadOnlyCollection<string> hashes, CancellationToken ct)
    {
        var found = new Dictionary<string, KeptContent>(StringComparer.Ordinal);
        if (hashes.Count == 0)
            return found;
        await using var command = dataSource.CreateCommand("select sha256, media_type, bytes from content where sha256 = any($1)");
        command.Parameters.Add(new() { Value = hashes.Distinct(StringComparer.Ordinal).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found[reader.GetString(0)] = new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2));
        return hashes.FirstOrDefault(hash => !found.ContainsKey(hash)) is { } missing
            ? throw new KeyNotFoundException($"Content {missing} is named by an event but not kept.")
            : found;
    }
}
