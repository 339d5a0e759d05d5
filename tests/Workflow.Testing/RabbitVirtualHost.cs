namespace Workflow.Testing;

/// <summary>A virtual host for one test class: <c>IClassFixture&lt;RabbitVirtualHost&gt;</c>.</summary>
public sealed class RabbitVirtualHost : IAsyncLifetime
{
    /// <summary>AMQP URI of a virtual host that nobody else uses.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>The management API, credentials included.</summary>
    public Uri ManagementUri { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Uri = await RabbitServer.CreateVirtualHostAsync();
        ManagementUri = await RabbitServer.ManagementUriAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await RabbitServer.DeleteVirtualHostAsync(Uri);
}
