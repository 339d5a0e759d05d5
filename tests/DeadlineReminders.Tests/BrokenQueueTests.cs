namespace DeadlineReminders.Tests;

/// <summary>A broker of its own with 300 branch queues, some of which are broken, and which loses all it has.</summary>
public sealed class ManyBranches : IAsyncLifetime
{
    public const int Count = 300;

    public PrivateServers Servers { get; private set; } = null!;

    public RemindersFixture Reminders { get; private set; } = null!;

    /// <summary>Where each branch reads.</summary>
    internal IReadOnlyDictionary<string, (Uri Uri, string Queue)> Addresses { get; private set; } = null!;

    internal static IReadOnlyList<string> Units { get; } = [.. Enumerable.Range(0, Count).Select(n => $"Q-{n}")];

    internal BrokerOfBranches Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Servers = await PrivateServers.StartAsync();
        Reminders = new() { Servers = Servers };
        await Reminders.InitializeAsync();
        Broker = new(Reminders.Broker);
        await Reminders.PublishAsync(new UnitChanged(2,
            [.. Units.Select(unit => new UnitState(unit, 1, unit, null, "branch", "branch", Given.District, []))]));
        await Reminders.KnowsAsync([.. Units]);
        var addresses = new ConcurrentDictionary<string, (Uri, string)>();
        await Parallel.ForEachAsync(Units, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (unit, _) =>
            addresses[unit] = await QueueReader.ConfigureAsync(Reminders, unit, subtree: false));
        Addresses = addresses;
    }

    public async ValueTask DisposeAsync()
    {
        Broker.Dispose();
        await Reminders.DisposeAsync();
        await Servers.DisposeAsync();
    }

    /// <summary>A notice that orders something of every branch, and of these.</summary>
    public async Task<NoticeHead> OrderAsync(params string[] more)
    {
        var notice = Given.Notice(Reminders.Now);
        await Reminders.PublishAsync(Given.Chunk(notice,
            [.. Units.Concat(more).Select(unit => Given.Assignment(notice, 1, unit, Reminders.Now.AddDays(20)))]));
        return notice;
    }

    /// <summary>How many deliveries of a notice's messages are in a state.</summary>
    public Task<long> CountAsync(NoticeHead notice, string state) => Reminders.CountAsync(
        "delivery where state = $2 and plan in (select id from plan where notice = $1)", notice.Notice, state);
}

[Collection(nameof(BranchUsers))]
public sealed class BrokenQueueTests(ManyBranches branches) : IClassFixture<ManyBranches>
{
    private RemindersFixture Reminders => branches.Reminders;

    [Fact]
    public async Task Of_300_branches_three_are_broken_and_the_others_have_their_messages_within_five_seconds()
    {
        // 1: a path that no routing key takes, and a delivery to where nothing can be delivered.
        var deep = Enumerable.Range(1, 9).Select(n => new string((char)('a' + n), 32)).ToList();
        await Reminders.PublishAsync(new UnitChanged(3, [.. deep.Index().Select(unit => new UnitState(unit.Item, 1, unit.Item, null,
            "branch", "branch", unit.Index == 0 ? Given.District : deep[unit.Index - 1], []))]));
        await Reminders.KnowsAsync([.. deep]);
        await QueueReader.ConfigureAsync(Reminders, deep[^1], subtree: true);
        var absurd = new string('X', 300);
        await Reminders.ForceAsync("insert into channel (unit, kind, subtree) values ($1, 'queue', false)", absurd);
        await Reminders.ForceAsync("insert into message_body (id, body) values ($1, '{}')", Guid.Empty);
        await Reminders.ForceAsync("insert into delivery (id, plan, unit, queue) values ($1, $1, 'Q-0', $2)", Guid.Empty, absurd);
        // 2: declared otherwise. 3: without a quorum.
        await branches.Broker.ReplaceQueueAsync("Q-1");
        await branches.Servers.EvalAsync(
            "ra:add_member({'%2F_branch.Q-2',node()},{'%2F_branch.Q-2','ghost@localhost'}).", Ct);
        await Eventually.HoldsAsync(async () => (await Standings()).Exists(s => s is { Unit: "Q-1", Reason: "other-queue" }), "it is seen",
            TimeSpan.FromSeconds(40));
        var notice = await branches.OrderAsync(deep[^1]);
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(async () => await branches.CountAsync(notice, "delivered") == ManyBranches.Count + 1 - 2,
            "all that can have their messages", TimeSpan.FromSeconds(20));
        var took = Stopwatch.GetElapsedTime(began);
        TestContext.Current.SendDiagnosticMessage($"298 of 301 branches had their messages after {took.TotalSeconds:0.0} s");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(15));

        await StandAsync("Q-1 other-queue", "Q-2 does-not-confirm", $"{absurd[..8]} user-gone", $"{deep[^1][..8]} path-too-long");
        Assert.Equal("unusable", Assert.Single(await Reminders.QueryAsync<string>("select reason from delivery where queue = $1", absurd)));
        using (var city = Reminders.Service.As("operator", Given.City))
            Assert.Contains("\"unusable\"", await city.GetStringAsync(new Uri("/v1/deliveries?state=dead", UriKind.Relative), Ct),
                StringComparison.Ordinal);

