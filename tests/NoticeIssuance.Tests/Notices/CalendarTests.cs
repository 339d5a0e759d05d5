namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// A calendar arrives, is amended, arrives again and late. Each test has a year of its own, far enough ahead that its deadlines are open;
/// ten working days from Monday 3 March 2098 or its like.
/// </summary>
[Collection(nameof(NoticesCollection))]
public sealed class CalendarTests(NoticesFixture notices)
{
    [Fact]
    public async Task An_amendment_is_previewed_then_moves_the_deadline_of_an_issued_notice_once()
    {
        await using var told = await Tap.OnAsync(notices.Broker, "Workflow.Contracts.Notices.V1:DeadlineRecomputed", Ct);
        await SettledAsync(2091, 1);
        var id = await notices.AcceptedAsync(Counted(2091, 1));
        Assert.Equal(HttpStatusCode.Accepted, (await notices.ActAsync(id, "issuance")).StatusCode);
        Assert.Equal("2091-03-15T23:59:59+08:00", await DueAsync(id));

        var preview = await PreviewAsync(2091, "2091-03-08");
        Assert.Equal(("cn/2091/1", 1, 1, 6),
            ((string)preview["inForce"]!, (int)preview["notices"]!, (int)preview["deadlines"]!, (int)preview["assignments"]!));
        var item = Assert.Single(preview["items"]!.AsArray())!;
        Assert.Equal((id, 1, "2091-03-15T23:59:59+08:00", "2091-03-16T23:59:59+08:00", "moves"),
            ((string)item["notice"]!, (int)item["requirement"]!, (string)item["dueAt"]!, (string)item["wouldBeDueAt"]!,
                (string)item["outcome"]!));
        Assert.Equal("2091-03-15T23:59:59+08:00", await DueAsync(id));

        await PublishAsync(2091, 2, "2091-03-08");
        await Eventually.PassesAsync(async () => Assert.Equal("2091-03-16T23:59:59+08:00", await DueAsync(id)));
        var message = await Eventually.ValueAsync(() => ToldAsync(told, id), "the deadline is told", TimeSpan.FromMinutes(1));
        Assert.Equal((1, "2091-03-16T15:59:59+00:00", "cn/2091/2", "calendar-amended"),
            ((int)message["requirement"]!, (string)message["dueAt"]!, (string)message["calendar"]!, (string)message["reason"]!));
        Assert.Equal(0, (int)(await PreviewAsync(2091, "2091-03-08"))["deadlines"]!);

        await PublishAsync(2091, 2, "2091-03-08");
        await PublishAsync(2091, 1);
        await SettledAsync(2091, 3, "2091-03-08", "2091-12-25");
        Assert.Equal((1L, null), (await RecomputedAsync(id), await ToldAsync(told, id)));

        await PublishAsync(2091, 4);
        await Eventually.PassesAsync(async () => Assert.Equal("2091-03-15T23:59:59+08:00", await DueAsync(id)));
        Assert.Equal(2, await RecomputedAsync(id));
    }

    [Fact]
    public async Task A_year_that_was_missing_is_proposed_when_it_arrives_and_the_officer_settles_it()
    {
        var id = await notices.AcceptedAsync(Counted(2092, 1));
        var asked = Assert.Single((await notices.ShownAsync(id))["questions"]!.AsArray())!;
        Assert.Equal(("calendar-missing", 0), ((string)asked["kind"]!, asked["proposals"]!.AsArray().Count));
        Assert.Equal("proposed", (string)Assert.Single((await PreviewAsync(2092))["items"]!.AsArray())!["outcome"]!);

        await PublishAsync(2092, 1);
        await Eventually.PassesAsync(async () =>
        {
            var question = Assert.Single((await notices.ShownAsync(id))["questions"]!.AsArray())!;
            Assert.Equal(((string)asked["id"]!, "2092-03-14T23:59:59+08:00"),
                ((string)question["id"]!, (string)Assert.Single(question["proposals"]!.AsArray())!["value"]!));
        });
        await PostingTests.RefusedAsync(await notices.ActAsync(id, "issuance"), HttpStatusCode.Conflict, "questions-open");

        await notices.ActAsync(id, "answers", """{"acceptProposals":true}""");
        Assert.Equal(HttpStatusCode.Accepted, (await notices.ActAsync(id, "issuance")).StatusCode);
        await PublishAsync(2092, 2, "2092-03-10");
        await Eventually.PassesAsync(async () => Assert.Equal("2092-03-17T23:59:59+08:00", await DueAsync(id)));
    }

    [Fact]
    public async Task What_is_stored_or_issued_while_a_calendar_is_published_is_counted_by_it()
    {
        await SettledAsync(2093, 1);
        var issuing = await notices.AcceptedAsync(Counted(2093, 1));
        Task<string> posting;
        Task<HttpResponseMessage> issued;
        await using (var connection = await OpenAsync())
        await using (var publishing = await HoldAsync(connection, "pg_advisory_xact_lock"))
        {
            await publishing.Sql("update calendar set version = 2, holidays = array['2093-03-04'::date] where year = 2093")
                .ExecuteAsync(Ct);
            posting = notices.AcceptedAsync(Counted(2093, 2));
            issued = notices.ActAsync(issuing, "issuance");
            await WaitingAsync(2);
            await publishing.CommitAsync(Ct);
        }
        Assert.Equal(("2093-03-16T23:59:59+08:00", HttpStatusCode.Accepted), (await DueAsync(await posting), (await issued).StatusCode));
    }

