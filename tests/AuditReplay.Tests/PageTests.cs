namespace AuditReplay.Tests;

/// <summary>
/// What may happen to pages between a service and the ledger, done on the real broker. Each test leaves every source whole.
/// </summary>
public sealed class PageTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    private const string Queue = "workflow-audit-event-page";

    [Fact]
    public async Task Pages_are_appended_in_the_order_received_and_positions_have_no_gap()
    {
        await audit.ReceiveAsync(Pages("notices", 3).Concat(Pages("directory", 2)));
        var size = await audit.ScalarAsync<long>("select size from ledger");
        Assert.Equal(size, await audit.ScalarAsync<long>("select count(*) from entry"));
        Assert.Equal(size, await audit.ScalarAsync<long>("select max(position) from entry"));
        Assert.Equal(0, await audit.ScalarAsync<long>(
            "select count(*) from entry a join entry b using (source) where a.position < b.position and a.ordinal > b.ordinal"));
    }

    [Fact]
    public async Task The_bytes_are_kept_as_they_came()
    {
        var page = Pages("directory", 1).Single();
        await audit.ReceiveAsync(page);
        Assert.Equal(page.Entries[^1], Encoding.UTF8.GetString(
            await audit.ScalarAsync<byte[]>($"select bytes from entry where source = 'directory' and ordinal = {page.LastOrdinal}")));
    }

    [Fact]
    public async Task A_page_that_comes_again_is_dropped()
    {
        var pages = Pages("notices", 2).ToList();
        await audit.ReceiveAsync(pages);
        await audit.PublishAsync(pages);
        await audit.ReceiveAsync(Pages("notices", 1));
        Assert.Equal(audit.Sending["notices"].Ordinal,
            await audit.ScalarAsync<long>("select count(*) from entry where source = 'notices'"));
        Assert.Null(await audit.ProblemAsync());
    }

    [Fact]
    public async Task Pages_that_overtook_one_another_are_put_in_their_order()
    {
        var pages = Pages("assignments", 4).ToList();
        await audit.ReceiveAsync(pages[2], pages[1], pages[3], pages[0]);
        Assert.Equal(pages.SelectMany(page => page.Entries), await audit.EntriesAsync("assignments", pages[0].FirstOrdinal));
        Assert.Equal(0, await audit.ScalarAsync<long>("select count(*) from early_page"));
    }

    [Fact]
    public async Task A_lost_page_is_asked_for_shown_while_it_is_missing_and_mended_when_it_comes()
    {
        await using var requests = await RequestsAsync();
        var (lost, next) = (Pages("assignments", 1).Single(), Pages("assignments", 1).Single());
        await audit.PublishAsync(next);
        Assert.Equal(new PagesRequested("assignments", lost.Number, lost.Number),
            await NextAsync(requests, request => request.Source == "assignments" && request.To < long.MaxValue));
        Assert.Contains($"assignments: pages {lost.Number} to {lost.Number} are missing", await audit.ProblemAsync(),
            StringComparison.Ordinal);
        Assert.Equal(lost.FirstOrdinal - 1, await audit.OrdinalAsync("assignments"));

        await audit.ReceiveAsync(lost);
        await audit.HasAsync("assignments", next.LastOrdinal);
        Assert.Null(await audit.ProblemAsync());
    }

    [Fact]
    public async Task A_lost_page_is_asked_for_again_as_long_as_it_is_missing()
    {
        await using var requests = await RequestsAsync();
        var (lost, next) = (Pages("assignments", 1).Single(), Pages("assignments", 1).Single());
        await audit.PublishAsync(next);
        await NextAsync(requests, request => request.From == lost.Number && request.To == lost.Number);
        await NextAsync(requests, request => request.From == lost.Number && request.To == lost.Number);
        await audit.ReceiveAsync(lost);
        await audit.HasAsync("assignments", next.LastOrdinal);
    }

    [Fact]
    public async Task What_may_follow_the_last_page_is_asked_for_when_a_service_falls_silent()
    {
        await using var requests = await RequestsAsync();
        await audit.ReceiveAsync(Pages("reminders", 1));
        var lost = Pages("reminders", 1).Single();
        Assert.Equal(new PagesRequested("reminders", lost.Number, long.MaxValue),
            await NextAsync(requests, request => request.Source == "reminders" && request.From == lost.Number));
        await audit.ReceiveAsync(lost);
    }

    [Theory]
    [InlineData("cut short", "holds 2 entries")]
    [InlineData("a version left out", "which has 2")]
    public async Task A_page_that_is_not_as_it_must_be_stops_the_source_until_a_good_copy_comes(string fault, string said)
    {
        var (good, next) = (Pages("reminders", 1).Single(), Pages("reminders", 1).Single());
        var before = await ErrorsAsync();
        await audit.PublishAsync(Broken(good, fault));
        await Eventually.HoldsAsync(async () => await ErrorsAsync() == before + 1, "the page is in the error queue");
        Assert.Contains(said, await audit.ProblemAsync(), StringComparison.Ordinal);
        await audit.ReceiveAsync(Pages("directory", 1));

        await audit.PublishAsync(next);
        await Eventually.HoldsAsync(async () => await audit.ScalarAsync<long>("select count(*) from early_page") == 1,
            "the next page waits");
        Assert.Equal(good.FirstOrdinal - 1, await audit.OrdinalAsync("reminders"));

        await audit.ReceiveAsync(good);
        await audit.HasAsync("reminders", next.LastOrdinal);
        Assert.Equal(good.Entries.Concat(next.Entries), await audit.EntriesAsync("reminders", good.FirstOrdinal));
        Assert.Null(await audit.ProblemAsync());
    }

    [Fact]
    public async Task A_second_process_of_the_service_changes_nothing()
    {
        await using var second = await audit.StartServiceAsync();
        var pages = Pages("notices", 60).ToList();
        await audit.ReceiveAsync(pages.Where((_, i) => i != 30).Append(pages[30]).Concat(pages));
        Assert.Equal(pages.SelectMany(page => page.Entries), await audit.EntriesAsync("notices", pages[0].FirstOrdinal));
    }

    private IEnumerable<EventPage> Pages(string source, int count) => Enumerable.Range(0, count).Select(_ =>
    {
        var notice = Guid.CreateVersion7();
        return audit.Sending[source].Next(Enumerable.Range(0, 3).Select(i => new Recorded(
            notice, Story.At("2016-04-20T01:00Z"), i == 0 ? new NoticeEvent.Received("9f86", 1, "text/plain", "utf-8", "DL", null)
                : new NoticeEvent.QuestionAnswered($"q{i}", "值"))));
    });

    private static EventPage Broken(EventPage page, string fault) => fault switch
    {
        "cut short" => page with { Entries = [.. page.Entries.Take(2)] },
        _ => page with { Entries =
            [page.Entries[0], page.Entries[1], page.Entries[2].Replace("\"version\":3", "\"version\":4", StringComparison.Ordinal)] },
    };

    private async Task<uint> ErrorsAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = audit.Broker }.CreateConnectionAsync(Ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        try
        {
            return await channel.MessageCountAsync($"{Queue}_error", Ct);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return 0;
        }
    }

    /// <summary>Hears what the ledger asks for, as any service would.</summary>
    private Task<Tap> RequestsAsync() => Tap.OnAsync(audit.Broker, "Workflow.Contracts.Audit.V1:PagesRequested", Ct);

    /// <summary>The next request that is meant; others are passed over.</summary>
    private static async Task<PagesRequested> NextAsync(Tap requests, Func<PagesRequested, bool> meant) =>
        Read((await Eventually.ValueAsync(() => requests.NextAsync(request => meant(Read(request))), "the ledger asks"))["message"]!);

    private static PagesRequested Read(JsonNode request) => request.Deserialize<PagesRequested>(JsonSerializerOptions.Web)!;
}
