using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts.Notices.V1;
using Workflow.History;

namespace TaskAssignment.Notices;

/// <summary>What messages said of notices: their heads and the requirements as confirmed at issue. It never changes once said.</summary>
internal sealed class NoticeStore(NpgsqlDataSource dataSource)
{
    /// <summary>Keeps what is not known yet; two statements.</summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, NoticeHead head, IReadOnlyList<DistributedRequirement> requirements, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("insert into notice (notice, issuing_unit, head) values ($1, $2, $3) on conflict do nothing")
                {
                    Parameters = { new() { Value = head.Notice }, new() { Value = head.IssuingUnit }, Json(head) },
                },
                new("insert into requirement (notice, number, body) select $1, number, body from unnest($2, $3) as r (number, body) order by number on conflict do nothing")
                {
                    Parameters =
                    {
                        new() { Value = head.Notice },
                        new() { Value = requirements.Select(requirement => requirement.Number).ToArray() },
                        new() { Value = requirements.Select(Text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The code of the unit that issued a notice; null when nothing has been heard of it.</summary>
    public async Task<string?> IssuingUnitAsync(Guid notice, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select issuing_unit from notice where notice = $1");
        command.Parameters.Add(new() { Value = notice });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>The heads of those notices that are known.</summary>
    public async Task<IReadOnlyDictionary<Guid, NoticeHead>> HeadsAsync(IReadOnlyCollection<Guid> notices, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select notice, head from notice where notice = any($1)");
        command.Parameters.Add(new() { Value = notices.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var heads = new Dictionary<Guid, NoticeHead>();
        while (await reader.ReadAsync(ct)) heads.Add(reader.GetGuid(0), Read<NoticeHead>(reader.GetString(1)));
        return heads;
    }

    /// <summary>The known requirements of notices, by notice and number.</summary>
    public async Task<IReadOnlyDictionary<(Guid Notice, int Number), DistributedRequirement>> RequirementsAsync(IReadOnlyCollection<Guid> notices, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select notice, number, body from requirement where notice = any($1)");
        command.Parameters.Add(new() { Value = notices.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var requirements = new Dictionary<(Guid, int), DistributedRequirement>();
        while (await reader.ReadAsync(ct)) requirements.Add((reader.GetGuid(0), reader.GetInt32(1)), Read<DistributedRequirement>(reader.GetString(2)));
        return requirements;
    }

    internal static NpgsqlParameter Json<T>(T value) => new() { Value = Text(value), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, HistoryJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, HistoryJson.Options)!;
}
