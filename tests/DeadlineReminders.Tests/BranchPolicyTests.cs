namespace DeadlineReminders.Tests;

/// <summary>What queues are held to by policies of the broker, which hold for queues that exist.</summary>
[Collection(nameof(BranchUsers))]
public sealed class BranchPolicyTests : IAsyncLifetime
{
    private readonly RemindersFixture _reminders = new()
    {
        More = { ["Branches:MaxLength"] = "2", ["Branches:DeliveryLimit"] = "2" },
    };

    public ValueTask InitializeAsync() => _reminders.InitializeAsync();

    public ValueTask DisposeAsync() => _reminders.DisposeAsync();

    [Fact]
    public async Task A_full_queue_stands_aside_until_it_is_read_and_what_a_branch_cannot_take_is_kept_with_the_dead()
    {
        var address = await QueueReader.ConfigureAsync(_reminders, Given.Branch, subtree: false);
        using var broker = new BrokerOfBranches(_reminders.Broker);
        // What is on its way when a queue becomes full is still taken.
        await OrderAsync(4);
        await _reminders.CountsAsync(4, "the first are taken", "delivery where state = 'delivered'");
        await OrderAsync(3);
        await _reminders.GivesAsync("refuses", "the queue is full", "select reason from queue_standing");
        Assert.Equal(3, await _reminders.CountAsync("delivery where state = 'waiting'"));

        await using (var hand = await QueueReader.ConnectAsync(address.Uri))
        {
            while (await broker.LengthAsync("branch-dead") == 0)
                await hand.GiveBackAsync(address.Queue);
        }
        await using var reader = await QueueReader.OpenAsync(address);
        await Eventually.HoldsAsync(() => reader.Received.Count == 6, "the others come", TimeSpan.FromSeconds(60));
        await _reminders.CountsAsync(7, "all is delivered", "delivery where state = 'delivered'");
        await _reminders.CountsAsync(0, "nothing stands aside", "queue_standing");
        Assert.Equal(7, reader.Received.Select(message => message.GetProperty("id").GetGuid())
            .Concat([await broker.FirstAsync("branch-dead")]).Distinct().Count());
    }

    [Fact]
    public async Task While_the_broker_bars_us_from_queues_they_stand_aside_and_take_all_afterwards()
    {
        await using var reader = await QueueReader.OpenAsync(await QueueReader.ConfigureAsync(_reminders, Given.Branch, subtree: false));
        using var broker = new BrokerOfBranches(_reminders.Broker);
        await broker.AllowWritingAsync(@"^(?!amq\.default$).*");
        await OrderAsync(3);
        await _reminders.GivesAsync("broker-refuses", "the queue stands aside", "select reason from queue_standing");
        await broker.AllowWritingAsync(".*");
        await Eventually.HoldsAsync(() => reader.Received.Count == 3, "all comes", TimeSpan.FromSeconds(60));
        await _reminders.CountsAsync(0, "nothing stands aside", "queue_standing");
    }

    private Task OrderAsync(int requirements)
    {
        var notice = Given.Notice(_reminders.Now);
        return _reminders.PublishAsync(Given.Chunk(notice, [.. Enumerable.Range(1, requirements).Select(n =>
            Given.Assignment(notice, n, Given.Branch, _reminders.Now.AddDays(20)))]));
    }
}
