namespace NoticeIssuance.Tests.Notices;

/// <summary>The list and the counted deadlines are nothing but their events and the content these name.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class RebuildTests(NoticesFixture notices)
{
    private const int Year = 2096;
    private const int Missing = 2097;
    private const int Notices = 24;

    private static readonly string[] Acts = [
        """answers {"acceptProposals":true}""",
        """answers {"requirements":[{"number":1,"dueAt":"2098-06-20"}]}""",
        """answers {"requirements":[{"number":1,"disposition":"once"}]}""",
        """answers {"requirements":[{"number":1,"owes":{"level":"county"}}]}""",
        "issuance {}",
        """rejection {"reason":"重复报送"}""",
    ];

    [Fact]
    public async Task Made_again_from_nothing_after_a_random_history_every_column_is_as_it_was()
    {
        var random = new Random(20960301);
        var ids = new List<Guid>();
        await PublishAsync(Year, 1);
        for (var n = 1; n <= Notices; n++)
        {
            ids.Add(await PostAsync(n, random));
            await ActAsync(ids[random.Next(ids.Count)], random);
        }
        await PublishAsync(Year, 2, "2096-03-08");
        foreach (var id in ids.Where(_ => random.Next(2) == 0))
            await ActAsync(id, random);
        await PublishAsync(Missing, 1);
        await PublishAsync(Year, 3, "2096-03-08", "2096-03-09");
        foreach (var id in ids.Where(_ => random.Next(3) == 0))
            await ActAsync(id, random);
        var (list, counted) = (await RowsAsync("notice_list", "id", ids), await RowsAsync("counted_deadline", "notice", ids));
        Assert.Equal(["issued", "received", "rejected"],
            list.Select(row => (string)JsonNode.Parse(row)!["state"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(counted, row => row.Contains("\"assignments\": 6", StringComparison.Ordinal));
        Assert.Contains(counted, row => row.Contains("\"assignments\": null", StringComparison.Ordinal));

        await DamageAsync(ids);
        // Not only notices stand in the log: who read them as well.
        Assert.Equal(HttpStatusCode.OK, (await notices.GetAsync("auditor", "AUDIT", "/v1/notices?state=issued&limit=1")).StatusCode);
        await RebuildAsync();
        Assert.Equal(list, await RowsAsync("notice_list", "id", ids));
        Assert.Equal(counted, await RowsAsync("counted_deadline", "notice", ids));
    }

    private async Task RebuildAsync()
    {
        using var operating = notices.Service.As("operator", "C");
        Assert.Equal(HttpStatusCode.NotFound, (await operating.PostAsync("/v1/read-models/content/rebuild", content: null, Ct)).StatusCode);
        using var accepted = await operating.PostAsync("/v1/read-models/notice_list/rebuild", content: null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await Eventually.HoldsAsync(async () => await operating.GetStringAsync("/v1/read-models", Ct) is var models
            && models.Contains("\"rebuilding\":false", StringComparison.Ordinal), "the list is made again", TimeSpan.FromMinutes(2));
    }

    private async Task<Guid> PostAsync(int number, Random random)
    {
        var year = random.Next(3) == 0 ? Missing : Year;
        var notice = Notice($"港组发〔{year}〕{number}号");
        notice["issuedOn"] = $"{year}-03-01";
        notice["requirements"] =
            new JsonArray(new JsonObject { ["text"] = "以支部为单位于10个工作日内组织一次集中学习。", ["owes"] = new JsonObject { ["level"] = "branch" } });
        if (random.Next(4) == 0)
            notice["addressees"] = new JsonArray("各有关单位");
        using var posted = await notices.PostNoticeAsync(Json(notice), query: random.Next(3) == 0 ? "?issue=true" : "",
            reference: random.Next(2) == 0 ? $"ref-{number}" : null);
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        return (Guid)(await ReadAsync(posted))["id"]!;
    }

    private async Task ActAsync(Guid id, Random random)
    {
        var act = Acts[random.Next(Acts.Length)].Split(' ', 2);
        using var answer = await notices.PostAsync("officer", "C", $"/v1/notices/{id}/{act[0]}", Json(JsonNode.Parse(act[1])!));
        Assert.True((int)answer.StatusCode is 200 or 202 or 409, $"{act[0]}: {answer.StatusCode}");
    }

    /// <summary>Returns when it is in force and everything it concerns was counted again: calendars are taken up one by one.</summary>
    private async Task PublishAsync(int year, long version, params string[] off)
    {
        await SendAsync("cn", year, version, off);
        await SendAsync("barrier", year, version);
        await Eventually.HoldsAsync(
            async () => await notices.CountAsync($"calendar where name = 'barrier' and year = {year} and version = {version}") == 1,
            "the calendar was taken up", TimeSpan.FromMinutes(1));
    }

    private Task SendAsync(string name, int year, long version, params string[] off) =>
        notices.Service.Services.GetRequiredService<IBus>().Publish(
            new CalendarPublished(name, year, version, [.. off.Select(day => DateOnly.Parse(day, null))], [], Source: null), Ct);

    private Task<int> DamageAsync(List<Guid> ids) => notices.Database.Sql()
        .Add("delete from notice_list where id = $1", ids[0])
        .Add(
            """
            update notice_list set state = 'x', version = 99, issuing_unit = 'x', title = 'x', document_number = null, number_key = 'x',
                issuer = null, issued_on = null, reference = 'x', requirements = 99, open_questions = 99, received_at = now()
            where id = any($1)
            """, ids.ToArray())
        .Add("delete from counted_deadline where notice = any($1)", ids.Take(Notices / 2).ToArray())
        .Add("update counted_deadline set counted_from = '2000-01-01', days = 99, due_at = null, assignments = 99 where notice = any($1)",
            ids.ToArray())
        .ExecuteAsync(Ct);

    private Task<List<string>> RowsAsync(string table, string key, List<Guid> ids) => notices.Database
        .Sql($"select to_jsonb(t)::text from {table} t where {key} = any($1) order by 1", ids.ToArray())
        .ReadAsync(row => row.GetString(0), Ct);
}
