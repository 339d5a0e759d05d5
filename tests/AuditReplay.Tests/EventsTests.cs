namespace AuditReplay.Tests;

public sealed class EventsTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task A_notice_is_found_by_its_id_across_services()
    {
        var story = await ToldAsync("EV1");
        var items = await ItemsAsync($"/v1/events?notice={story.Notice}&limit=500");
        Assert.Equal(17, items.Count);
        Assert.Equal(["assignments", "notices", "reminders"],
            items.Select(item => item.GetProperty("source").GetString()!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_unit_is_found_by_its_code_in_its_own_stream_its_assignments_and_its_plans()
    {
        var story = await ToldAsync("EV2");
        var items = await ItemsAsync($"/v1/events?unit={story.Late}");
        Assert.Equal(["unit.established.v1", "unit.renamed.v1", "assignment.dispatched.v1", "reminder.planned.v1", "reminder.sent.v1",
            "reminder.delivered.v1", "assignment.deadline-missed.v1", "reminder.deadline-passed.v1", "reminder.escalated.v1"],
            items.Select(item => item.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Filters_restrict_together()
    {
        var story = await ToldAsync("EV3");
        Assert.Equal(2, (await ItemsAsync($"/v1/events?notice={story.Notice}&type=assignment.dispatched.v1")).Count);
        Assert.Equal(5, (await ItemsAsync($"/v1/events?stream={story.PromptAssignment}&actor=p-7c1f")).Count);
        Assert.Empty(await ItemsAsync($"/v1/events?stream={story.PromptAssignment}&actor=p-other"));
    }

    [Fact]
    public async Task An_interval_begins_with_its_first_instant_and_ends_before_its_last()
    {
        var story = await ToldAsync("EV4");
        var items = await ItemsAsync($"/v1/events?notice={story.Notice}&from=2016-04-20T10:00:01%2B08:00&to=2016-04-21T03:00:00Z");
        Assert.Equal(["assignment.dispatched.v1", "assignment.dispatched.v1", "reminder.planned.v1", "reminder.planned.v1"],
            items.Select(item => item.GetProperty("type").GetString()));
        Assert.Empty(await ItemsAsync("/v1/events?from=1999-01-01T00:00Z&to=1999-01-02T00:00Z"));
    }

    [Fact]
    public async Task Page_by_page_gives_what_the_export_gives()
    {
        var story = await ToldAsync("EV5");
        var paged = new List<string>();
        for (string? next = "0"; next is not null;)
        {
            var page = await audit.GetAsync($"/v1/events?notice={story.Notice}&limit=5&after={next}");
            paged.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => Encoding.UTF8.GetString(CanonicalJson.Canonicalise(item))));
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(await ExportAsync($"notice={story.Notice}"), paged);
    }

    [Fact]
    public async Task The_export_is_every_stored_byte_up_to_the_size_it_names()
    {
        await ToldAsync("EV6");
        using var answer = await GetExportAsync("");
        var lines = Lines(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(lines.Length, int.Parse(answer.Headers.GetValues("X-Ledger-Size").Single(), CultureInfo.InvariantCulture));
        Assert.All(lines, line => Assert.Equal(line, Encoding.UTF8.GetString(LedgerEntry.Parse(Encoding.UTF8.GetBytes(line)).ToBytes())));
    }

    [Fact]
    public async Task An_export_that_broke_off_is_resumed_behind_any_of_its_lines()
    {
        var story = await ToldAsync("EV7");
        var whole = await ExportAsync($"notice={story.Notice}");
        for (var received = 1; received <= whole.Count; received++)
        {
            var last = LedgerEntry.Parse(Encoding.UTF8.GetBytes(whole[received - 1]));
            Assert.Equal(whole.Skip(received), await ExportAsync($"notice={story.Notice}&after={last.Source}/{last.Ordinal}"));
        }
    }

    [Theory]
    [InlineData("from=yesterday", "invalid-from")]
    [InlineData("to=2016-04-20", "invalid-to")]
    [InlineData("notice=17", "invalid-notice")]
    [InlineData("after=notices/999999", "invalid-after")]
    [InlineData("after=-1", "invalid-after")]
    [InlineData("limit=501", "invalid-limit")]
    public async Task What_cannot_be_read_is_said(string query, string code)
    {
        var answer = await audit.Auditor.GetAsync($"/v1/events?{query}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_export_ignores_a_limit()
    {
        var story = await ToldAsync("EV0");
        var whole = await ExportAsync($"notice={story.Notice}");
        Assert.InRange(whole.Count, 2, 499);
        Assert.Equal(whole, await ExportAsync($"notice={story.Notice}&limit=1"));
        Assert.Equal(whole, await ExportAsync($"notice={story.Notice}&limit=100000"));
    }

    [Theory]
    [InlineData("upstream"), InlineData("officer"), InlineData("branch"), InlineData("inspector"), InlineData("operator")]
    public async Task Nobody_but_an_auditor_reads(string role)
    {
        using var http = audit.Service.As(role, "DL");
        foreach (var path in new[] { "/v1/events", $"/v1/notices/{Guid.Empty}/timeline", $"/v1/notices/{Guid.Empty}/state",
            "/v1/units/DL/state" })
            Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(path, Ct)).StatusCode);
    }

    [Fact]
    public async Task Nobody_reads_without_a_token()
    {
        using var http = audit.Service.With(null);
        foreach (var path in new[] { "/v1/events", $"/v1/notices/{Guid.Empty}/timeline", $"/v1/notices/{Guid.Empty}/state",
            "/v1/units/DL/state", "/openapi/v1.json" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path, Ct)).StatusCode);
    }

    private async Task<Story> ToldAsync(string prefix)
    {
        var story = new Story(audit, prefix);
        await audit.ReceiveAsync(story.Pages());
        return story;
    }

    private async Task<IReadOnlyList<JsonElement>> ItemsAsync(string path) =>
        [.. (await audit.GetAsync(path)).GetProperty("items").EnumerateArray()];

    private async Task<IReadOnlyList<string>> ExportAsync(string query)
    {
        return Lines(await (await GetExportAsync(query)).Content.ReadAsStringAsync(Ct));
    }

    private async Task<HttpResponseMessage> GetExportAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            $"/v1/events?{query}") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/x-ndjson") } } };
        return (await audit.Auditor.SendAsync(request, Ct)).EnsureSuccessStatusCode();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
