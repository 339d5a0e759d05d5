using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts.Notices.V1;
using Workflow.History;

namespace TaskAssignment.Notices;

/// <summary>
/// What messages said of notices: their heads and the requirements as confirmed at issue, which never change once said, and deadlines that
/// were counted again.
/// </summary>
internal sealed class NoticeStore(NpgsqlDataSource dataSource)
{
    /// <summary>Keeps what is not known yet; two statements.</summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, NoticeHead head, IReadOnlyList<DistributedRequirement> requirements,
        CancellationToken ct)
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

    /// <summary>
    /// Keeps the deadline that a notice's newest version gives a requirement. Assignments that are being made are committed before; those
    /// made after begin with it.
    /// </summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, DeadlineRecomputed recomputed, CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock", recomputed.Notice, ct);
        await using var command = new NpgsqlCommand(
            """
            insert into deadline as d (notice, requirement, version, body) values ($1, $2, $3, $4)
            on conflict (notice, requirement) do update set version = excluded.version, body = excluded.body where d.version < excluded.version
            """, transaction.Connection, transaction)
        { Parameters =
            { new() { Value = recomputed.Notice }, new() { Value = recomputed.Requirement }, new() { Value = recomputed.Version },
            Json(recomputed) } };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// The deadlines that were recomputed since the notice was issued, by requirement; none is added until the transaction ends.
    /// </summary>
    public static async Task<IReadOnlyDictionary<int, DeadlineRecomputed>> RecomputedAsync(NpgsqlTransaction transaction, Guid notice,
        CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock_shared", notice, ct);
        await using var command =
            new NpgsqlCommand("select requirement, body from deadline where notice = $1", transaction.Connection,
            transaction) { Parameters = { new() { Value = notice } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var recomputed = new Dictionary<int, DeadlineRecomputed>();
        while (await reader.ReadAsync(ct)) recomputed.Add(reader.GetInt32(0), Read<DeadlineRecomputed>(reader.GetString(1)));
        return recomputed;
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
    public async Task<IReadOnlyDictionary<(Guid Notice, int Number), DistributedRequirement>> RequirementsAsync(
        IReadOnlyCollection<Guid> notices, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select notice, number, body from requirement where notice = any($1)");
        command.Parameters.Add(new() { Value = notices.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var requirements = new Dictionary<(Guid, int), DistributedRequirement>();
        while (await reader.ReadAsync(ct)) requirements.Add((reader.GetGuid(0), reader.GetInt32(1)),
            Read<DistributedRequirement>(reader.GetString(2)));
        return requirements;
    }

    private static async Task HoldAsync(NpgsqlTransaction transaction, string hold, Guid notice, CancellationToken ct)
    {
        await using var command =
            new NpgsqlCommand($"select {hold}(hashtextextended($1, 0))", transaction.Connection,
            transaction) { Parameters = { new() { Value = $"deadlines of {notice}" } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static NpgsqlParameter Json<T>(T value) => new() { Value = Text(value), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, HistoryJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, HistoryJson.Options)!;
}
