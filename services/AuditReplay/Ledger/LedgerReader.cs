using System.Globalization;
using Npgsql;

namespace AuditReplay.Ledger;

/// <summary>
/// Reads the ledger. Entries never change, so whoever has read the size reads the same prefix ever after, without a transaction.
/// </summary>
internal sealed class LedgerReader(NpgsqlDataSource dataSource)
{
    /// <summary>How many entries there are; their positions are 1 to this.</summary>
    public async Task<long> SizeAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select size from ledger");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The position of an entry named by its source and ordinal; null when the ledger has none such.</summary>
    public async Task<long?> PositionAsync(string source, long ordinal, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select position from entry where source = $1 and ordinal = $2");
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = ordinal });
        return (long?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Whether an entry up to <paramref name="size"/> belongs to the subject.</summary>
    public async Task<bool> KnowsAsync(Subject subject, long size, CancellationToken ct)
    {
        await using var command =
            dataSource.CreateCommand($"select exists (select from entry where {subject.Column} = $1 and position <= $2)");
        command.Parameters.Add(new() { Value = subject.Value });
        command.Parameters.Add(new() { Value = size });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}

/// <summary>Whose streams are asked for.</summary>
internal sealed record Subject(string Column, object Value)
{
    public static Subject Notice(Guid id) => new("notice", id);

    public static Subject Unit(string code) => new("unit", code);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Column} {Value}");
}
