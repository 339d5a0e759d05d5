namespace AuditReplay.Tests;

public sealed class StateTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task At_every_instant_the_state_is_the_fold_of_what_was_recorded_until_then()
    {
        var story = new Story(audit, "ST1");
        var pages = story.Pages();
        await audit.ReceiveAsync(pages);
        var entries = pages.Where(page => page.Source != "directory").SelectMany(page => page.Entries)
            .Select(entry => LedgerEntry.Parse(System.Text.Encoding.UTF8.GetBytes(entry))).ToList();

        foreach (var at in entries.Select(entry => entry.RecordedAt).Distinct()
            .SelectMany(at => new[] { at.AddMicroseconds(-1), at, at.AddMicroseconds(1) }))
        {
            var expected = entries.Where(entry => entry.RecordedAt <= at).GroupBy(entry => (entry.Source, entry.Stream))
                .OrderBy(stream => stream.Key.Source, StringComparer.Ordinal)
                    .ThenBy(stream => stream.Key.Stream.ToString(), StringComparer.Ordinal)
                .Select(stream =>
                    $"{stream.Key.Source} {stream.Key.Stream} {stream.Count()} "
                        + $"{Canonical(HistoryJson.State(StreamFold.Fold([.. stream.Select(entry => entry.Read())])!))}");
            var state = await audit.GetAsync(
                $"/v1/notices/{story.Notice}/state?at={Uri.EscapeDataString(at.ToString("O", CultureInfo.InvariantCulture))}");
            Assert.Equal(expected, Streams(state).Select(stream =>
                $"{stream.GetProperty("source")} {stream.GetProperty("stream")} {stream.GetProperty("version")} "
                    + $"{Canonical(stream.GetProperty("state"))}"));
            Assert.Equal(at, state.GetProperty("at").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task Without_an_instant_it_is_now()
    {
        var story = new Story(audit, "ST2");
        await audit.ReceiveAsync(story.Pages());
        var state = await audit.GetAsync($"/v1/notices/{story.Notice}/state");
        Assert.Equal(["active", "active", "closed", "dispatched", "issued"], States(state).Order(StringComparer.Ordinal));
        Assert.True(state.GetProperty("ledgerSize").GetInt64() >= 21);
    }

    [Fact]
    public async Task A_unit_is_its_own_stream_its_assignments_and_its_plans()
    {
        var story = new Story(audit, "ST3");
        await audit.ReceiveAsync(story.Pages());
        var state = await audit.GetAsync($"/v1/units/{story.Late}/state?at=2016-04-20T12:00:00%2B08:00");
        Assert.Equal(["dispatched", "established", "active"], States(state));
        Assert.Equal("机关第二支部", Streams(state)[1].GetProperty("state").GetProperty("name").GetString());
        Assert.Equal("第二支部", Streams(await audit.GetAsync($"/v1/units/{story.Late}/state?at=2016-01-31T00:00Z"))[0].GetProperty("state")
            .GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_instants_are_compared_stream_by_stream()
    {
        var story = new Story(audit, "ST5");
        await audit.ReceiveAsync(story.Pages());
        var compared = await audit.GetAsync($"/v1/notices/{story.Notice}/state?since=2016-04-21T00:00Z&at=2016-04-22T03:00:00Z");
        Assert.False(compared.TryGetProperty("streams", out _));
        var difference = Assert.Single(compared.GetProperty("differences").EnumerateArray());
        Assert.Equal(("assignments", story.PromptAssignment, "dispatched", "reported"), (difference.GetProperty("source").GetString(),
            difference.GetProperty("stream").GetGuid(), difference.GetProperty("before").GetProperty("state").GetString(),
            difference.GetProperty("after").GetProperty("state").GetString()));
        Assert.Equal("第一支部（ST5-001）第 1 项要求已签收；第一支部（ST5-001）第 1 项要求提交第 1 次反馈（people 40）",
            difference.GetProperty("words").GetProperty("zh").GetString());

        var begun = await audit.GetAsync($"/v1/units/{story.Late}/state?since=2016-04-20T00:00Z&at=2016-04-20T02:00:01Z");
        Assert.Equal(JsonValueKind.Null, Assert.Single(begun.GetProperty("differences").EnumerateArray()).GetProperty("before").ValueKind);
        Assert.Empty((await audit.GetAsync($"/v1/notices/{story.Notice}/state?since=2016-04-21T00:00Z&at=2016-04-21T00:00Z"))
            .GetProperty("differences").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await audit.Auditor.GetAsync(
            $"/v1/notices/{story.Notice}/state?since=2016-04-22T00:00Z&at=2016-04-21T00:00Z", Ct)).StatusCode);
    }

    [Fact]
    public async Task Before_the_beginning_there_is_nothing()
    {
        var story = new Story(audit, "ST4");
        await audit.ReceiveAsync(story.Pages());
        Assert.Empty(Streams(await audit.GetAsync($"/v1/notices/{story.Notice}/state?at=2016-04-20T00:59:59.999999Z")));
    }

    [Theory]
    [InlineData("/v1/notices/0192f0c1-2345-7abc-8def-000000000000/state", HttpStatusCode.NotFound)]
    [InlineData("/v1/notices/17/state", HttpStatusCode.NotFound)]
    [InlineData("/v1/units/NOBODY/state", HttpStatusCode.NotFound)]
    [InlineData("/v1/units/DL/state?at=today", HttpStatusCode.BadRequest)]
    [InlineData("/v1/units/DL/state?at=2016-04-31T00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("/v1/units/DL/state?at=2016-04-30T00:00", HttpStatusCode.BadRequest)]
    public async Task What_is_unknown_or_unreadable_is_said(string path, HttpStatusCode expected) =>
        Assert.Equal(expected, (await audit.Auditor.GetAsync(path, Ct)).StatusCode);

    [Fact]
    public async Task A_stream_that_cannot_be_folded_is_named_with_the_place()
    {
        var notice = Guid.CreateVersion7();
        var assignment = Ids.Assignment(notice, 1, "ST5", null);
        await audit.ReceiveAsync(audit.Sending["assignments"].Next(new(assignment, Story.At("2016-04-20T02:00Z"),
            new AssignmentEvent.Dispatched(notice, 1, "ST5", null, "DL", Disposition.Dated, Part.Sole, null, "9f86"), notice),
            new(assignment, Story.At("2016-04-21T02:00Z"), new AssignmentEvent.Closed(), notice)));
        var stream = Assert.Single(Streams(await audit.GetAsync($"/v1/notices/{notice}/state")));
        Assert.Equal(JsonValueKind.Null, stream.GetProperty("state").ValueKind);
        Assert.Equal("Version 2: AssignmentEvent.Closed cannot follow Assignment.Dispatched.", stream.GetProperty("fault").GetString());
        Assert.Equal("dispatched", Assert.Single(States(await audit.GetAsync($"/v1/notices/{notice}/state?at=2016-04-20T03:00Z"))));
    }

    private static IReadOnlyList<JsonElement> Streams(JsonElement state) => [.. state.GetProperty("streams").EnumerateArray()];

    private static string Canonical(JsonElement json) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Canonicalise(json));

    private static IEnumerable<string> States(JsonElement state) =>
        Streams(state).Select(stream => stream.GetProperty("state").GetProperty("state").GetString()!);
}
