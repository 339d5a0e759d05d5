using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Tests;

/// <summary>催办 by hand: of chosen assignments, or of what a notice's units still owe.</summary>
public sealed class UrgingTests(AssignmentsFixture service)
{
    private const string Due = "2016-05-31T15:59:59Z";
    private static readonly string[] Units = ["D1-B1", "D1-B2", "D1-B1-G1", "D2-B1", "D2"];
    private static readonly object Done = new { text = "done" };

    private async Task<(int Urged, bool More, Dictionary<Guid, (int Status, string? Code)> Results)> UrgeAsync(string unit, object body)
    {
        using var answer = await service.PostAsync("officer", unit, "/v1/urgings", body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (said.GetProperty("urged").GetInt32(), said.GetProperty("more").GetBoolean(), said.GetProperty("results").EnumerateArray()
            .ToDictionary(r => r.GetProperty("id").GetGuid(), r =>
                (r.GetProperty("status").GetInt32(), r.TryGetProperty("code", out var code) ? code.GetString() : null)));
    }

    private async Task<IReadOnlyList<UnitNews>> ToldAsync(Fanout fanout, int requirement, params string[] units)
    {
        List<UnitNews> News() => [.. Units.SelectMany(unit => service.Published.News(fanout.Id(requirement, unit)))
            .Where(news => news.Kind == "urging")];
        await Eventually.HoldsAsync(() => News().Count >= units.Length, "they are told");
        Assert.Equal(units.Order(), News().Select(news => news.Unit).Order());
        return News();
    }

    [Fact]
    public async Task Who_owes_is_told_once_with_the_words_and_the_others_are_answered_why_not()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due)]));
        await service.ActAsync("branch", "D1-B2", fanout.Id(1, "D1-B2"), "reports", Done);
        await service.ActAsync("branch", "D2-B1", fanout.Id(1, "D2-B1"), "decline", new { reason = "not ours" });
        var chosen = new[] { "D1-B1", "D1-B2", "D2-B1" }.Select(unit => fanout.Id(1, unit)).Append(Guid.Empty).ToArray();
        var body = new { assignments = chosen, words = "请于本周内反馈" };
        var (urged, more, results) = await UrgeAsync("CITY", body);
        Assert.Equal((1, false), (urged, more));
        Assert.Equal([(204, null), (409, "report-awaits-judgement"), (409, "assignment-declined"), (404, "unknown")],
            chosen.Select(id => results[id]));

        // The same once more is so already; other words, or of another officer, would only be noise.
        Assert.Equal((204, null), (await UrgeAsync("CITY", body)).Results[chosen[0]]);
        Assert.Equal((409, "urged-lately"), (await UrgeAsync("D1", new { assignments = chosen[..1] })).Results[chosen[0]]);
        var told = Assert.Single(await ToldAsync(fanout, 1, "D1-B1"));
        Assert.Equal(("请于本周内反馈", Fanout.At(Due), 1), (told.Reason, told.DueAt, told.DeadlineVersion));
        var shown = await service.ReadAsync("officer", "CITY", $"/v1/assignments/{chosen[0]}");
        Assert.Equal(("dispatched", "urged", "请于本周内反馈", "CITY"), (shown.GetProperty("state").GetString(), Last("kind"), Last("reason"),
            Last("unit")));

        string? Last(string property) => shown.GetProperty("history").EnumerateArray().Last().GetProperty(property).GetString();
    }

    [Fact]
    public async Task Asked_for_many_times_at_once_it_is_urged_once()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due)]));
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UrgeAsync("CITY", new { notice = fanout.Notice })));
        Assert.All(all, answer => Assert.Equal((5, false), (answer.Urged, answer.More)));
        await ToldAsync(fanout, 1, Units);
        Assert.Equal(5, await service.CountAsync("mt_events where type = 'assignment.urged.v1' and stream_id in "
            + "(select assignment from board where notice = $1)", fanout.Notice));
    }

    [Fact]
    public async Task More_than_five_thousand_are_urged_by_two_requests()
    {
        string[] units = [.. Enumerable.Range(1, 1_020).Select(number => $"U-{number}")];
        var fanout = await service.IssueAsync(Fanout.Of(units, [.. Enumerable.Range(1, 5).Select(number => Fanout.Duty(number, Due))],
            chunkSize: 500));
        var began = Stopwatch.GetTimestamp();
        var first = await UrgeAsync("CITY", new { notice = fanout.Notice, words = "请抓紧" });
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"5,000 urged in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        Assert.Equal((5_000, true), (first.Urged, first.More));
        var second = await UrgeAsync("CITY", new { notice = fanout.Notice, words = "请抓紧" });
        Assert.Equal((5_000, false), (second.Urged, second.More));
        Assert.Equal(5_100, await service.CountAsync("board where notice = $1 and urged_at is not null", fanout.Notice));
        Assert.Equal(5_100, first.Results.Keys.Union(second.Results.Keys).Count());
    }

    [Fact]
    public async Task A_parent_urges_its_own_branches_only()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due)]));
        Guid Id(string unit) => fanout.Id(1, unit);
        var (_, _, results) = await UrgeAsync("D1", new { assignments = new[] { Id("D1-B1"), Id("D1-B1-G1"), Id("D2-B1") } });
        Assert.Equal([(204, null), (403, "not-yours"), (404, "unknown")], results.Values);
        (_, _, results) = await UrgeAsync("D1", new { notice = fanout.Notice });
        Assert.Equal([Id("D1-B2"), Id("D1-B1")], results.Keys);
        await ToldAsync(fanout, 1, "D1-B1", "D1-B2");
    }

    [Fact]
    public async Task Of_a_notice_all_that_owe_are_urged_once()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due), Fanout.Duty(2, null), Fanout.Principle(3)]));
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "reports", Done);
        await service.ActAsync("branch", "D1-B1", fanout.Id(3, "D1-B1"), "acknowledgement");
        Assert.Equal(["1 D1-B2", "1 D1-B1-G1"], await OfAsync(new { notice = fanout.Notice, under = "D1", requirement = 1 }));
        Assert.Equal(["1 D2", "2 D2", "3 D2"], await OfAsync(new { notice = fanout.Notice, unit = "D2" }));
        Assert.Equal(["1 D2-B1", "2 D2-B1", "3 D2-B1", "1 D2", "2 D2", "3 D2"],
            await OfAsync(new { notice = fanout.Notice, under = "D2" }));
        // The same once more is so already, and answers the same.
        Assert.Equal(13, (await OfAsync(new { notice = fanout.Notice })).Count());
        Assert.Equal(13, await service.CountAsync("mt_events where type = 'assignment.urged.v1' and stream_id in "
            + "(select assignment from board where notice = $1)", fanout.Notice));
        await ToldAsync(fanout, 1, "D1-B2", "D1-B1-G1", "D2-B1", "D2");

        async Task<IEnumerable<string>> OfAsync(object body)
        {
            var ids = (await UrgeAsync("CITY", body)).Results;
            Assert.All(ids.Values, result => Assert.Equal((204, null), result));
            return Units.SelectMany(unit => new[] { 1, 2, 3 }.Select(number => (Unit: unit, Number: number)))
                .Where(one => ids.ContainsKey(fanout.Id(one.Number, one.Unit))).Select(one => $"{one.Number} {one.Unit}");
        }
    }

    [Fact]
    public void An_hour_later_it_is_urged_again_and_verdicts_stay()
    {
        var state = Given.State("dispatched");
        var first = Events(new("CITY", "please"), Given.DueAt.AddHours(-2));
        var urged = first.Aggregate(state, Assignment.Evolve);
        Assert.Empty(Events(new("CITY", "please"), Given.DueAt.AddMinutes(-61), urged));
        Assert.Single(Events(new("CITY", "please"), Given.DueAt.AddMinutes(-60), urged));
        Assert.Equal("urged-lately", ((Decision<AssignmentEvent>.Rejected)UrgeAssignment.Decide(urged, new("D1", "please"),
            Given.DueAt.AddMinutes(-61))).Refusal.Code);
        var moved = Assignment.Evolve(urged, new AssignmentEvent.DeadlineMoved(Given.DueAt.AddDays(1), DeadlineOrigin.Extension, null, null,
            null, Given.DueAt.AddMinutes(-90)));
        Assert.Single(Events(new("CITY", "please"), Given.DueAt.AddMinutes(-61), moved));
        Assert.Equal(((Assignment.Known)state).Facts with { Urged = ((Assignment.Known)urged).Facts.Urged },
            ((Assignment.Known)urged).Facts);

        IReadOnlyList<AssignmentEvent> Events(UrgeAssignment command, DateTimeOffset now, Assignment? at = null) =>
            ((Decision<AssignmentEvent>.Accepted)UrgeAssignment.Decide(at ?? state, command, now)).Events;
    }

    [Theory]
    [InlineData("officer", "CITY", "{}", 422, "urging-unusable")]
    [InlineData("officer", "CITY", """{"assignments":[]}""", 422, "assignments-unusable")]
    [InlineData("officer", "CITY", """{"notice":"NOTICE","assignments":["NOTICE"]}""", 422, "urging-unusable")]
    [InlineData("officer", "CITY", """{"assignments":["NOTICE"],"unit":"D1"}""", 422, "urging-unusable")]
    [InlineData("officer", "CITY", """{"notice":"NOTICE","words":" "}""", 422, "urging-unusable")]
    [InlineData("officer", "CITY", """{"notice":"00000000-0000-0000-0000-000000000001"}""", 404, "unknown")]
    [InlineData("officer", "D2", """{"notice":"NOTICE"}""", 404, "unknown")]
    [InlineData("officer", "D2", """{"notice":"NOTICE","under":"D1"}""", 404, "unknown")]
    [InlineData("officer", "D1", """{"notice":"NOTICE","under":"D2"}""", 403, "not-yours")]
    [InlineData("officer", "CITY", """{"notice":"NOTICE","unit":"D1-B77"}""", 404, "unknown")]
    [InlineData("officer", "CITY", """{"notice":"NOTICE","place":"D1"}""", 400, "unknown-field")]
    [InlineData("branch", "D1-B1", """{"notice":"NOTICE"}""", 403, "role")]
    public async Task What_cannot_be_is_refused_with_a_word(string role, string unit, string body, int status, string code)
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, Due)]));
        using var answer = await service.PostAsync(role, unit, "/v1/urgings", JsonSerializer.Deserialize<JsonElement>(
            body.Replace("NOTICE", fanout.Notice.ToString(), StringComparison.Ordinal)));
        Assert.Equal((status, code), ((int)answer.StatusCode,
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()));
    }
}
