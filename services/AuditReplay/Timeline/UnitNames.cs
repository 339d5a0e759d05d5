using AuditReplay.Ledger;
using Npgsql;
using Workflow.History;

namespace AuditReplay.Timeline;

/// <summary>Units' names, as the ledger's own directory events give them: each call reads those that came since the last.</summary>
internal sealed class UnitNames(NpgsqlDataSource dataSource) : IDisposable
{
    private const string Newer =
        """
        select position, unit, bytes from entry
        where type = any('{unit.established.v1,unit.renamed.v1}') and position > $1 and position <= $2 order by position
        """;

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private long _position;

    /// <summary>The names up to <paramref name="size"/> (or a later call's): code → full name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(long size, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            await using var command = dataSource.CreateCommand(Newer);
            command.Parameters.Add(new() { Value = _position });
            command.Parameters.Add(new() { Value = size });
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                if (NameIn(LedgerEntry.Parse(row.GetFieldValue<byte[]>(2)).Read()) is { } name)
                    _names[row.GetString(1)] = name;
                _position = row.GetInt64(0);
            }
            return new Dictionary<string, string>(_names, StringComparer.Ordinal);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private static string? NameIn(object @event) => @event switch
    {
        UnitEvent.Established e => e.Name,
        UnitEvent.Renamed e => e.Name,
        _ => null,
    };
}
