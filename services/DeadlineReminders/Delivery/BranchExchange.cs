using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace DeadlineReminders.Delivery;

/// <summary>What the broker said of one message.</summary>
internal enum Reply
{
    /// <summary>Every queue that takes it has it.</summary>
    Confirmed,

    /// <summary>No queue takes it.</summary>
    Unroutable,

    /// <summary>A queue refused it.</summary>
    Refused,

    /// <summary>The connection went before the broker said anything.</summary>
    Unknown,
}

/// <summary>The topic exchange <c>branch</c> and the queues of units behind it, on a connection of this part's own.</summary>
internal sealed class BranchExchange : IAsyncDisposable
{
    public const string Name = "branch";

    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private BranchExchange(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public bool IsOpen => _connection.IsOpen && _channel.IsOpen;

    /// <summary>Connects and declares the exchange. It does not reconnect: who uses it opens another.</summary>
    public static async Task<BranchExchange> OpenAsync(Uri uri, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = uri,
            ClientProvidedName = "workflow-reminders-branch",
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(5),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
        };
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            // The window of unconfirmed messages is the batch; the client's own limiter would sleep.
            var channel = await connection.CreateChannelAsync(
                new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: null), ct);
            await channel.ExchangeDeclareAsync(Name, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: ct);
            return new(connection, channel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The queue of a unit's own channel.</summary>
    public static string QueueOf(string unit) => $"{Name}.{unit}";

    /// <summary>The routing key of what goes to the unit: the codes from the root down to it.</summary>
    public static string RoutingKey(UnitSnapshot units, string unit) =>
        units.Path(unit) is { Count: > 0 } path ? string.Join('.', path) : unit;

    /// <summary>Declares the unit's quorum queue and binds it by the routing key, or by everything at and below it.</summary>
    public async Task BindAsync(string unit, string routingKey, bool subtree, CancellationToken ct)
    {
        await _channel.QueueDeclareAsync(QueueOf(unit), durable: true, exclusive: false, autoDelete: false,
            arguments: new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: ct);
        await _channel.QueueBindAsync(QueueOf(unit), Name, Pattern(routingKey, subtree), cancellationToken: ct);
        if (!subtree)
            await _channel.QueueUnbindAsync(QueueOf(unit), Name, Pattern(routingKey, subtree: true), cancellationToken: ct);
    }

    /// <summary>Takes back a binding of the unit's queue.</summary>
    public Task UnbindAsync(string unit, string routingKey, bool subtree, CancellationToken ct) =>
        _channel.QueueUnbindAsync(QueueOf(unit), Name, Pattern(routingKey, subtree), cancellationToken: ct);

    /// <summary>Deletes the unit's queue with what lies in it; all of that lies in the inbox too.</summary>
    public Task DeleteAsync(string unit, CancellationToken ct) => _channel.QueueDeleteAsync(QueueOf(unit), cancellationToken: ct);

    /// <summary>Publishes in the order given, all of it at once, and waits for what the broker says of each.</summary>
    public async Task<IReadOnlyList<Reply>> PublishAsync(IReadOnlyList<(string RoutingKey, Guid Id, string Body)> messages,
        CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(ConfirmTimeout);
        return await Task.WhenAll(messages.Select(message => PublishAsync(message.RoutingKey, message.Id, message.Body, timeout.Token))
            .ToList());
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<Reply> PublishAsync(string routingKey, Guid id, string body, CancellationToken ct)
    {
        var properties = new BasicProperties
        {
            Persistent = true,
            MessageId = id.ToString(),
            ContentType = "application/cloudevents+json",
            ContentEncoding = "utf-8",
        };
        try
        {
            await _channel.BasicPublishAsync(Name, routingKey, mandatory: true, properties, Encoding.UTF8.GetBytes(body), ct);
            return Reply.Confirmed;
        }
        catch (PublishException e)
        {
            return e.IsReturn ? Reply.Unroutable : Reply.Refused;
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return Reply.Unknown;
        }
    }

    private static string Pattern(string routingKey, bool subtree) => subtree ? $"{routingKey}.#" : routingKey;
}
