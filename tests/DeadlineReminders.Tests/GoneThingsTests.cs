using RabbitMQ.Client.Exceptions;

namespace DeadlineReminders.Tests;

/// <summary>What is gone or in the way at the broker, and who may read how.</summary>
[Collection(nameof(BranchUsers))]
public sealed class GoneThingsTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>, IDisposable
{
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(30);

    private readonly BrokerOfBranches _broker = new(reminders.Broker);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_queue_user_permission_or_binding_that_is_gone_is_there_again_with_the_same_password()
    {
        var address = await QueueReader.ConfigureAsync(reminders, Given.Branch, subtree: false);
        await _broker.DeleteUserAsync(Given.Branch);
        await ReadsAgainAsync();
        await _broker.DeletePermissionAsync(Given.Branch);
        await ReadsAgainAsync();
        await _broker.UnbindAsync(Given.Branch, "C1.D1.D1-B1");
        await Eventually.HoldsAsync(async () => await _broker.BindingsAsync(Given.Branch) is ["C1.D1.D1-B1"], "it is bound again", Healing);

        await _broker.DeleteQueueAsync(Given.Branch);
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Given.Chunk(notice, Given.Assignment(notice, 1, Given.Branch, reminders.Now.AddDays(20))));
        await reminders.CountsAsync(1, "the message that found no queue is delivered to the new one",
            "delivery where state = 'delivered' and attempts > 0 and queue = $1", Given.Branch);
        await using var reader = await QueueReader.OpenAsync(address);
        await Eventually.HoldsAsync(() => reader.Received.Count == 1, "it comes");

        Task ReadsAgainAsync() => Eventually.PassesAsync(async () => await (await QueueReader.OpenAsync(address)).DisposeAsync(), Healing);
    }

    [Fact]
    public async Task Of_several_changes_at_once_the_last_holds_at_the_broker_too()
    {
        using var city = reminders.Service.As("operator", Given.City);
        for (var round = 0; round < 4; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => city.PutAsJsonAsync("/v1/units/D2-B1/channel",
                new { kind = n % 2 == 0 ? "queue" : "inbox" }, Ct)));
            Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode));
            var (queues, users) = await _broker.NamesAsync();
            var isQueue = (await reminders.QueryAsync<string>("select kind from channel where unit = 'D2-B1'")) is ["queue"];
            Assert.Equal((isQueue, isQueue), (queues.Contains("branch.D2-B1"), users.Contains("branch.D2-B1")));
        }
    }

    [Fact]
    public async Task A_queue_that_was_declared_otherwise_is_refused_with_what_it_is()
    {
        await _broker.ReplaceQueueAsync("D1-B2");
        using var city = reminders.Service.As("operator", Given.City);
        var refused = await city.PutAsJsonAsync("/v1/units/D1-B2/channel", new { kind = "queue" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("branch.D1-B2 that was declared otherwise (durable, arguments {})", await refused.Content.ReadAsStringAsync(Ct),
            StringComparison.Ordinal);
        await _broker.DeleteQueueAsync("D1-B2");
        await QueueReader.ConfigureAsync(reminders, "D1-B2", subtree: false);
    }

    [Fact]
    public async Task A_unit_has_ten_connections_and_none_when_its_channel_ends()
    {
        var address = await QueueReader.ConfigureAsync(reminders, "D2", subtree: false);
        var readers = new List<QueueReader>();
        for (var n = 0; n < 10; n++)
            readers.Add(await QueueReader.OpenAsync(address));
        await Assert.ThrowsAnyAsync<Exception>(() => QueueReader.OpenAsync(address));

        using var city = reminders.Service.As("operator", Given.City);
        Assert.Equal(HttpStatusCode.NoContent, (await city.PutAsJsonAsync("/v1/units/D2/channel", new { kind = "inbox" }, Ct)).StatusCode);
        await Eventually.HoldsAsync(() => readers.TrueForAll(reader => !reader.Channel.IsOpen), "all are thrown out");
        foreach (var reader in readers)
            await reader.DisposeAsync();
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => QueueReader.OpenAsync(address));
    }
}
