using RabbitMQ.Client;
using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Tests;

/// <summary>What the ledger asks for, read from the broker as any service would receive it.</summary>
internal sealed class Requests : IAsyncDisposable
{
    private const string Exchange = "Workflow.Contracts.Audit.V1:PagesRequested";
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;

    private Requests(IConnection connection, IChannel channel, string queue) =>
        (_connection, _channel, _queue) = (connection, channel, queue);

    public static async Task<Requests> ListenAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, Exchange, routingKey: "");
        return new(connection, channel, queue);
    }

    /// <summary>The next request that is meant; others are passed over.</summary>
    public Task<PagesRequested> NextAsync(Func<PagesRequested, bool> meant) => Eventually.ValueAsync(async () =>
    {
        while (await _channel.BasicGetAsync(_queue, autoAck: true) is { } delivery)
        {
            var request = JsonSerializer.Deserialize<JsonElement>(delivery.Body.Span).GetProperty("message")
                .Deserialize<PagesRequested>(JsonSerializerOptions.Web)!;
            if (meant(request))
                return request;
        }
        return null;
    }, "the ledger asks");

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
