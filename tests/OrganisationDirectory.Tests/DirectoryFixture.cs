using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Contracts.Audit.V1;

namespace OrganisationDirectory.Tests;

/// <summary>The service on a database and a virtual host of its own, and somebody who hears what it tells others.</summary>
public sealed class DirectoryFixture : IAsyncLifetime
{
    /// <summary>A root for each test that imports: whoever imports must stand in the tree.</summary>
    private static readonly string[] Roots = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "K", "T", "R", "PARENT"];

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
        using var first = Service.As(Roles.Operator, Roots[0]);
        using var imported = await first.ImportAsync(string.Concat(Roots.Select(root => $"{root},Before {root},,committee,city,,\n")));
        imported.EnsureSuccessStatusCode();
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
