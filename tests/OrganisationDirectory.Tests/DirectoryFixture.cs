using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Contracts.Audit.V1;

namespace OrganisationDirectory.Tests;

/// <summary>
/// The service on a database and a virtual host of its own, with the root <c>R</c>, and somebody who hears what it tells others.
/// </summary>
public sealed class DirectoryFixture : IAsyncLifetime
{
    private IBusControl _listener = null!;

    public PostgresDatabase Database { get; } = new();

    public RabbitVirtualHost Broker { get; } = new();

    public RunningService Service { get; private set; } = null!;

    /// <summary>Every message the service has published, in the order heard.</summary>
    public ConcurrentQueue<object> Heard { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Broker.InitializeAsync();
        LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
        _listener = Listener();
        await _listener.StartAsync();
        Service = await RunningService.StartAsync(builder => builder.AddOrganisationDirectory(), app =>
            app.MapOrganisationDirectory(), RunningService.Settings(Database, Broker));
        await Service.ReadyAsync();
        using var root = Service.As("operator", "R");
        await root.ExpectImportedAsync("R,Province,,committee,province,,\n", imported: 1, unchanged: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _listener.StopAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Publishes a message, as another service would.</summary>
    public Task PublishAsync(object message) => _listener.Publish(message, Ct);

    private IBusControl Listener() => Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.At(Broker.Uri);
        broker.ReceiveEndpoint("listener", endpoint =>
        {
            endpoint.Handler<UnitChanged>(Hear);
            endpoint.Handler<CalendarPublished>(Hear);
            endpoint.Handler<DelegationChanged>(Hear);
            endpoint.Handler<EventPage>(Hear);
        });
    });

    private Task Hear<T>(ConsumeContext<T> context)
        where T : class
    {
        Heard.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
