using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Tests;

/// <summary>A message as it left the service.</summary>
/// <param name="Type">The contract's name.</param>
/// <param name="Body">The contract.</param>
/// <param name="Raw">All bytes as text, envelope included.</param>
internal sealed record PublishedMessage(string Type, Guid MessageId, Guid? CorrelationId, JsonElement Body, string Raw)
{
    public T As<T>() => Body.Deserialize<T>(JsonSerializerOptions.Web)!;
}

/// <summary>Everything the service publishes about assignments, by a raw client that does not deduplicate.</summary>
internal sealed class PublishedMessages : IAsyncDisposable
{
    private const string ErrorExchange = "workflow-assignments-notice-distributed_error";
    private readonly ConcurrentQueue<PublishedMessage> _messages = new();
    private readonly ConcurrentQueue<string> _setAside = new();
    private readonly IConnection _connection;

    private PublishedMessages(IConnection connection) => _connection = connection;

    public IReadOnlyList<PublishedMessage> All => [.. _messages];

    /// <summary>Why chunks went to the error queue.</summary>
    public IReadOnlyList<string> SetAside => [.. _setAside];

    public IEnumerable<(PublishedMessage Envelope, AssignmentsDispatched Message)> Dispatched(Guid notice) =>
        Of<AssignmentsDispatched>().Where(m => m.Message.Head.Notice == notice);

    public IEnumerable<(PublishedMessage Envelope, AssignmentChanged Message)> Changed(Guid assignment) =>
        Of<AssignmentChanged>().Where(m => m.Message.Assignment == assignment);

    /// <summary>What the unit was told. What came again, under the same id, once.</summary>
    public IEnumerable<UnitNews> News(Guid assignment) => AllNews(assignment).Where(news => news.From is null);

    /// <summary>What whoever decides on it was told, likewise.</summary>
    public IEnumerable<UnitNews> ToDecide(Guid assignment) => AllNews(assignment).Where(news => news.From is not null);

    private IEnumerable<UnitNews> AllNews(Guid assignment) =>
        Of<AssignmentNews>().DistinctBy(m => m.Envelope.MessageId).SelectMany(m => m.Message.News)
            .Where(news => news.Assignment == assignment);

    /// <inheritdoc cref="News"/>
    public IEnumerable<NoticeDischarged> Discharged(Guid notice) =>
        Of<NoticeDischarged>().DistinctBy(m => m.Envelope.MessageId).Select(m => m.Message).Where(message => message.Notice == notice);

    public static async Task<PublishedMessages> ListenAsync(Uri virtualHost)
    {
        var connection = await new ConnectionFactory { Uri = virtualHost }.CreateConnectionAsync();
        var published = new PublishedMessages(connection);
        var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        foreach (var exchange in new[] { NameOf(typeof(AssignmentsDispatched)), NameOf(typeof(AssignmentChanged)),
            NameOf(typeof(AssignmentReassigned)), NameOf(typeof(AssignmentNews)), NameOf(typeof(NoticeDischarged)), ErrorExchange })
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(queue, exchange, routingKey: "");
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            if (delivery.Exchange == ErrorExchange)
                published._setAside.Enqueue(Encoding.UTF8.GetString((byte[])delivery.BasicProperties.Headers!["MT-Fault-Message"]!));
            else published.Take(delivery.Exchange, Encoding.UTF8.GetString(delivery.Body.Span));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return published;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string NameOf(Type message) => $"{message.Namespace}:{message.Name}";

    private IEnumerable<(PublishedMessage Envelope, T Message)> Of<T>() =>
        _messages.Where(message => message.Type == typeof(T).Name).Select(message => (message, message.As<T>()));

    private void Take(string exchange, string raw)
    {
        var envelope = JsonDocument.Parse(raw).RootElement;
        Guid? correlation = envelope.TryGetProperty("correlationId", out var id) && id.ValueKind is JsonValueKind.String ? id.GetGuid()
            : null;
        _messages.Enqueue(new(exchange.Split(':')[1], envelope.GetProperty("messageId").GetGuid(), correlation,
            envelope.GetProperty("message").Clone(), raw));
    }
}
