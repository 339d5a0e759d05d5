using RabbitMQ.Client.Events;

namespace Flow.Tests.Live;

/// <summary>
/// A branch's own queue, read with the user and address the product handed out. Repeats are kept: nothing is deduplicated.
/// </summary>
internal sealed class BranchConsumer : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonNode> _received = new();
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private BranchConsumer(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>Reminders in the order received, as (assignment, step, id).</summary>
    public IReadOnlyList<(string Assignment, string Step, string Id)> Reminders =>
        [.. _received.Where(m => (string?)m["type"] == "workflow.reminder.v1")
            .Select(m => ((string)m["data"]!["assignmentId"]!, (string)m["data"]!["step"]!, (string)m["id"]!))];

    /// <summary>Every message, in the order received.</summary>
    public IReadOnlyList<JsonNode> Received => [.. _received];

    public static async Task<BranchConsumer> OpenAsync(RunningSystem system, string unit, bool subtree = false)
    {
        var channel = await system.As("operator", "C")
            .PutAsync("reminders", $"/v1/units/{unit}/channel", new JsonObject { ["kind"] = "queue", ["subtree"] = subtree });
        var ct = Ct;
        var connection = await new ConnectionFactory { Uri = new Uri((string)channel["uri"]!) }.CreateConnectionAsync(ct);
        var opened = new BranchConsumer(connection, await connection.CreateChannelAsync(cancellationToken: ct));
        await opened.ConsumeAsync((string)channel["queue"]!, ct);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ConsumeAsync(string queue, CancellationToken ct)
    {
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            _received.Enqueue(JsonNode.Parse(delivery.Body.Span)!);
            await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
        };
        await _channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
    }
}
