namespace Workflow.EventSourcing.Tests;

/// <summary>A schema of its own on a real PostgreSQL, dropped afterwards.</summary>
internal sealed class Database : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> ConnectionString = new(() => PostgresServer.CreateDatabaseAsync());
    private readonly List<ServiceProvider> _nodes = [];

    private Database(NpgsqlDataSource source, string schema) => (Source, Schema) = (source, schema);

    public NpgsqlDataSource Source { get; }

    public string Schema { get; }

    public static async Task<Database> CreateAsync() => At(await ConnectionString.Value, $"t{Guid.NewGuid():n}");

    /// <summary>A schema that another process made.</summary>
    public static Database At(string connectionString, string schema) =>
        new(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 30, ApplicationName = schema,
            PersistSecurityInfo = true, Options = "-c idle_in_transaction_session_timeout=5000" }), schema);

    /// <summary>One process's worth of streams over this schema, its tables created.</summary>
    /// <param name="clock">Business time.</param>
    /// <param name="configure">What else the node has.</param>
    /// <param name="feeds">Whether it asks for the feed's lead.</param>
    /// <param name="options">What else is said of its streams.</param>
    public async Task<ServiceProvider> NodeAsync(
        TimeProvider? clock = null, Action<IServiceCollection>? configure = null, bool feeds = true, Action<EventSourcingOptions>? options =
            null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Source);
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddEventSourcing(streams =>
        {
            (streams.Source, streams.Schema) = (Sources.Assignments, Schema);
            options?.Invoke(streams);
        });
        configure?.Invoke(services);
        // What is published before a queue is bound does not reach it.
        services.Configure<MassTransit.MassTransitHostOptions>(host =>
            (host.WaitUntilStarted, host.StopTimeout) = (true, TimeSpan.FromSeconds(10)));
        var node = services.BuildServiceProvider();
        lock (_nodes)
            _nodes.Add(node);
        foreach (var hosted in node.GetServices<IHostedService>().Where(h => feeds || h is not FeedLeadership))
            await hosted.StartAsync(Ct);
        return node;
    }

    public async Task<StreamStore> StoreAsync(TimeProvider? clock = null) => (await NodeAsync(clock)).GetRequiredService<StreamStore>();

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>Stops a node cleanly.</summary>
    public async Task StopAsync(ServiceProvider node)
    {
        _nodes.Remove(node);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var hosted in node.GetServices<IHostedService>().Reverse())
            await hosted.StopAsync(patience.Token);
        await node.DisposeAsync();
    }

    /// <summary>Stops what runs here and leaves the schema to who made it.</summary>
    public async Task LeaveAsync()
    {
        foreach (var node in _nodes.ToList())
            await StopAsync(node);
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        await using (var drop = Source.CreateCommand($"drop schema if exists {Schema} cascade"))
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        await Source.DisposeAsync();
    }
}
