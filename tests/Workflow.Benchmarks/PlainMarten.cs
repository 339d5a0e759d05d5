using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;

namespace Workflow.Benchmarks;

/// <summary>
/// The peer of B2: Marten used plainly, as its guide shows. A session of its own, SaveChanges, FetchForWriting; its daemon as the reader.
/// </summary>
internal sealed class PlainMarten(string connectionString) : IAsyncDisposable
{
    private const string Schema = "plain";
    private readonly DocumentStore _store = Store(connectionString, null);

    public Task CreateTablesAsync() => _store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

    public Task<Done> StartStreamsAsync(int streams, int each) => Done.InAsync(streams * 2, async () =>
    {
        for (var done = 0; done < streams; done += each)
        {
            await using var session = Session();
            for (var i = 0; i < each; i++)
                session.Events.StartStream(Guid.CreateVersion7(), EventStoreBenchmark.Dispatched, EventStoreBenchmark.Reported);
            await session.SaveChangesAsync();
        }
    });

    public Task<Done> AppendManyAsync(int events, int each) => Done.InAsync(events, async () =>
    {
        object[] batch = [.. Enumerable.Repeat(EventStoreBenchmark.Dispatched, each)];
        for (var done = 0; done < events; done += each)
        {
            await using var session = Session();
            session.Events.StartStream(Guid.CreateVersion7(), batch);
            await session.SaveChangesAsync();
        }
    });

    public Task<Done> SinglesAsync(int appends, int clients) =>
        Done.InAsync(appends, () => Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            var stream = Guid.CreateVersion7();
            for (var version = 0; version < appends / clients; version++)
            {
                await using var session = Session();
                if (version == 0)
                    session.Events.StartStream(stream, EventStoreBenchmark.Dispatched);
                else
                    session.Events.Append(stream, version + 1, EventStoreBenchmark.Dispatched);
                await session.SaveChangesAsync();
            }
        })));

    public Task<Done> LoadAndAppendAsync(int appends) => Done.InAsync(appends, async () =>
    {
        for (var i = 0; i < appends / 2; i++)
        {
            var id = Guid.CreateVersion7();
            foreach (var e in new object[] { EventStoreBenchmark.Dispatched, new AssignmentEvent.Acknowledged() })
            {
                await using var session = Session();
                var stream = await session.Events.FetchForWriting<PlainAssignment>(id);
                stream.AppendOne(e);
                await session.SaveChangesAsync();
            }
        }
    });

    /// <summary>The daemon from the first event to the last, to one subscription that does nothing.</summary>
    public async Task<Done> FeedAsync(long events)
    {
        var counting = new Counting(events);
        await using var store = Store(connectionString, counting);
        return await Done.InAsync((int)events, async () =>
        {
            using var daemon = await store.BuildProjectionDaemonAsync();
            await daemon.StartAllAsync();
            await counting.Reached;
            await daemon.StopAllAsync();
        });
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>With the metadata that ours carries.</summary>
    private IDocumentSession Session()
    {
        var session = _store.LightweightSession();
        (session.CorrelationId, session.CausationId, session.LastModifiedBy) =
            (EventStoreBenchmark.Context.CorrelationId.ToString(), Guid.CreateVersion7().ToString(), "system:assignments");
        session.SetHeader("role", "system");
        return session;
    }

    private static DocumentStore Store(string connectionString, Counting? subscription) => DocumentStore.For(options =>
    {
        options.Connection(connectionString);
        options.DatabaseSchemaName = Schema;
        options.Events.MetadataConfig.EnableAll();
        options.UseSystemTextJsonForSerialization();
        if (subscription is not null)
            options.Projections.Subscribe(subscription);
    });

    private sealed class Counting : SubscriptionBase
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long _events;
        private long _seen;

        public Counting(long events) => (_events, Name, Options.BatchSize) = (events, $"counting-{Guid.NewGuid():n}", 1000);

        public Task Reached => _reached.Task;

        public override Task<IChangeListener> ProcessEventsAsync(
            EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
        {
            if ((_seen += page.Events.Count) >= _events)
                _reached.TrySetResult();
            return Task.FromResult(NullChangeListener.Instance);
        }
    }
}

/// <summary>An aggregate as Marten's guide has them.</summary>
public sealed class PlainAssignment
{
    /// <summary>The stream.</summary>
    public Guid Id { get; set; }

    /// <summary>Whether it was acknowledged.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>It was dispatched.</summary>
    public void Apply(AssignmentEvent.Dispatched e) => IsAcknowledged = e is null;

    /// <summary>It was acknowledged.</summary>
    public void Apply(AssignmentEvent.Acknowledged e) => IsAcknowledged = e is not null;
}
