using System.Data;
using Npgsql;

namespace Workflow.MartenStandIn;

internal sealed class DocumentStore : IDocumentStore
{
    public DocumentStore(StoreOptions options, NpgsqlDataSource dataSource)
    {
        options.EventGraph.Validate();
        Options = options;
        DataSource = dataSource;
        Schema = new(dataSource, options.Events.DatabaseSchemaName);
        Sql = new(options.Events.DatabaseSchemaName);
    }

    public StoreOptions Options { get; }

    public NpgsqlDataSource DataSource { get; }

    public EventSchema Schema { get; }

    public EventSql Sql { get; }

    public IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        isolationLevel == IsolationLevel.ReadCommitted ? new DocumentSession(this, null) : throw new NotSupportedException("The stand-in knows READ COMMITTED alone.");

    public IDocumentSession LightweightSession(SessionOptions options) => new DocumentSession(this, options.Transaction);

    public IQuerySession QuerySession() => new DocumentSession(this, null);

    public void Dispose()
    {
        // The data source is the container's.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
