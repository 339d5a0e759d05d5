using RabbitMQ.Client;

namespace Workflow.Testing;

/// <summary>A queue of its own on a message's exchange: what a service publishes, as it travels.</summary>
public sealed record Tap(IConnection Connection, IChannel Channel, string Queue) : IAsyncDisposable
{
    /// <summary>Begins to hear what is published there.</summary>
    public static async Task<Tap> OnAsync(Uri broker, string exchange, CancellationToken ct)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        var queue = await channel.QueueDeclareAsync(cancellationToken: ct);
        await channel.QueueBindAsync(queue.QueueName, exchange, "", cancellationToken: ct);
        return new(connection, channel, queue.QueueName);
    }

    /// <summary>The next envelope that is wanted, of those that have come; null when there is none.</summary>
    public async Task<JsonNode?> NextAsync(Func<JsonNode, bool> isWanted)
    {
        while (await Channel.BasicGetAsync(Queue, autoAck: true) is { } got)
        {
            if (JsonSerializer.Deserialize<JsonNode>(got.Body.Span)! is var envelope && isWanted(envelope["message"]!))
                return envelope;
        }
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
