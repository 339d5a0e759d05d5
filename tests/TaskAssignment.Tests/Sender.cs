namespace TaskAssignment.Tests;

/// <summary>A publish-only bus, as another service's.</summary>
internal sealed class Sender(IHost host) : IAsyncDisposable
{
    public static async Task<Sender> StartAsync(Uri virtualHost)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMassTransit(bus => bus.UsingRabbitMq((_, broker) => broker.At(virtualHost)));
        var started = builder.Build();
        await started.StartAsync();
        return new(started);
    }

    public Task PublishAsync<T>(T message)
        where T : class => host.Services.GetRequiredService<IBus>().Publish(message);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