        // While they are broken the others go on, and nothing flaps.
        for (var n = 1; n <= 3; n++)
        {
            var next = await branches.OrderAsync();
            await Eventually.HoldsAsync(async () => await branches.CountAsync(next, "delivered") == ManyBranches.Count - 2,
                "the others go on", TimeSpan.FromSeconds(10));
        }
        await Eventually.HoldsAsync(async () => (await Standings()).Single(s => s.Unit == "Q-2").Attempts > 2, "it is tried");
        Assert.Single(Reminders.Log.Lines, line => line.Contains("(does-not-confirm): 1, Q-2", StringComparison.Ordinal));
        Assert.Single(Reminders.Log.Lines, line => line.Contains("Q-1 is not as it should be", StringComparison.Ordinal));

        await Reminders.ForceAsync("delete from channel where unit = $1", absurd);
        await branches.Broker.DeleteQueueAsync("Q-1");
        await branches.Broker.DeleteQueueAsync("Q-2");
        await StandAsync($"{deep[^1][..8]} path-too-long");
        await Eventually.HoldsAsync(async () => await branches.CountAsync(notice, "delivered") == ManyBranches.Count + 1,
            "the broken have theirs", TimeSpan.FromSeconds(40));
        Assert.Equal((4, 4), (await branches.Broker.LengthAsync("branch.Q-1"), await branches.Broker.LengthAsync("branch.Q-2")));
    }

    [Fact]
    public async Task A_queue_above_that_is_stuck_holds_up_no_queue_below()
    {
        await QueueReader.ConfigureAsync(Reminders, Given.District, subtree: true);
        await branches.Servers.EvalAsync("sys:suspend(whereis('%2F_branch.D1')).", Ct);
        try
        {
            var notice = await branches.OrderAsync();
            await Eventually.HoldsAsync(async () => await branches.CountAsync(notice, "delivered") == ManyBranches.Count,
                "each branch has its own", TimeSpan.FromSeconds(15));
            Assert.Equal(ManyBranches.Count, await branches.CountAsync(notice, "waiting"));
            await Eventually.HoldsAsync(async () => (await Standings()).Exists(s => s is { Unit: "D1", Attempts: > 2 }), "it is tried");
            await branches.Servers.EvalAsync("sys:resume(whereis('%2F_branch.D1')).", Ct);
            await Eventually.HoldsAsync(async () => await branches.CountAsync(notice, "delivered") == 2 * ManyBranches.Count,
                "the district has all", TimeSpan.FromSeconds(40));
        }
        finally
        {
            await branches.Servers.EvalAsync("sys:resume(whereis('%2F_branch.D1')).", Ct);
            using var city = Reminders.Service.As("operator", Given.City);
            await city.PutAsJsonAsync("/v1/units/D1/channel", new { kind = "inbox" }, Ct);
        }
    }

    [Fact]
    public async Task A_broker_that_comes_back_empty_under_load_has_every_queue_user_and_binding_again_within_30_seconds()
    {
        var before = await branches.OrderAsync();
        // What only the broker has goes with it.
        await Eventually.HoldsAsync(() => OrderedAsync(before), "the service has heard it");
        await branches.Servers.KillAsync("rabbitmq", Ct);
        await branches.Servers.WipeBrokerAsync(Ct);
        await branches.Servers.ReviveAsync("rabbitmq", Ct);
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(async () =>
        {
            var (queues, users) = await branches.Broker.NamesAsync();
            return ManyBranches.Units.All(unit => queues.Contains($"branch.{unit}") && users.Contains($"branch.{unit}"));
        }, "all is there again", TimeSpan.FromSeconds(60));
        TestContext.Current.SendDiagnosticMessage($"300 queues and users were there {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s "
            + "after the empty broker took connections");
        foreach (var unit in (string[])["Q-0", "Q-150", "Q-299"])
            await Eventually.HoldsAsync(async () => await branches.Broker.BindingsAsync(unit) is [var key] && key == $"C1.D1.{unit}",
                "its binding is there");
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(60));

        await branches.Servers.ListeningAsync("/", Ct);
        await Eventually.HoldsAsync(async () => await branches.CountAsync(before, "waiting") == 0 && await OrderedAsync(before),
            "what waited has left", TimeSpan.FromSeconds(180));
        var after = await branches.OrderAsync();
        await Eventually.HoldsAsync(async () => await branches.CountAsync(after, "delivered") == ManyBranches.Count, "messages leave",
            TimeSpan.FromSeconds(90));
        await Eventually.HoldsAsync(async () => !(await Standings()).Exists(s => s.Holds), "no queue stands aside any more");
        // With the password that was told once.
        await using var reader = await QueueReader.OpenAsync(branches.Addresses["Q-7"]);
        await Eventually.HoldsAsync(() => reader.Received.Any(message =>
            message.GetProperty("data").GetProperty("noticeId").GetGuid() == after.Notice), "the branch reads on");
        Assert.Equal(0, await Reminders.CountAsync("delivery d where not exists (select from inbox i where i.id = d.id) and d.id <> $1",
            Guid.Empty));
    }

    private async Task<bool> OrderedAsync(NoticeHead notice) => await Reminders.CountAsync(
        "delivery where plan in (select id from plan where notice = $1)", notice.Notice) == ManyBranches.Count;

    private Task<List<QueueStanding>> Standings() => Reminders.Service.Services.GetRequiredService<QueueStandings>().ReadAsync(Ct);

    private Task StandAsync(params string[] expected) => Eventually.PassesAsync(async () => Assert.Equal(
        expected.Order(StringComparer.Ordinal), (await Standings())
            .Select(s => $"{s.Unit[..Math.Min(8, s.Unit.Length)]} {s.Reason}").Order(StringComparer.Ordinal)),
        TimeSpan.FromSeconds(40));
}