    [Fact]
    public async Task A_calendar_waits_for_what_is_counted_by_the_one_before_it()
    {
        await using (var connection = await OpenAsync())
        await using (var counting = await HoldAsync(connection, "pg_advisory_xact_lock_shared"))
        {
            await PublishAsync(2094, 1);
            await WaitingAsync(1);
            Assert.Equal(0, await notices.CountAsync("calendar where year = 2094"));
            await counting.CommitAsync(Ct);
        }
        await notices.CountsAsync(1, "the calendar is in force", "calendar where year = 2094");
    }

    [Fact]
    public async Task What_a_crash_left_undone_the_same_message_finishes()
    {
        await PublishAsync(2095, 1);
        await SettledAsync(2095, 1);
        var id = await notices.AcceptedAsync(Counted(2095, 1));
        await notices.ActAsync(id, "issuance");
        await notices.Database.Sql(
            "update calendar set version = 2, holidays = array['2095-03-08'::date] where year = 2095").ExecuteAsync(Ct);
        await PublishAsync(2095, 2, "2095-03-08");
        await Eventually.PassesAsync(async () => Assert.Equal("2095-03-16T23:59:59+08:00", await DueAsync(id)));
    }

    [Theory]
    [InlineData("officer", "/v1/calendars/cn/2094/deadlines", """{"holidays":[],"workdays":[]}""", 403)]
    [InlineData("operator", "/v1/calendars/cn/2094/deadlines", """{"holidays":["2095-01-01"],"workdays":[]}""", 422)]
    [InlineData("operator", "/v1/calendars/CN/2094/deadlines", """{"holidays":[],"workdays":[]}""", 400)]
    [InlineData("operator", "/v1/calendars/cn/2094/deadlines", """{"holidays":[],"workdays":[]}""", 422)]
    [InlineData("operator", "/v1/calendars/cn/2094/deadlines", """{"holidays":["2094-01-01"],"workdays":[]}""", 422)]
    [InlineData("operator", "/v1/calendars/cn/2200/deadlines", """{"holidays":[],"workdays":[]}""", 400)]
    [InlineData("operator", "/v1/calendars/other/2094/deadlines?after=x", """{"holidays":[],"workdays":[]}""", 400)]
    [InlineData("operator", "/v1/calendars/other/2094/deadlines", """{"holidays":[],"workdays":[]}""", 200)]
    public async Task A_preview_is_the_operators_and_of_a_calendar_that_can_be(string role, string path, string body, int status) =>
        Assert.Equal(status, (int)(await notices.PostAsync(role, "C", path, Json(JsonNode.Parse(body)!))).StatusCode);

    private static JsonObject Counted(int year, int number)
    {
        var notice = Notice($"港组发〔{year}〕{number}号");
        notice["issuedOn"] = $"{year}-03-01";
        notice["requirements"] =
            new JsonArray(new JsonObject { ["text"] = "以支部为单位于10个工作日内组织一次集中学习。", ["owes"] = new JsonObject { ["level"] = "branch" } });
        return notice;
    }

    private async Task<NpgsqlConnection> OpenAsync() => await notices.Database.OpenConnectionAsync(Ct);

    /// <summary>A transaction that holds the lock as the service would.</summary>
    private static async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection, string hold)
    {
        var transaction = await connection.BeginTransactionAsync(Ct);
        await transaction.Sql("set local search_path to notices").Add($"select {hold}({PublishedCalendars.Lock})").ExecuteAsync(Ct);
        return transaction;
    }

    private Task WaitingAsync(int transactions) => notices.CountsAsync(transactions, $"{transactions} wait",
        $"""
        pg_locks where locktype = 'advisory' and not granted and classid = {PublishedCalendars.LockClass}
            and database = (select oid from pg_database where datname = current_database())
        """);

    private Task PublishAsync(int year, long version, params string[] off) => notices.Service.Services.GetRequiredService<IBus>()
        .Publish(new CalendarPublished("cn", year, version, [.. off.Select(day => DateOnly.Parse(day, null))], [], Source: null), Ct);

    /// <summary>
    /// Publishes one more and waits until it is in force: what was published before has been seen by then, because it is taken up one by
    /// one.
    /// </summary>
    private async Task SettledAsync(int year, long version, params string[] off)
    {
        await PublishAsync(year, version, off);
        await notices.CountsAsync(1, "the calendar is in force", $"calendar where year = {year} and version = {version}");
    }

    private async Task<JsonNode> PreviewAsync(int year, params string[] off)
    {
        using var answer = await notices.PostAsync("operator", "C", $"/v1/calendars/cn/{year}/deadlines",
            Json(new JsonObject
            {
                ["holidays"] = new JsonArray([.. NationalHolidays.Of(year, off).Select(day => (JsonNode)day)]),
                ["workdays"] = new JsonArray(),
            }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    private async Task<string?> DueAsync(string id) => (string?)(await notices.ShownAsync(id))["requirements"]![0]!["deadline"]!["dueAt"];

    private static async Task<JsonNode?> ToldAsync(Tap tap, string id) =>
        (await tap.NextAsync(message => (string?)message["notice"] == id))?["message"];

    private Task<long> RecomputedAsync(string id) =>
        notices.CountAsync($"mt_events where stream_id = '{id}' and type = 'notice.deadline-recomputed.v1'");
}
