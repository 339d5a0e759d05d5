using System.Threading.Channels;
using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>
/// Says that something was committed: to this process's feed at once, to the leader elsewhere by NOTIFY, coalesced to one per 5 ms.
/// Outside the transaction, because a NOTIFY inside halves the commit rate; a lost one costs a poll's delay, never an event.
/// </summary>
internal sealed class FeedSignal(NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);
    private readonly Channel<bool> _feed = OneSlot();
    private readonly Channel<bool> _others = OneSlot();

    /// <summary>The channel the leader listens on.</summary>
    public string Channel { get; } = $"workflow_feed_{options.Schema}";

    /// <summary>While this process leads, nobody else needs to be told.</summary>
    public bool LeadsHere { get; set; }

    /// <summary>After each commit of events. Returns at once.</summary>
    public void Appended()
    {
        _feed.Writer.TryWrite(true);
        if (!LeadsHere)
            _others.Writer.TryWrite(true);
    }

    /// <summary>Wakes this process's feed.</summary>
    public void Wake() => _feed.Writer.TryWrite(true);

    /// <summary>Waits for the next commit that may be unread, at most so long.</summary>
    /// <returns>True when woken; false when the time is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        if (_feed.Reader.TryRead(out _))
            return true;
        using var timeout = new CancellationTokenSource(longest, clocks.Wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return await _feed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Sends the notifications; runs as long as the process.</summary>
    public async Task NotifyOthersAsync(CancellationToken ct)
    {
        while (await _others.Reader.WaitToReadAsync(ct))
        {
            _others.Reader.TryRead(out _);
            try
            {
                await using var command = dataSource.CreateCommand("select pg_notify($1, '')");
                command.Parameters.Add(new() { Value = Channel });
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (NpgsqlException)
            {
                // The leader polls as well.
            }
            await Task.Delay(Apart, clocks.Wall, ct);
        }
    }

    private static Channel<bool> OneSlot() => System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
