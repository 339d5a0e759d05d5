namespace DeadlineReminders.Tests;

/// <summary>What queues are held to by policies of the broker, which hold for queues that exist.</summary>
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
        var notice = Given.Notice(_reminders.Now);
        await _reminders.PublishAsync(Given.Chunk(notice,
            [.. Enumerable.Range(1, 8).Select(n => Given.Assignment(notice, n, Given.Branch, _reminders.Now.AddDays(20)))]));
        await _reminders.GivesAsync("refuses", "the queue is full", "select reason from queue_standing");
        var waiting = await _reminders.CountAsync("delivery where state = 'waiting'");
        Assert.InRange(waiting, 1, 6);

        // Given back three times: delivered once, and twice again.
        await using (var hand = await QueueReader.ConnectAsync(address.Uri))
        {
            for (var n = 0; n < 3; n++)
                await hand.GiveBackAsync(address.Queue);
        }
        await Eventually.HoldsAsync(async () => await broker.LengthAsync("branch-dead") == 1, "it lies with the dead");

        await using var reader = await QueueReader.OpenAsync(address);
        await Eventually.HoldsAsync(() => reader.Received.Count == 7, "the others come", TimeSpan.FromSeconds(60));
        await _reminders.CountsAsync(8, "all is delivered", "delivery where state = 'delivered'");
        await _reminders.CountsAsync(0, "nothing stands aside", "queue_standing");
        Assert.Equal(8, reader.Received.Select(message => message.GetProperty("id").GetGuid())
            .Concat([await broker.FirstAsync("branch-dead")]).Distinct().Count());
    }
}
