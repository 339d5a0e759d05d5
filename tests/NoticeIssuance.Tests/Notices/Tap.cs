using RabbitMQ.Client;

namespace NoticeIssuance.Tests.Notices;

/// <summary>A queue of its own on a message's exchange: what the service publishes, as it travels.</summary>
internal sealed record Tap(IConnection Connection, IChannel Channel, string Queue) : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Tap> OnAsync(Uri broker, string exchange)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Ct);
        var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: Ct);
        var queue = await channel.QueueDeclareAsync(cancellationToken: Ct);
        await channel.QueueBindAsync(queue.QueueName, exchange, "", cancellationToken: Ct);
        return new(connection, channel, queue.QueueName);
    }

    /// <summary>The next envelope that is wanted, of those that have come; null when there is none.</summary>
    public async Task<JsonNode?> NextAsync(Func<JsonNode, bool> isWanted)
    {
        while (await Channel.BasicGetAsync(Queue, autoAck: true, Ct) is { } got)
        {
            if (JsonSerializer.Deserialize<JsonNode>(got.Body.Span)! is var envelope && isWanted(envelope["message"]!))
                return envelope;
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
