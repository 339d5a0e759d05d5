using System.Net.Http.Json;

namespace AuditReplay.Tests;

/// <summary>
/// A ledger that cannot be fooled: what is not the next page of a source does not enter it, another page of a number it has stops the
/// source and is named, and an operator lets it go on anew with both histories kept.
/// </summary>
public sealed class ChainTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Theory]
    [InlineData("directory", 0), InlineData("reminders", 1), InlineData("assignments", 3)]
    public async Task A_restored_service_stops_is_named_and_goes_on_in_a_new_epoch(string source, int more)
    {
        var (service, story) = (audit.Sending[source], Guid.CreateVersion7());
        await audit.ReceiveAsync(Page(service, story));
        var restored = service.Dumped();
        var lost = new[] { Page(service, story), Page(service, Guid.CreateVersion7()) };
        await audit.ReceiveAsync(lost);
        var size = await audit.ScalarAsync<long>("select size from ledger");

        // Fewer pages than the ledger has, as many, and more.
        var anew = Enumerable.Range(0, more + 1).Select(_ => Page(restored, story)).ToList();
        await audit.PublishAsync(anew);
        await ProblemAsync($"Page {lost[0].Number} of {source}: another page of this number came: its hash is {anew[0].Hash}, the one in "
            + $"the ledger has {lost[0].Hash}");
        await audit.PublishAsync(anew);
        await audit.PublishAsync(Page(service, story));
        await audit.ReceiveAsync(Page(audit.Sending["notices"], Guid.CreateVersion7()));
        Assert.Equal(lost[1].LastOrdinal, await audit.OrdinalAsync(source));

        using var root = await audit.RootAsync();
        var begun = await BeginAsync(root, source, lost[0].Number, HttpStatusCode.OK);
        Assert.Equal((2, lost[0].FirstOrdinal), (begun.GetProperty("epoch").GetInt32(), begun.GetProperty("fromOrdinal").GetInt64()));
        Assert.Equal(begun.ToString(), (await BeginAsync(root, source, lost[0].Number, HttpStatusCode.OK)).ToString());
        await audit.ReceiveAsync(anew);
        audit.Sending[source] = restored;
        await audit.ReceiveAsync(Page(restored, story));
        Assert.Null(await audit.ProblemAsync());

        // Both histories are in the ledger; the story goes by the one that stands.
        Assert.True(await audit.ScalarAsync<long>("select size from ledger") > size);
        Assert.Equal(lost.SelectMany(page => page.Entries).Concat(anew.SelectMany(page => page.Entries)).Order(StringComparer.Ordinal),
            (await audit.EntriesAsync(source, lost[0].FirstOrdinal)).SkipLast(2).Order(StringComparer.Ordinal));
        var told = (await audit.GetAsync($"/v1/notices/{story}/timeline")).GetProperty("items");
        Assert.Equal(2 * (more + 3), told.GetArrayLength());
        Assert.Equal(2 * (more + 3), await audit.ScalarAsync<long>($"select version from stream where stream = '{story}'"));
        var listed = (await audit.GetAsync("/v1/sources")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("source").GetString() == source);
        Assert.Equal(begun.ToString(), Assert.Single(listed.GetProperty("epochs").EnumerateArray()).ToString());
    }

    [Theory]
    [InlineData("changed"), InlineData("cut"), InlineData("swapped"), InlineData("without its hash"), InlineData("behind another")]
    public async Task A_page_that_is_not_the_next_does_not_enter_and_the_true_one_still_does(string forgery)
    {
        var service = audit.Sending["notices"];
        await audit.ReceiveAsync(Page(service, Guid.CreateVersion7()));
        var page = Page(service, Guid.CreateVersion7());
        await audit.PublishAsync(forgery switch
        {
            "changed" => page with { Entries = [page.Entries[0].Replace("9f86", "9f87", StringComparison.Ordinal), page.Entries[1]] },
            "cut" => page with { Entries = [page.Entries[0]], LastOrdinal = page.FirstOrdinal },
            "swapped" => page with { Entries = [page.Entries[1], page.Entries[0]] },
            "without its hash" => page with { Hash = null },
            _ => page with { Previous = page.Hash, Hash = PageHash.Of(page.Hash, page.Source, page.Number, Bytes(page)) },
        });
        await ProblemAsync($"Page {page.Number} of notices: ");
        Assert.Equal(page.FirstOrdinal - 1, await audit.OrdinalAsync("notices"));
        await audit.ReceiveAsync(page);
        Assert.Null(await audit.ProblemAsync());
    }

    [Theory]
    [InlineData("update entry set actor = 'x'"), InlineData("delete from entry"), InlineData("truncate entry")]
    [InlineData("update page set hash = null"), InlineData("delete from page"), InlineData("truncate page")]
    [InlineData("update epoch set reason = ''"), InlineData("delete from epoch"), InlineData("truncate epoch")]
    public async Task The_database_refuses_what_would_change_the_ledger(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => audit.Database.Sql(sql).ExecuteAsync(Ct));
        Assert.StartsWith("The ledger only grows", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_epoch_is_for_the_operator_of_the_root_and_begins_at_a_page_there_may_be()
    {
        using var root = await audit.RootAsync();
        await BeginAsync(root, "elsewhere", 1, HttpStatusCode.NotFound);
        await BeginAsync(root, "audit", 0, HttpStatusCode.UnprocessableEntity);
        await BeginAsync(root, "audit", long.MaxValue, HttpStatusCode.UnprocessableEntity);
        await BeginAsync(root, "audit", 1, HttpStatusCode.UnprocessableEntity, reason: " ");
        Assert.Equal("source-goes-on", (await BeginAsync(root, "audit", 1, HttpStatusCode.Conflict)).GetProperty("code").GetString());
        using var below = audit.Service.As("operator", "ROOT-1");
        await BeginAsync(below, "audit", 1, HttpStatusCode.Forbidden);
        using var auditor = audit.Service.As("auditor", "DL");
        await BeginAsync(auditor, "audit", 1, HttpStatusCode.Forbidden);
    }

    private static EventPage Page(SendingService service, Guid notice) => service.Next(
        new(notice, Story.At("2016-04-20T01:00Z"), new NoticeEvent.Received("9f86", 1, "text/plain", "utf-8", "DL", null)),
        new(notice, Story.At("2016-04-20T01:00Z"), new NoticeEvent.QuestionAnswered(Guid.NewGuid().ToString(), "值")));

    private static IEnumerable<byte[]> Bytes(EventPage page) => page.Entries.Select(Encoding.UTF8.GetBytes);

    private static async Task<JsonElement> BeginAsync(HttpClient http, string source, long page, HttpStatusCode expected,
        string reason = "自备份恢复")
    {
        using var answer = await http.PostAsJsonAsync($"/v1/sources/{source}/epoch", new { reason, fromPage = page }, Ct);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private Task ProblemAsync(string beginning) => Eventually.HoldsAsync(async () =>
        (await audit.ProblemAsync())?.Contains(beginning, StringComparison.Ordinal) is true, $"the health page says: {beginning}");
}
