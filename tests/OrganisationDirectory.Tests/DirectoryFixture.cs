using Workflow.Testing;
using Xunit;

namespace OrganisationDirectory.Tests;

/// <summary>The service on a database and a virtual host of its own.</summary>
public sealed class DirectoryFixture : IAsyncLifetime
{
    public PostgresDatabase Database { get; } = new();

    public RabbitVirtualHost Broker { get; } = new();

    public RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Broker.InitializeAsync();
        Service = await RunningService.StartAsync(builder => builder.AddOrganisationDirectory(), app => app.MapOrganisationDirectory(), RunningService.Settings(Database, Broker));
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }
}
