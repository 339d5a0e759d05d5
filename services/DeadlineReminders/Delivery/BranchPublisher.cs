using DeadlineReminders.Branches;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace DeadlineReminders.Delivery;

/// <summary>
/// Hands messages to queues, each by its name and on a channel of its own: the broker's side of a channel stands still for seconds when it
/// first meets a queue that is stuck. It does not reconnect: who uses it opens another.
/// </summary>
internal sealed class BranchPublisher : IAsyncDisposable
{
    // Beyond 32 unconfirmed messages to a quorum queue the broker stops reading the whole connection.
    private const int Window = 24;

    // Of the 2,047 that the broker allows by default.
    private const int MostChannels = 1000;

    // After so long without any confirmation the queues that owe one are silent.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    private readonly IConnection _connection;
    private readonly ConcurrentDictionary<string, IChannel> _channels = new();

    private BranchPublisher(IConnection connection) => _connection = connection;

    /// <summary>False when the connection is gone, and when a queue was silent: messages it may still take lie on a channel.</summary>
    public bool IsOpen { get => field && _connection.IsOpen; private set; } = true;

    public static async Task<BranchPublisher> OpenAsync(Uri uri, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = uri,
            ClientProvidedName = "workflow-reminders-branch",
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(5),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
        };
        return new(await factory.Verified(uri).CreateConnectionAsync(ct));
    }

    /// <summary>
    /// Hands over to all queues at once, to each in the order given, and waits for what the broker says of each. A queue that did not take
    /// one gets no further ones.
    /// </summary>
    /// <param name="messages">In their order.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Of each message; null where it was not handed over.</returns>
    public async Task<IReadOnlyList<Reply?>> PublishAsync(IReadOnlyList<Outgoing> messages, CancellationToken ct)
    {
        if (_channels.Count > MostChannels)
            await ForgetChannelsAsync(ct);
        var replies = new Reply?[messages.Count];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        await Task.WhenAll(messages.Index().GroupBy(message => message.Item.Queue).Select(async ofQueue =>
        {
            // One opens the channel, the others follow on it in their order.
            foreach (var window in ofQueue.Take(1).Chunk(Window).Concat(ofQueue.Skip(1).Chunk(Window)))
            {
                if (window.Any(message => message.Item.IsLate()))
                    return;
                await Task.WhenAll(window.Select(async message =>
                    replies[message.Index] = await PublishAsync(message.Item, patience)).ToList());
                if (window.Any(message => replies[message.Index] is not (Reply.Confirmed or Reply.Unusable)))
                    return;
            }
        }).ToList());
        ct.ThrowIfCancellationRequested();
        if (!replies.Contains(Reply.Silent))
            return replies;
        IsOpen = false;
        var isAway = !await AnswersAsync(ct);
        return Array.ConvertAll(replies, reply => reply == Reply.Silent && isAway ? Reply.Unknown : reply);
    }

    /// <summary>A blocked broker does not answer a goodbye, and what of it stands still says it late: nobody waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync().WaitAsync(Goodbye, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // It ends by itself.
        }
    }

    private async Task EndAsync()
    {
        await _connection.AbortAsync(Goodbye);
        await _connection.DisposeAsync();
    }

    private async Task<Reply?> PublishAsync(Outgoing message, CancellationTokenSource patience)
    {
        if (!BranchQueue.Fits(message.Queue))
            return Reply.Unusable;
        var properties = new BasicProperties
        {
            Persistent = true,
            MessageId = message.Id.ToString(),
            ContentType = "application/cloudevents+json",
            ContentEncoding = "utf-8",
        };
        try
        {
            var channel = await ChannelOfAsync(message.Queue, patience.Token);
            // It may have taken as long as the message holds.
            if (message.IsLate())
                return null;
            await channel.BasicPublishAsync(exchange: "", message.Queue, mandatory: true, properties,
                Encoding.UTF8.GetBytes(message.Body), patience.Token);
            patience.CancelAfter(Patience);
            return Reply.Confirmed;
        }
        catch (PublishException e)
        {
            patience.CancelAfter(Patience);
            return e.IsReturn ? Reply.Unroutable : Reply.Refused;
        }
        catch (OperationCanceledException)
        {
            return Reply.Silent;
        }
        catch (OperationInterruptedException e) when (_connection.IsOpen && e.ShutdownReason is { ReplyCode: >= 400 and < 500 })
        {
            return Reply.Barred;
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            return Reply.Unknown;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or FormatException)
        {
            return Reply.Unusable;
        }
    }

    private async Task<IChannel> ChannelOfAsync(string queue, CancellationToken ct)
    {
        if (_channels.TryGetValue(queue, out var known) && known.IsOpen)
            return known;
        return _channels[queue] = await _connection.CreateChannelAsync(Confirming, ct);
    }

    private async Task ForgetChannelsAsync(CancellationToken ct)
    {
        await Task.WhenAll(_channels.Values.Select(channel => channel.CloseAsync(ct)));
        _channels.Clear();
    }

    /// <summary>Whether the broker confirms what goes to nobody.</summary>
    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var channel = await _connection.CreateChannelAsync(Confirming, patience.Token);
            await channel.BasicPublishAsync(exchange: "", "workflow-health", mandatory: false, ReadOnlyMemory<byte>.Empty, patience.Token);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && e is OperationCanceledException or RabbitMQClientException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
