using Microsoft.AspNetCore.Routing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Workflow.ServiceDefaults;

/// <summary>
/// <c>POST /v1/operations/error-queues/{name}/retry|discard</c>: the messages that lie in one of this service's error queues go back to the
/// queue they failed in, or are dropped. Each batch is recorded before the broker lets go of it: a crash repeats messages, never loses one
/// unrecorded.
/// </summary>
/// <param name="Reason">Why, in words; 1 to 500 characters.</param>
internal sealed record EmptyErrorQueue(string Reason)
{
    private const int LongestReason = 500;
    private const int MostAtOnce = 500;

    /// <summary>What lies there beyond is left for another request.</summary>
    private const int MostInAll = 10_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("/v1/operations/error-queues/{name}").RequireAccess((Roles.Operator, Reach.Root))
            .WithTags("operation");
        queue.MapPost("/retry", (string name, EmptyErrorQueue command, EmptiedQueues emptied, Caller caller, CancellationToken ct) =>
            HandleAsync(name, command, isRetry: true, emptied, caller, ct)).Produces<EmptiedQueue>()
            .WithSummary("Put the messages of an error queue back into the queue they failed in, at most 10,000");
        queue.MapPost("/discard", (string name, EmptyErrorQueue command, EmptiedQueues emptied, Caller caller, CancellationToken ct) =>
            HandleAsync(name, command, isRetry: false, emptied, caller, ct)).Produces<EmptiedQueue>()
            .WithSummary("Drop the messages of an error queue, at most 10,000");
    }

    private static async Task<IResult> HandleAsync(string name, EmptyErrorQueue command, bool isRetry, EmptiedQueues emptied,
        Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Unusable("reason-needed", $"A reason of 1 to {LongestReason} characters is needed.");
        try
        {
            return await emptied.EmptyAsync(name, isRetry, command.Reason, caller.Acting(Roles.Operator), MostAtOnce, MostInAll, ct)
                is { } moved ? TypedResults.Ok(moved) : Problems.Unknown($"This service has no error queue {name}.", "queue-unknown");
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException && !ct.IsCancellationRequested)
        {
            return Problems.NotNow("broker-unavailable", "The broker does not take the messages now; what was not moved lies where it lay.",
                RetryAfter);
        }
    }
}

/// <summary>What became of an error queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Moved">How many messages were put back, or dropped.</param>
/// <param name="Left">How many lie there still.</param>
internal sealed record EmptiedQueue(string Queue, int Moved, long Left);

/// <summary>Moves messages out of error queues, on a connection for each request.</summary>
internal sealed class EmptiedQueues(ErrorQueues queues, StreamStore streams, IOptions<RabbitMqOptions> options, ServiceIdentity identity)
{
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true);

    /// <summary>Null where there is no such queue of this service.</summary>
    public async Task<EmptiedQueue?> EmptyAsync(string queue, bool isRetry, string reason, Actor actor, int atOnce, int most,
        CancellationToken ct)
    {
        if (queues.InputOf(queue) is not { } input)
            return null;
        var factory = new ConnectionFactory
        {
            Uri = options.Value.Uri!,
            ClientProvidedName = $"workflow-{identity.Source}-operator",
            AutomaticRecoveryEnabled = false,
        };
        await using var connection = await factory.Verified(options.Value.Uri!).CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(Confirming, ct);
        uint there;
        try
        {
            there = (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: 404 })
        {
            return null;
        }
        // What fails again meanwhile comes behind, and is not taken twice.
        var (wanted, moved) = ((int)Math.Min(there, (uint)most), 0);
        while (moved < wanted)
        {
            var taken = await TakeAsync(channel, queue, Math.Min(atOnce, wanted - moved), ct);
            if (taken.Count == 0)
                break;
            if (isRetry)
                foreach (var message in taken)
                    await PutBackAsync(channel, input, message, ct);
            await RecordAsync(isRetry ? new OperatorEvent.MessagesRetried(queue, taken.Count, reason)
                : new OperatorEvent.MessagesDiscarded(queue, taken.Count, reason), actor, ct);
            await channel.BasicAckAsync(taken[^1].DeliveryTag, multiple: true, ct);
            moved += taken.Count;
        }
        return new(queue, moved, await channel.MessageCountAsync(queue, ct));
    }

    private static async Task<List<BasicGetResult>> TakeAsync(IChannel channel, string queue, int most, CancellationToken ct)
    {
        var taken = new List<BasicGetResult>();
        while (taken.Count < most && await channel.BasicGetAsync(queue, autoAck: false, ct) is { } message)
            taken.Add(message);
        return taken;
    }

    /// <summary>As it was sent: without what was noted when it failed, and in nobody else's name.</summary>
    private static async Task PutBackAsync(IChannel channel, string input, BasicGetResult message, CancellationToken ct)
    {
        var properties = new BasicProperties(message.BasicProperties) { Headers = message.BasicProperties.Headers?
            .Where(header => !header.Key.StartsWith("MT-Fault-", StringComparison.Ordinal)
                && header.Key is not ("MT-Reason" or "x-death" or "x-delivery-count" or "x-first-death-exchange" or "x-first-death-queue"
                    or "x-first-death-reason")).ToDictionary() };
        properties.ClearUserId();
        // Whoever may publish to the nameless exchange may publish to every queue; each of ours has an exchange of its name.
        await channel.BasicPublishAsync(exchange: input, routingKey: "", mandatory: true, properties, message.Body, ct);
    }

    private async Task RecordAsync(OperatorEvent done, Actor actor, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(new(actor, CorrelationId: null, CausationId: null), ct);
        transaction.Start(Guid.CreateVersion7(transaction.Now), [done]);
        await transaction.CommitAsync(ct);
    }
}
