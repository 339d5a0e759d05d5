using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Workflow.ServiceDefaults;

/// <summary>PostgreSQL answers.</summary>
internal sealed class PostgresProbe(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await dataSource.Sql("select 1").ExecuteAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>
/// The broker answers on a connection of the probe's own (MassTransit calls a bus that only publishes healthy while the broker is away),
/// and every endpoint consumes.
/// </summary>
internal sealed class BrokerProbe(IBusControl bus, IOptions<RabbitMqOptions> options, ServiceIdentity identity)
    : IHealthCheck, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _gate = new(1);
    private IConnection? _connection;
    private IChannel? _channel;
    private string? _blocked;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Health.Of(await ProblemAsync(cancellationToken));

    private async Task<string?> ProblemAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_channel is not { IsOpen: true })
                await ConnectAsync(ct);
            if (_blocked is null && !await ConfirmsAsync(_channel!, ct))
                return _blocked is null ? "The broker does not confirm." : Blocked;
        }
        finally
        {
            _gate.Release();
        }

        if (_blocked is not null)
            return Blocked;
        var health = bus.CheckHealth();
        return health.Status == BusHealthStatus.Healthy ? null : health.Description;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        await DisconnectAsync();
    }

    /// <summary>A blocked broker does not answer a goodbye.</summary>
    private async Task DisconnectAsync()
    {
        (var connection, _connection, _channel) = (_connection, null, null);
        if (connection is null)
            return;
        await connection.AbortAsync(Patience);
        await connection.DisposeAsync();
    }

    /// <summary>Nothing is bound to it.</summary>
    private string Exchange => $"workflow-{identity.Source}-health";

    private string Blocked => $"The broker has blocked publishing: {_blocked}";

    /// <summary>
    /// Publishes to nobody. A broker short of memory or disk tells a connection that it is blocked only when it publishes, and reads
    /// nothing of it from then on.
    /// </summary>
    private async Task<bool> ConfirmsAsync(IChannel channel, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await channel.BasicPublishAsync(Exchange, routingKey: "", mandatory: false, ReadOnlyMemory<byte>.Empty, patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        await DisconnectAsync();
        var factory = new ConnectionFactory
        {
            Uri = options.Value.Uri!,
            ClientProvidedName = $"workflow-{identity.Source}-health",
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(5),
        };
        var connection = await factory.Verified(options.Value.Uri!).CreateConnectionAsync(ct);
        _blocked = null;
        connection.ConnectionBlockedAsync += (_, blocked) => { _blocked = blocked.Reason; return Task.CompletedTask; };
        connection.ConnectionUnblockedAsync += (_, _) => { _blocked = null; return Task.CompletedTask; };
        _connection = connection;
        var channel = await connection.CreateChannelAsync(
            new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        _channel = channel;
    }
}

/// <summary>
/// Events are read and published, by the process that leads. An open transaction that holds the feed back for some seconds is a problem:
/// nothing that happens here reaches anybody. A rebuild that fails, and what is set aside, are no reason to send callers elsewhere: they
/// are figures, and stand in operations.
/// </summary>
internal sealed class FeedProbe(FeedStatus feed, [FromKeyedServices(WallClock.Key)] TimeProvider wall) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> problems = feed.BlockedSince is { } since && wall.GetElapsedTime(since) > Patience
            ? [.. feed.Problems, .. feed.Waits] : feed.Problems;
        return Task.FromResult(Health.Of(problems is [] ? null : string.Join(' ', problems), Figures));
    }

    private Dictionary<string, object> Figures => new(feed.Consumers.Concat(feed.Rebuilds).SelectMany(Of))
    {
        ["leading"] = feed.Leading ? 1 : 0,
        ["last"] = feed.Last,
        ["unconfirmedPages"] = feed.UnconfirmedPages,
        ["blocked"] = feed.BlockedBy is null ? 0 : 1,
        ["rebuildsFailing"] = feed.Rebuilds.Count(rebuild => rebuild.Error is not null),
    };

    private KeyValuePair<string, object>[] Of(ConsumerStatus consumer) =>
        [new($"{consumer.Name}.position", consumer.Position), new($"{consumer.Name}.lag", Math.Max(0, feed.Head - consumer.Position))];
}

/// <summary>
/// Nothing is set aside. What is harms itself alone and waits for an operator: the service serves, and does not pass for well.
/// </summary>
internal sealed class QuarantineProbe(Quarantine quarantine) : IHealthCheck
{
    private const int Most = 100;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Health.Waits(await quarantine.ReadAsync(Most, cancellationToken) is { Count: > 0 } aside
            ? $"Set aside: {aside.Count}{(aside.Count == Most ? " or more" : "")}; the first, at {aside[0].Place}: {aside[0].Reason}"
            : null);
}
