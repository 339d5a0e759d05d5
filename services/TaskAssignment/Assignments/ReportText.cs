namespace TaskAssignment.Assignments;

/// <summary>The text of a report, kept beside the stream by its SHA-256 in lower-case hex.</summary>
internal sealed record ReportText(string Sha256, byte[] Body)
{
    public static ReportText Of(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return new(Convert.ToHexStringLower(SHA256.HashData(body)), body);
    }

    /// <summary>Keeps it in the transaction of the event that names it.</summary>
    public Task KeepAsync(StreamTransaction transaction, CancellationToken ct) =>
        transaction.Sql("insert into content (sha256, body) values ($1, $2) on conflict do nothing", Sha256, Body).ExecuteAsync(ct);

    /// <summary>The texts by their hashes.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(NpgsqlDataSource dataSource, IEnumerable<string> hashes,
        CancellationToken ct)
    {
        var wanted = hashes.Distinct().ToArray();
        if (wanted is [])
            return new Dictionary<string, string>();
        var texts = await dataSource.Sql("select sha256, body from content where sha256 = any($1)", [wanted])
            .ReadAsync(row => (Hash: row.GetString(0), Text: Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1))), ct);
        return texts.ToDictionary(text => text.Hash, text => text.Text);
    }
}
