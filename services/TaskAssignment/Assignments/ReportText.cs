using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Workflow.EventSourcing;

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
    public async Task KeepAsync(StreamTransaction transaction, CancellationToken ct)
    {
        await using var command =
            new NpgsqlCommand("insert into content (sha256, body) values ($1, $2) on conflict do nothing", transaction.Connection,
            transaction.Transaction)
        {
            Parameters = { new() { Value = Sha256 }, new() { Value = Body } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The texts by their hashes.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(NpgsqlDataSource dataSource, IEnumerable<string> hashes,
        CancellationToken ct)
    {
        var texts = new Dictionary<string, string>();
        var wanted = hashes.Distinct().ToArray();
        if (wanted is []) return texts;
        await using var command = dataSource.CreateCommand("select sha256, body from content where sha256 = any($1)");
        command.Parameters.Add(new() { Value = wanted });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) texts.Add(reader.GetString(0), Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(1)));
        return texts;
    }
}
