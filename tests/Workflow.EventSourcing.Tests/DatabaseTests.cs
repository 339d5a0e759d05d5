namespace Workflow.EventSourcing.Tests;

/// <summary>Tests each of which has a schema of its own.</summary>
public abstract class DatabaseTests : IAsyncLifetime
{
    /// <summary>The test's own.</summary>
    internal Database Database { get; private set; } = null!;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Database = await Database.CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
