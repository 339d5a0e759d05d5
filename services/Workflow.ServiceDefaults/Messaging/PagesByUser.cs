using MassTransit.Middleware;
using MassTransit.Middleware.Rescue;
using RabbitMQ.Client;
using Workflow.Contracts.Audit.V1;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Who published a page of events, by the broker's word: it refuses a <c>user-id</c> that is not the connection's user (ADR 0018).
/// </summary>
public static class PagesByUser
{
    /// <summary>The user that published it; null where the broker was told none.</summary>
    public static string? Of(ConsumeContext context) =>
        context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var received) && received.Properties.IsUserIdPresent()
            ? received.Properties.UserId : null;

    internal static void Sign(PublishContext publish, string user)
    {
        if (publish is PublishContext<EventPage> && publish.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            rabbit.BasicProperties.UserId = user;
    }

    /// <summary>
    /// What is moved to an error queue keeps its properties, and the broker would refuse another user's name among them for ever.
    /// </summary>
    internal static void MoveUnsigned(IPipeConfigurator<ExceptionReceiveContext> error)
    {
        error.UseFilter(new TakeNameOff());
        error.UseFilter(new GenerateFaultFilter());
        error.UseFilter(new ErrorTransportFilter());
    }

    private sealed class TakeNameOff : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) => next.Send(new Unsigned(context));

        public void Probe(ProbeContext context) => context.CreateFilterScope("unsigned");
    }

    private sealed class Unsigned(ExceptionReceiveContext context)
        : RescueExceptionReceiveContext(context, context.Exception), PipeContext
    {
        bool PipeContext.TryGetPayload<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? payload)
            where T : class
        {
            var found = TryGetPayload(out payload);
            if (payload is RabbitMqBasicConsumeContext received)
                payload = (T)(object)new UnsignedConsume(received);
            return found;
        }
    }

    private sealed class UnsignedConsume(RabbitMqBasicConsumeContext received) : RabbitMqBasicConsumeContext
    {
        public string Exchange => received.Exchange;

        public string? RoutingKey => received.RoutingKey;

        public string ConsumerTag => received.ConsumerTag;

        public ulong DeliveryTag => received.DeliveryTag;

        public IReadOnlyBasicProperties Properties { get; } = Of(received.Properties);

        private static BasicProperties Of(IReadOnlyBasicProperties signed)
        {
            var unsigned = new BasicProperties(signed);
            unsigned.ClearUserId();
            return unsigned;
        }
    }
}
