using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.ServiceDefaults;

namespace TaskAssignment.Assignments;

/// <summary>The board's table. Every write is one statement whatever the number of rows, in the transaction of the events.</summary>
internal sealed class BoardStore(NpgsqlDataSource dataSource)
{
    internal const string Columns =
        "assignment, version, notice, requirement, unit, occurrence, issuing_unit, part, state, due_at, deadline_version, missed, figures";

    /// <summary>One row, or null.</summary>
    public async Task<BoardRow?> FindAsync(Guid assignment, CancellationToken ct) =>
        (await FindAsync([assignment], ct)).GetValueOrDefault(assignment);

    /// <summary>Those of the rows that exist.</summary>
    public async Task<Dictionary<Guid, BoardRow>> FindAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"select {Columns} from board where assignment = any($1)");
        command.Parameters.Add(new() { Value = assignments.ToArray() });
        return (await ReadAsync(command, ct)).ToDictionary(row => row.Assignment);
    }

    /// <summary>The next assignments of a requirement that are not accepted, closed or missed, in the order of their ids.</summary>
    public async Task<IReadOnlyList<Guid>> OpenAsync(Guid notice, int requirement, Guid after, int most, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            select assignment from board where notice = $1 and requirement = $2 and assignment > $3 and not missed and state <> all($4)
            order by assignment limit $5
            """);
        command.Parameters.AddRange(
            new NpgsqlParameter[] { new() { Value = notice }, new() { Value = requirement }, new() { Value = after },
            new() { Value = States.Settled.ToArray() }, new() { Value = most } });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var open = new List<Guid>();
        while (await reader.ReadAsync(ct)) open.Add(reader.GetGuid(0));
        return open;
    }

    /// <summary>Of each lead among the assignments, how many joint parts of its requirement are not closed.</summary>
    public async Task<Dictionary<Guid, int>> OpenJointPartsAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            select lead.assignment, count(*)::int
            from board lead join board part using (notice, requirement)
            where lead.assignment = any($1) and lead.part = 'lead' and part.part = 'joint' and part.state <> 'closed'
              and part.occurrence is not distinct from lead.occurrence
            group by lead.assignment
            """);
        command.Parameters.Add(new() { Value = assignments.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var open = new Dictionary<Guid, int>();
        while (await reader.ReadAsync(ct)) open.Add(reader.GetGuid(0), reader.GetInt32(1));
        return open;
    }

    /// <summary>Whether the scope holds anything that its issuer issued.</summary>
    public async Task<bool> HasIssuedAsync(BoardScope scope, CancellationToken ct)
    {
        await using var command =
            dataSource.CreateCommand($"select exists (select from board where {BoardScope.Sql} and issuing_unit = $2)");
        foreach (var parameter in scope.Parameters) command.Parameters.Add(parameter);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>
    /// Adds the rows that are not there and tells which those were. A twin in another transaction is waited for: the row is either its or
    /// ours, so the streams to start need no retry.
    /// </summary>
    public static async Task<HashSet<Guid>> AddAsync(StreamTransaction transaction, IEnumerable<BoardRow> rows, CancellationToken ct)
    {
        await using var command = Write(transaction.Transaction, rows,
            $"""
            insert into board ({Columns})
            select {Columns} from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as row ({Columns})
            on conflict (assignment) do nothing
            returning assignment
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var added = new HashSet<Guid>();
        while (await reader.ReadAsync(ct)) added.Add(reader.GetGuid(0));
        return added;
    }

    /// <summary>Brings the rows of existing assignments to where their new events lead.</summary>
    public static async Task ApplyAsync(StreamTransaction transaction, IReadOnlyDictionary<Guid, IReadOnlyList<AssignmentEvent>> appended,
        CancellationToken ct)
    {
        await using var find =
            new NpgsqlCommand($"select {Columns} from board where assignment = any($1) order by assignment for update",
            transaction.Connection, transaction.Transaction);
        find.Parameters.Add(new() { Value = appended.Keys.ToArray() });
        var rows = (await ReadAsync(find, ct))
            .Select(row => appended[row.Assignment].Aggregate(row, (next, e) => AssignmentBoard.Project(next, row.Assignment, e)));

        await using var update = Write(transaction.Transaction, rows,
            $"""
            update board set version = row.version, state = row.state, due_at = row.due_at, deadline_version = row.deadline_version, missed = row.missed, figures = row.figures
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as row ({Columns})
            where board.assignment = row.assignment
            """);
        if (await update.ExecuteNonQueryAsync(ct) != appended.Count)
            throw new InvalidOperationException("An assignment has a stream but no row on the board.");
    }

    /// <summary>Reads rows selected by <see cref="Columns"/>.</summary>
    internal static async Task<List<BoardRow>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<BoardRow>();
        while (await reader.ReadAsync(ct))
            rows.Add(new(
                Assignment: reader.GetGuid(0), Version: reader.GetInt64(1), Notice: reader.GetGuid(2), Requirement: reader.GetInt32(3),
                Unit: reader.GetString(4), Occurrence: reader.IsDBNull(5) ? null : reader.GetString(5), IssuingUnit: reader.GetString(6),
                Part: Enum.Parse<Part>(reader.GetString(7), ignoreCase: true), State: reader.GetString(8),
                DueAt: reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9), DeadlineVersion: reader.GetInt32(10),
                    Missed: reader.GetBoolean(11),
                Figures: JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(12))!));
        return rows;
    }

    /// <summary>
    /// A statement over the rows as arrays, in the order of their ids, so that two writers of the same rows never wait for each other in a
    /// ring.
    /// </summary>
    internal static NpgsqlCommand Write(NpgsqlTransaction transaction, IEnumerable<BoardRow> unordered, string sql)
    {
        var rows = unordered.OrderBy(row => row.Assignment).ToList();
        return new(sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Uuid, row => row.Assignment),
                Array(NpgsqlDbType.Bigint, row => row.Version),
                Array(NpgsqlDbType.Uuid, row => row.Notice),
                Array(NpgsqlDbType.Integer, row => row.Requirement),
                Array(NpgsqlDbType.Text, row => row.Unit),
                Array(NpgsqlDbType.Text, row => row.Occurrence),
                Array(NpgsqlDbType.Text, row => row.IssuingUnit),
                Array(NpgsqlDbType.Text, row => row.Part.ToString().ToLowerInvariant()),
                Array(NpgsqlDbType.Text, row => row.State),
                Array(NpgsqlDbType.TimestampTz, row => row.DueAt?.ToUniversalTime()),
                Array(NpgsqlDbType.Integer, row => row.DeadlineVersion),
                Array(NpgsqlDbType.Boolean, row => row.Missed),
                Array(NpgsqlDbType.Jsonb, row => JsonSerializer.Serialize(row.Figures)),
            },
        };

        NpgsqlParameter Array<T>(NpgsqlDbType type, Func<BoardRow, T> column) =>
            new() { Value = rows.ConvertAll(row => column(row)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
