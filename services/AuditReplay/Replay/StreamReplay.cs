using System.Runtime.CompilerServices;
using System.Text.Json;
using AuditReplay.Ledger;
using Npgsql;
using Workflow.History;

namespace AuditReplay.Replay;

/// <summary>Folds every stream of a subject in one ordered scan, holding one stream at a time.</summary>
internal sealed class StreamReplay(NpgsqlDataSource dataSource)
{
    public async IAsyncEnumerable<StreamState> RebuildAsync(Subject subject, DateTimeOffset at, long size,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"select source, stream, version, recorded_at, bytes from entry where {subject.Column} = $1 and position <= $2 order by source, stream, version");
        command.Parameters.Add(new() { Value = subject.Value });
        command.Parameters.Add(new() { Value = size });
        await using var row = await command.ExecuteReaderAsync(ct);
        StreamPrefix? prefix = null;
        while (await row.ReadAsync(ct))
        {
            var (source, stream) = (row.GetString(0), row.GetGuid(1));
            if (prefix is null || prefix.Stream != stream || prefix.Source != source)
            {
                if (prefix?.Fold() is { } folded)
                    yield return folded;
                prefix = new(source, stream, at);
            }
            prefix.Add(row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<byte[]>(4));
        }
        if (prefix?.Fold() is { } last)
            yield return last;
    }
}

/// <summary>The entries of one stream, from the first to the last recorded until an instant, inclusive.</summary>
internal sealed class StreamPrefix(string source, Guid stream, DateTimeOffset at)
{
    private readonly List<byte[]> _entries = [];
    private bool _ended;
    private string? _fault;

    public string Source => source;

    public Guid Stream => stream;

    /// <summary>Adds the next entry of the stream, unless the prefix has ended before it.</summary>
    public void Add(long version, DateTimeOffset recordedAt, byte[] entry)
    {
        _ended |= recordedAt > at;
        if (_ended)
            return;
        if (version != _entries.Count + 1)
            _fault ??= $"Version {_entries.Count + 1} is missing.";
        _entries.Add(entry);
    }

    /// <summary>The state; null when the stream had not begun.</summary>
    public StreamState? Fold()
    {
        if (_entries.Count == 0)
            return null;
        var events = new List<object>(_entries.Count);
        try
        {
            events.AddRange(_entries.Select(entry => LedgerEntry.Parse(entry).Read()));
            return Answer(HistoryJson.State(StreamFold.Fold(events)!), _fault);
        }
        catch (JsonException unreadable)
        {
            return Answer(state: null, $"Version {events.Count + 1}: {unreadable.Message}");
        }
        catch (ImpossibleEventException impossible)
        {
            return Answer(state: null, $"Version {LongestFold(events) + 1}: {impossible.Message}");
        }

        StreamState Answer(JsonElement? state, string? fault) => new(source, stream, _entries.Count, fault is null ? state : null, fault);
    }

    private static int LongestFold(List<object> events) =>
        Enumerable.Range(1, events.Count).TakeWhile(count => Folds(events.GetRange(0, count))).Count();

    private static bool Folds(List<object> events)
    {
        try
        {
            return StreamFold.Fold(events) is not null;
        }
        catch (ImpossibleEventException)
        {
            return false;
        }
    }
}
