namespace DeadlineReminders.Tests;

/// <summary>Reads a unit's queue as the unit does: with its own user, keeping everything that comes, repeats included.</summary>
internal sealed class QueueReader : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly ConcurrentQueue<string> _faults = [];

    private QueueReader(IConnection connection, IChannel channel) => (_connection, Channel) = (connection, channel);

    public IChannel Channel { get; }

    public ConcurrentQueue<JsonElement> Received { get; } = [];

    public static async Task<(Uri Uri, string Queue)> ConfigureAsync(RemindersFixture reminders, string unit, bool subtree)
    {
        using var city = reminders.Service.As("operator", Given.City);
        var answer = await city.PutAsJsonAsync($"/v1/units/{unit}/channel", new { kind = "queue", subtree }, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (new Uri(body.GetProperty("uri").GetString()!), body.GetProperty("queue").GetString()!);
    }

    /// <summary>Connected, and reading nothing yet.</summary>
    public static async Task<QueueReader> ConnectAsync(Uri uri)
    {
        var connection = await new ConnectionFactory { Uri = uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Ct);
        return new(connection, await connection.CreateChannelAsync(cancellationToken: Ct));
    }

    /// <summary>Takes the next message and gives it back.</summary>
    public async Task GiveBackAsync(string queue)
    {
        var got = await Eventually.ValueAsync(() => Channel.BasicGetAsync(queue, autoAck: false, Ct), "there is a message");
        await Channel.BasicNackAsync(got.DeliveryTag, multiple: false, requeue: true, Ct);
    }

    public static async Task<QueueReader> OpenAsync((Uri Uri, string Queue) address)
    {
        var reader = await ConnectAsync(address.Uri);
        var consumer = new AsyncEventingBasicConsumer(reader.Channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            reader.Received.Enqueue(JsonSerializer.Deserialize<JsonElement>(message.Body.Span));
            if (CloudEvents.Fault(message.Body, message.BasicProperties.ContentType) is { } fault)
                reader._faults.Enqueue(fault);
            return Task.CompletedTask;
        };
        await reader.Channel.BasicConsumeAsync(address.Queue, autoAck: true, consumer, Ct);
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_faults);
        await Channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
