using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;
using Workflow.EventSourcing;

namespace Workflow.ServiceDefaults;

/// <summary>PostgreSQL answers.</summary>
internal sealed class PostgresProbe(NpgsqlDataSource dataSource) : IHealthProbe
{
    public string Name => "postgres";

    public async ValueTask<string?> CheckAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select 1");
        await command.ExecuteScalarAsync(ct);
        return null;
    }
}

/// <summary>The broker answers on a connection of the probe's own (MassTransit calls a bus that only publishes healthy while the broker is away), and every endpoint consumes.</summary>
internal sealed class BrokerProbe(IBusControl bus, IOptions<RabbitMqOptions> options, ServiceIdentity identity) : IHealthProbe, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private IConnection? _connection;
    private string? _blocked;

    public string Name => "rabbitmq";

    public async ValueTask<string?> CheckAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_connection is not { IsOpen: true }) await ConnectAsync(ct);
            await using var channel = await _connection!.CreateChannelAsync(cancellationToken: ct);
        }
        finally
        {
            _gate.Release();
        }

        if (_blocked is { } reason) return $"The broker has blocked publishing: {reason}";
        var health = bus.CheckHealth();
        return health.Status == BusHealthStatus.Healthy ? null : health.Description;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
        var factory = new ConnectionFactory
        {
            Uri = options.Value.Uri!,
            ClientProvidedName = $"workflow-{identity.Source}-health",
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(5),
        };
        var connection = await factory.CreateConnectionAsync(ct);
        _blocked = null;
        connection.ConnectionBlockedAsync += (_, blocked) => { _blocked = blocked.Reason; return Task.CompletedTask; };
        connection.ConnectionUnblockedAsync += (_, _) => { _blocked = null; return Task.CompletedTask; };
        _connection = connection;
    }
}

/// <summary>Events are read and published. A long open transaction that holds the feed back, or a rebuild that fails, is no reason to send callers elsewhere: it is a figure.</summary>
internal sealed class FeedProbe(FeedStatus feed) : IHealthProbe
{
    public string Name => "feed";

    public IReadOnlyDictionary<string, long> Figures => new Dictionary<string, long>(feed.Consumers.Concat(feed.Rebuilds).Select(consumer => KeyValuePair.Create($"{consumer.Name}.position", consumer.Position)))
    {
        ["leading"] = feed.Leading ? 1 : 0,
        ["last"] = feed.Last,
        ["unconfirmedPages"] = feed.UnconfirmedPages,
        ["blocked"] = feed.BlockedBy is null ? 0 : 1,
        ["rebuildsFailing"] = feed.Rebuilds.Count(rebuild => rebuild.Error is not null),
    };

    public ValueTask<string?> CheckAsync(CancellationToken ct) => ValueTask.FromResult(feed.Problems is [] ? null : string.Join(' ', feed.Problems));
}
