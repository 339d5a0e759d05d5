namespace NoticeIssuance.Tests;

/// <summary>The directory as this service meets it: says, on the real broker, which version it has answered last.</summary>
internal sealed class DirectoryOfUnits : IConsumer<DirectoryVersionAsked>, IAsyncDisposable
{
    private IBusControl? _bus;
    private long _version;

    /// <summary>Whether it answers.</summary>
    public bool IsAway { get; set; }

    public async Task StartAsync(Uri broker)
    {
        _bus = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(broker);
            bus.ReceiveEndpoint("workflow-directory-version-asked", endpoint => endpoint.Instance(this));
        });
        await _bus.StartAsync();
    }

    /// <summary>The version it has answered to importers, whether or not anybody has heard of it.</summary>
    public void Answers(long version) => _version = Math.Max(_version, version);

    public Task Consume(ConsumeContext<DirectoryVersionAsked> context) =>
        IsAway ? Task.CompletedTask : context.RespondAsync(new DirectoryVersionAnswered(_version));

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null)
            await _bus.StopAsync();
    }
}
