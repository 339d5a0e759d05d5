namespace Workflow.ServiceDefaults.Tests;

/// <summary>What a consumer is to do.</summary>
public sealed record Probe(Guid Id, string How, int Times);

/// <summary>Fails as often as the message says, then notes that it came through.</summary>
public sealed class ProbeConsumer : IConsumer<Probe>
{
    public static System.Collections.Concurrent.ConcurrentDictionary<Guid, int> Attempts { get; } = [];

    public Task Consume(ConsumeContext<Probe> context)
    {
        var attempt = Attempts.AddOrUpdate(context.Message.Id, 1, (_, before) => before + 1);
        if (attempt > context.Message.Times)
            return Task.CompletedTask;
        throw context.Message.How == "away" ? new NpgsqlException("away", new TimeoutException()) : new InvalidOperationException("defect");
    }
}

public sealed class BusConventionsTests(Sample sample) : IClassFixture<Sample>
{
    private string VirtualHost => sample.Broker.Uri.AbsolutePath.TrimStart('/');

    [Theory]
    [InlineData("workflow-directory-probe"), InlineData("workflow-directory-unit-changed"),
        InlineData("workflow-directory-pages-requested")]
    public async Task Every_endpoint_is_a_quorum_queue_with_a_limit_and_a_dead_letter_queue_of_its_own(string name)
    {
        var queue = await QueueAsync(name);
        Assert.Equal("quorum", queue.GetProperty("type").GetString());
        Assert.Equal($"{name}_dead", queue.GetProperty("arguments").GetProperty("x-dead-letter-exchange").GetString());
        Assert.True(queue.GetProperty("arguments").GetProperty("x-delivery-limit").GetInt32() >= 20);
        Assert.Equal("quorum", (await QueueAsync($"{name}_dead")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_passes_by_itself_is_waited_for()
    {
        var probe = new Probe(Guid.NewGuid(), "away", Times: 3);
        await sample.Service.Services.GetRequiredService<IBus>().Publish(probe, Ct);
        await Eventually.HoldsAsync(() => ProbeConsumer.Attempts.GetValueOrDefault(probe.Id) == 4, "the fourth attempt");
    }

    [Fact]
    public async Task A_defect_is_tried_four_times_and_set_aside_with_its_reason()
    {
        var probe = new Probe(Guid.NewGuid(), "defect", Times: 1000);
        await sample.Service.Services.GetRequiredService<IBus>().Publish(probe, Ct);
        await Eventually.HoldsAsync(async () => await MessagesAsync("workflow-directory-probe_error") == 1,
            "the message is in the error queue");
        Assert.Equal(4, ProbeConsumer.Attempts[probe.Id]);
    }

    private async Task<JsonElement> QueueAsync(string name) =>
        await (await RabbitServer.ManagementAsync()).GetFromJsonAsync<JsonElement>($"api/queues/{VirtualHost}/{name}", Ct);

    private async Task<int> MessagesAsync(string queue)
    {
        using var answer = await (await RabbitServer.ManagementAsync())
            .PostAsJsonAsync($"api/queues/{VirtualHost}/{queue}/get", new { count = 10, ackmode = "ack_requeue_true", encoding = "auto" },
            Ct);
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetArrayLength() : 0;
    }
}
