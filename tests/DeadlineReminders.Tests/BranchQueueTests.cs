using RabbitMQ.Client.Exceptions;

namespace DeadlineReminders.Tests;

/// <summary>A unit's own queue on the real broker, read with the unit's own user by a consumer that does not deduplicate.</summary>
[Collection(nameof(BranchUsers))]
public sealed class BranchQueueTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task What_goes_to_the_unit_comes_on_its_queue_as_cloud_events_and_nothing_else_is_its_to_read()
    {
        await using var branch = await ReadAsync(await ConfigureAsync(Given.Branch, subtree: false));
        await using var district = await ReadAsync(await ConfigureAsync(Given.District, subtree: true));
        var notice = Given.Notice(reminders.Now);
        var due = reminders.Now.AddDays(20);
        await reminders.PublishAsync(
            Given.Chunk(notice, Given.Assignment(notice, 1, Given.Branch, due), Given.Assignment(notice, 1, "D1-B2", due),
            Given.Assignment(notice, 1, "D2-B1", due)));
        await Eventually.HoldsAsync(() => branch.Received.Count == 1 && district.Received.Count == 2, "the news has come");

        var message = branch.Received.First();
        Assert.Equal(["data", "datacontenttype", "id", "source", "specversion", "subject", "time", "type"],
            message.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("workflow.assignment.v1", message.GetProperty("type").GetString());
        Assert.Equal(Given.Branch, message.GetProperty("subject").GetString());
        Assert.Equal(
            ["assignmentId", "changes", "documentNumber", "dueAt", "level", "link", "noticeId", "quote", "reason", "requirement", "step",
                "text", "title", "validUntil"],
            message.GetProperty("data").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.StartsWith("北区第一支部：《关于开展专题学习的通知》（滨委组〔2016〕7号）第1项“专题学习之1”已交你单位办理",
            message.GetProperty("data").GetProperty("text").GetString(), StringComparison.Ordinal);

        await Assert.ThrowsAsync<OperationInterruptedException>(() =>
            branch.Channel.BasicConsumeAsync($"branch.{Given.District}", autoAck: true, new AsyncEventingBasicConsumer(branch.Channel),
            Ct));
        // The branch's own, and two copies for its district: each queue has its own delivery.
        await reminders.CountsAsync(3, "deliveries are recorded",
            "mt_events where type = 'reminder.delivered.v1' and data ->> 'queue' in ('D1-B1', 'D1') "
                + "and stream_id in (select id from plan where notice = $1)", notice.Notice);
        Assert.Equal(3, await reminders.CountAsync("delivery where state = 'delivered' and queue in ('D1-B1', 'D1') "
            + "and plan in (select id from plan where notice = $1)",
            notice.Notice));
    }

    [Fact]
    public async Task While_the_broker_is_away_nothing_is_said_and_afterwards_the_last_that_still_says_something()
    {
        await ConfigureAsync("D1-B2", subtree: false);
        var notice = Given.Notice(reminders.Now);
        var day = $"{reminders.Now.AddDays(20):yyyy-MM-dd}";
        var assignment = Given.Assignment(notice, 1, "D1-B2", Given.EndOf(day));
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await Eventually.HoldsAsync(async () => await reminders.StepsAsync("D1-B2", notice.Notice) == "news", "it is planned");

        reminders.Wire.Cut();
        try
        {
            await reminders.SetClockAsync(Given.Instant($"{day}T12:00:00+08:00"));
            await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, Ct);
            Assert.Equal("news", await reminders.StepsAsync("D1-B2", notice.Notice));
        }
        finally
        {
            reminders.Wire.Mend();
        }

        // Others may have given it another password meanwhile.
        await using var queue = await ReadAsync(await ConfigureAsync("D1-B2", subtree: false));
        await Eventually.HoldsAsync(() => Came().Count >= 2, "all has come", TimeSpan.FromSeconds(90));
        Assert.Equal("news due", await reminders.StepsAsync("D1-B2", notice.Notice));
        Assert.Equal((await reminders.InboxAsync("D1-B2", notice.Notice)).Select(Id), Came());

        // The unit owes other tests' notices too.
        List<string?> Came() =>
            [.. queue.Received.Where(m => m.GetProperty("data").GetProperty("noticeId").GetGuid() == notice.Notice).Select(Id).Distinct()];
        static string? Id(JsonElement message) => message.GetProperty("id").GetString();
    }

    [Fact]
    public async Task A_unit_that_is_moved_in_the_tree_keeps_its_queue()
    {
        await reminders.PublishAsync(new UnitChanged(2, [new("M-1", 1, "流动支部", null, "branch", "branch", Given.District, [])]));
        await reminders.KnowsAsync("M-1");
        await using var branch = await ReadAsync(await ConfigureAsync("M-1", subtree: false));
        await reminders.PublishAsync(new UnitChanged(3, [new("M-1", 2, "流动支部", null, "branch", "branch", "D2", [])]));
        using var broker = new BrokerOfBranches(reminders.Broker);
        await Eventually.HoldsAsync(async () => await broker.BindingsAsync("M-1") is ["C1.D2.M-1"], "the queue is bound by the new path");

        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Given.Chunk(notice, Given.Assignment(notice, 1, "M-1", reminders.Now.AddDays(20))));
        await Eventually.HoldsAsync(() => branch.Received.Count == 1, "the news has come");
        Assert.Equal("M-1", branch.Received.First().GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Channels_that_are_not_there_yet_are_refused_and_another_password_ends_the_first()
    {
        using var city = reminders.Service.As("operator", Given.City);
        var refused = await city.PutAsJsonAsync("/v1/units/D2-B1/channel", new { kind = "webhook" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("channel-not-available", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());

        var first = await ConfigureAsync("D2-B1", subtree: false);
        await using var reader = await ReadAsync(first);
        await using (await ReadAsync(await ConfigureAsync("D2-B1", subtree: false)))
            await Assert.ThrowsAsync<BrokerUnreachableException>(() => ReadAsync(first));
        await Eventually.HoldsAsync(() => !reader.Channel.IsOpen, "who reads with the first password is thrown out");
        Assert.Equal(1, await reminders.CountAsync("mt_events where type = 'channel.configured.v1' and data ->> 'unit' = 'D2-B1'"));
        Assert.Equal(HttpStatusCode.NoContent, (await city.PutAsJsonAsync("/v1/units/D2-B1/channel", new { kind = "inbox" }, Ct))
            .StatusCode);
    }

    [Fact]
    public async Task A_message_that_can_never_leave_is_dead_alone_with_its_reason_and_may_be_sent_again()
    {
        await using var branch = await ReadAsync(await ConfigureAsync("D1-B2", subtree: false));
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Given.Chunk(notice, Given.Assignment(notice, 1, "D2", reminders.Now.AddDays(20)),
            Given.Assignment(notice, 1, "D1-B2", reminders.Now.AddDays(20))));
        await reminders.CountsAsync(1, "the news is written", "inbox where unit = 'D2' and plan in (select id from plan where notice = $1)",
            notice.Notice);
        var ways = new[] { ("D2", "no-queue"), (new string('X', 300), "no-queue"), (new string('Y', 300), "unusable") };
        await reminders.ForceAsync("insert into channel (unit, kind, subtree) values ($1, 'queue', false)", ways[2].Item1);
        await reminders.ForceAsync(
            """
            insert into delivery (id, plan, unit, queue) select i.id, i.plan, i.unit, q from inbox i, unnest($1) q
            where i.unit = 'D2' and plan in (select id from plan where notice = $2)
            """, ways.Select(way => way.Item1).ToArray(), notice.Notice);
        await reminders.ForceAsync("insert into delivery (id, plan, unit, queue) values ($1, $1, 'D1-B2', 'D1-B2')", Guid.CreateVersion7());

        using var city = reminders.Service.As("operator", Given.City);
        var dead = await Eventually.ValueAsync(async () =>
            (await city.GetFromJsonAsync<JsonElement>("/v1/deliveries?state=dead", Ct)).GetProperty("items").EnumerateArray().ToList()
                is { Count: 4 } items ? items : null, "they are dead");
        Assert.Equal([.. ways, ("D1-B2", "unusable")],
            dead.Select(d => (d.GetProperty("queue").GetString()!, d.GetProperty("reason").GetString()!)));
        await Eventually.HoldsAsync(() => branch.Received.Any(message =>
            message.GetProperty("data").GetProperty("noticeId").GetGuid() == notice.Notice), "the others' messages come");
        await reminders.CountsAsync(3, "their plan says so", "mt_events where type = 'reminder.dead-lettered.v1'");

        await using var reader = await ReadAsync(await ConfigureAsync("D2", subtree: false));
        var id = dead[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await city.PostAsync($"/v1/deliveries/{id}/resend", null, Ct)).StatusCode);
        await Eventually.HoldsAsync(() => reader.Received.Any(message => message.GetProperty("id").GetString() == id), "it has come");
        await reminders.ForceAsync("delete from delivery where length(queue) > 32");
        await reminders.ForceAsync("delete from channel where length(unit) > 32");
        Assert.Equal(HttpStatusCode.Conflict, (await Eventually.ValueAsync(async () =>
            await city.PostAsync($"/v1/deliveries/{id}/resend", null, Ct) is { StatusCode: HttpStatusCode.Conflict } conflict ? conflict
            : null, "it is delivered")).StatusCode);
    }

    private Task<(Uri Uri, string Queue)> ConfigureAsync(string unit, bool subtree) => QueueReader.ConfigureAsync(reminders, unit, subtree);

    private static Task<QueueReader> ReadAsync((Uri Uri, string Queue) address) => QueueReader.OpenAsync(address);
}
