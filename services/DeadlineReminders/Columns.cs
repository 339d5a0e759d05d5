using Npgsql;

namespace DeadlineReminders;

/// <summary>
/// A statement that carries rows as one array a column (<c>$1</c>, <c>$2</c>, …), so that the number of statements does not grow with the
/// rows.
/// </summary>
internal sealed class Columns<T>(NpgsqlBatchCommand command, IReadOnlyCollection<T> rows)
{
    /// <summary>The next parameter: a column of the rows.</summary>
    public Columns<T> With<TColumn>(Func<T, TColumn> column)
    {
        command.Parameters.Add(new NpgsqlParameter<TColumn[]> { TypedValue = [.. rows.Select(column)] });
        return this;
    }

    /// <summary>The next parameter: one value.</summary>
    public Columns<T> And<TValue>(TValue value)
    {
        command.Parameters.Add(new NpgsqlParameter<TValue> { TypedValue = value });
        return this;
    }
}

internal static class ColumnsOfBatch
{
    /// <summary>Adds the statement, unless there are no rows.</summary>
    public static Columns<T> Add<T>(this NpgsqlBatch batch, string sql, IReadOnlyCollection<T> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        if (rows.Count > 0) batch.BatchCommands.Add(command);
        return new(command, rows);
    }
}
