using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Workflow.Local.Demo;

/// <summary>What arrives on a branch's own queue, read as the branch would: with the user and the queue it was given.</summary>
internal sealed class BranchQueue : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonNode> _messages = new();
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private BranchQueue(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public IReadOnlyList<JsonNode> Messages => [.. _messages];

    public static async Task<BranchQueue> OpenAsync(Uri uri, string queue, CancellationToken ct)
    {
        var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(ct);
        var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var opened = new BranchQueue(connection, channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            opened._messages.Enqueue(JsonNode.Parse(delivery.Body.Span)!);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
