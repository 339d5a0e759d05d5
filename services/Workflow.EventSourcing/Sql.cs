using System.Runtime.CompilerServices;

namespace Workflow.EventSourcing;

/// <summary>
/// How this product speaks SQL: any number of statements in one round trip, values by position (<c>$1</c>, <c>$2</c> …), rows as one array
/// a column, so that the number of
/// statements does not grow with the rows. Made by <see cref="SqlOn"/>, executed once. Instants are sent as UTC; a null is sent as null of
/// the type the statement asks for.
/// </summary>
public sealed class Sql
{
    private readonly Func<NpgsqlBatch> _create;
    private readonly List<NpgsqlBatchCommand> _commands = [];

    internal Sql(Func<NpgsqlBatch> create) => _create = create;

    /// <summary>Whether nothing is to be executed: every statement's rows were none.</summary>
    public bool IsEmpty => _commands.Count == 0;

    /// <summary>Adds a statement with its values.</summary>
    public Sql Add(string statement, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        _commands.Add(command);
        return this;
    }

    /// <summary>Adds a statement over rows, unless there are none; its parameters follow, a column each.</summary>
    public Columns<T> Over<T>(IReadOnlyCollection<T> rows, string statement)
    {
        var command = new NpgsqlBatchCommand(statement);
        if (rows.Count > 0)
            _commands.Add(command);
        return new(this, command, rows);
    }

    /// <summary>Executes, and answers how many rows were changed in all; 0 when there was nothing to execute.</summary>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        if (IsEmpty)
            return 0;
        await using var batch = Batch();
        return await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Executes, and answers the first column of the first row; default when there is none or it is null.</summary>
    public async Task<T?> ScalarAsync<T>(CancellationToken ct)
    {
        await using var batch = Batch();
        return await batch.ExecuteScalarAsync(ct) switch
        {
            null or DBNull => default,
            DateTime instant when typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateTimeOffset?) =>
                (T)(object)new DateTimeOffset(instant),
            var value => (T)value,
        };
    }

    /// <summary>Executes, and reads the rows of whatever statement gives any, in order.</summary>
    public async Task<List<T>> ReadAsync<T>(Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        if (IsEmpty)
            return rows;
        await using var batch = Batch();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        do
        {
            while (await reader.ReadAsync(ct))
                rows.Add(read(reader));
        }
        while (await reader.NextResultAsync(ct));
        return rows;
    }

    /// <summary>Executes, and reads the rows of one statement as they are asked for: there may be more than are to be held.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var batch = Batch();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return read(reader);
    }

    /// <summary>Executes, and reads the first row; default when there is none.</summary>
    public async Task<T?> FirstAsync<T>(Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var batch = Batch();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? read(reader) : default;
    }

    /// <summary>Executes, and hands over the results, where they are of several shapes.</summary>
    public async Task<T> ResultsAsync<T>(Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        await using var batch = Batch();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await read(reader);
    }

    internal static NpgsqlParameter Parameter(object? value) => new()
    {
        Value = value switch
        {
            null => DBNull.Value,
            DateTimeOffset instant => instant.ToUniversalTime(),
            _ => value,
        },
    };

    private NpgsqlBatch Batch()
    {
        var batch = _create();
        foreach (var command in _commands)
            batch.BatchCommands.Add(command);
        return batch;
    }
}

/// <summary>The parameters of a statement over rows, in the order in which they are added.</summary>
public sealed class Columns<T>(Sql sql, NpgsqlBatchCommand command, IReadOnlyCollection<T> rows)
{
    /// <summary>
    /// The next parameter: a column of the rows, as an array. Instants are sent as UTC. A jsonb column is text, cast in the statement.
    /// </summary>
    public Columns<T> With<TColumn>(Func<T, TColumn> column)
    {
        command.Parameters.Add(rows.Select(column).ToArray() switch
        {
            DateTimeOffset[] instants =>
                new NpgsqlParameter<DateTimeOffset[]> { TypedValue = Array.ConvertAll(instants, instant => instant.ToUniversalTime()) },
            DateTimeOffset?[] instants =>
                new NpgsqlParameter<DateTimeOffset?[]> { TypedValue = Array.ConvertAll(instants, instant => instant?.ToUniversalTime()) },
            var values => new NpgsqlParameter<TColumn[]> { TypedValue = values },
        });
        return this;
    }

    /// <summary>The next parameter: one value.</summary>
    public Columns<T> And(object? value)
    {
        command.Parameters.Add(Sql.Parameter(value));
        return this;
    }

    /// <summary>The statement is complete; goes on with the others.</summary>
    public Sql End() => sql;
}

/// <summary>Where SQL is executed, and how rows are read.</summary>
public static class SqlOn
{
    /// <summary>On a connection of the statements' own.</summary>
    public static Sql Sql(this NpgsqlDataSource dataSource) => new(dataSource.CreateBatch);

    /// <inheritdoc cref="Sql(NpgsqlDataSource)"/>
    public static Sql Sql(this NpgsqlDataSource dataSource, string statement, params ReadOnlySpan<object?> values) =>
        dataSource.Sql().Add(statement, values);

    /// <summary>On an open connection, in its transaction where it has one.</summary>
    public static Sql Sql(this NpgsqlConnection connection) => new(connection.CreateBatch);

    /// <inheritdoc cref="Sql(NpgsqlConnection)"/>
    public static Sql Sql(this NpgsqlConnection connection, string statement, params ReadOnlySpan<object?> values) =>
        connection.Sql().Add(statement, values);

    /// <summary>In a transaction.</summary>
    public static Sql Sql(this NpgsqlTransaction transaction) => new(() => new NpgsqlBatch(transaction.Connection, transaction));

    /// <inheritdoc cref="Sql(NpgsqlTransaction)"/>
    public static Sql Sql(this NpgsqlTransaction transaction, string statement, params ReadOnlySpan<object?> values) =>
        transaction.Sql().Add(statement, values);

    /// <summary>In the transaction of events.</summary>
    public static Sql Sql(this StreamTransaction transaction) => transaction.Transaction.Sql();

    /// <inheritdoc cref="Sql(StreamTransaction)"/>
    public static Sql Sql(this StreamTransaction transaction, string statement, params ReadOnlySpan<object?> values) =>
        transaction.Sql().Add(statement, values);

    /// <summary>A text column that may be null.</summary>
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An instant, UTC.</summary>
    public static DateTimeOffset Instant(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>A column of values that may be null.</summary>
    public static T? Maybe<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
