using AuditReplay.Events;
using AuditReplay.Ledger;

namespace AuditReplay.Timeline;

/// <summary>
/// Units' names, as the ledger's own directory events give them: each call reads those that came since the last, and all anew when the
/// directory went on in another epoch.
/// </summary>
internal sealed class UnitNames(NpgsqlDataSource dataSource) : IDisposable
{
    private const string Newer =
        "select position, unit, bytes from standing where type = any($1) and position > $2 and position <= $3 order by position";

    private static readonly string[] Types = StoredNames.Of(typeof(UnitEvent.Established), typeof(UnitEvent.Renamed));

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string>? _shown;
    private long _position;
    private int _epoch;

    /// <summary>The names up to <paramref name="size"/> (or a later call's): code → full name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(long size, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            var epoch = await dataSource.Sql("select coalesce(max(epoch), 1) from epoch where source = $1", Sources.Directory)
                .ScalarAsync<int>(ct);
            if (epoch != _epoch)
            {
                (_epoch, _position) = (epoch, 0);
                _names.Clear();
                _shown = null;
            }
            var entries = await dataSource.Sql(Newer, Types, _position, size)
                .ReadAsync(row => (Position: row.GetInt64(0), Unit: row.GetString(1), Bytes: row.GetFieldValue<byte[]>(2)), ct);
            foreach (var entry in entries)
            {
                if (NameIn(LedgerEntry.Parse(entry.Bytes).Read()) is { } name)
                    _names[entry.Unit] = name;
                _position = entry.Position;
            }
            if (entries.Count > 0)
                _shown = null;
            return _shown ??= new Dictionary<string, string>(_names, StringComparer.Ordinal);
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
