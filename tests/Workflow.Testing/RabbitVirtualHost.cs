namespace Workflow.Testing;

/// <summary>A virtual host for one test class: <c>IClassFixture&lt;RabbitVirtualHost&gt;</c>.</summary>
public sealed class RabbitVirtualHost : IAsyncLifetime
{
    /// <summary>Whose default virtual host it is; null: one of its own on the tests' broker.</summary>
    public PrivateServers? Servers { get; init; }

    /// <summary>AMQP URI of a virtual host that nobody else uses.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>The management API, credentials included.</summary>
    public Uri ManagementUri { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Uri = Servers is null ? await RabbitServer.CreateVirtualHostAsync()
            : await Servers.ListeningAsync("/", CancellationToken.None);
        ManagementUri = Servers?.Management ?? await RabbitServer.ManagementUriAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Servers is null)
            await RabbitServer.DeleteVirtualHostAsync(Uri);
    }
}
