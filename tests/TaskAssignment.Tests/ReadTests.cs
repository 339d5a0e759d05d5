namespace TaskAssignment.Tests;

/// <summary>Lists, progress and coverage. Business time stands at 2016-05-01.</summary>
public sealed class ReadTests(AssignmentsFixture service)
{
    private static readonly string[] Units = ["D1-B1", "D1-B2", "D2-B1"];

    /// <summary>
    /// Requirement 1 is overdue, 2 is due later, 3 is undated; D1-B1 has reported 1 and been accepted, D1-B2 has reported 1 and been
    /// returned until the 2nd: only D2-B1 is overdue.
    /// </summary>
    private async Task<Fanout> UnderWayAsync()
    {
        var fanout = await service.IssueAsync(
            Fanout.Of(Units, [Fanout.Duty(1, "2016-04-30T15:59:59Z"), Fanout.Duty(2, "2016-05-31T15:59:59Z"), Fanout.Duty(3, null)]));
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "reports",
            new { text = "done", figures = new { sessions = 3, people = 40 } });
        await service.ActAsync("branch", "D1-B2", fanout.Id(1, "D1-B2"), "reports",
            new { text = "done", figures = new { sessions = 1, people = 9 } });
        await service.ActAsync("branch", "D2-B1", fanout.Id(2, "D2-B1"), "reports", new { text = "done", figures = new { people = 7 } });
        await service.ActAsync("officer", "CITY", fanout.Id(1, "D1-B1"), "acceptance");
        await service.ActAsync("officer", "CITY", fanout.Id(1, "D1-B2"), "return", new { reason = "no", dueAt = "2016-05-02T15:59:59Z" });
        await Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and requirement = 1 and verdict = 'missed'", fanout.Notice) == 2, "what has passed is judged");
        return fanout;
    }

    private static (int Requirement, string? Unit)[] Items(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray()
            .Select(item => (item.GetProperty("requirement").GetInt32(), item.GetProperty("unit").GetString()))];

    [Fact]
    public async Task A_list_is_narrowed_by_what_is_asked()
    {
        var fanout = await UnderWayAsync();
        var path = $"/v1/assignments?notice={fanout.Notice}";
        Assert.Equal(9, Items(await service.ReadAsync("officer", "CITY", path)).Length);
        Assert.Equal([(1, "D1-B1"), (2, "D1-B1"), (3, "D1-B1")], Items(await service.ReadAsync("branch", "D1-B1", path)));
        Assert.Equal([(1, "D1-B1")], Items(await service.ReadAsync("officer", "CITY", path + "&state=accepted")));
        Assert.Equal(2, Items(await service.ReadAsync("officer", "CITY", path + "&state=returned&state=accepted")).Length);
        Assert.Equal(2, Items(await service.ReadAsync("officer", "CITY", path + "&dueBefore=2016-05-01T00:00:00Z")).Length);
        Assert.Equal([(1, "D2-B1")], Items(await service.ReadAsync("officer", "CITY", path + "&overdue=true")));
        Assert.Equal(8, Items(await service.ReadAsync("officer", "CITY", path + "&overdue=false")).Length);
        Assert.Equal(6, Items(await service.ReadAsync("officer", "CITY", path + "&under=D1")).Length);
        Assert.Equal(3, Items(await service.ReadAsync("officer", "CITY", path + "&unit=D2-B1")).Length);
        Assert.Equal(3, Items(await service.ReadAsync("officer", "CITY", path + "&requirement=3")).Length);
    }

    [Fact]
    public async Task Pages_follow_one_another_by_due_instant_with_the_undated_last()
    {
        var fanout = await UnderWayAsync();
        var (seen, after) = (new List<(int Requirement, string? Unit)>(), "");
        do
        {
            var page = await service.ReadAsync("officer", "CITY", $"/v1/assignments?notice={fanout.Notice}&limit=2{after}");
            seen.AddRange(Items(page));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={Uri.EscapeDataString(next)}" : "";
        }
        while (after.Length > 0);
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3], seen.Select(item => item.Requirement));
        Assert.Equal(9, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("/v1/assignments?state=asleep")]
    [InlineData("/v1/assignments?after=x")]
    [InlineData("/v1/assignments?limit=501")]
    [InlineData("/v1/assignments?notice=x")]
    [InlineData("/v1/assignments?dueBefore=2016-05-01")]
    public async Task A_question_that_cannot_be_read_is_malformed(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await service.GetAsync("officer", "CITY", path)).StatusCode);

    [Fact]
    public async Task Progress_counts_states_and_sums_the_figures_that_stand()
    {
        var fanout = await UnderWayAsync();
        var rows = (await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/progress")).GetProperty("rows")
            .EnumerateArray().ToList();
        Assert.Equal(["1", "2", "3"], rows.Select(row => row.GetProperty("key").GetString()));
        Assert.Equal([1, 0, 0, 1, 1, 0, 0, 0, 1], Counts(rows[0]));
        Assert.Equal([2, 0, 1, 0, 0, 0, 0, 0, 0], Counts(rows[1]));
        Assert.Equal("""{"people":40,"sessions":3}""", rows[0].GetProperty("figures").GetRawText());
        Assert.Equal("""{"people":7}""", rows[1].GetProperty("figures").GetRawText());

        static int[] Counts(JsonElement row) =>
            [.. new[] { "dispatched", "acknowledged", "reported", "returned", "accepted", "closed", "declined", "cancelled",
                "overdue" }.Select(name => row.GetProperty(name).GetInt32())];
    }

    [Fact]
    public async Task Every_row_of_progress_links_to_the_list_it_counts()
    {
        var fanout = await UnderWayAsync();
        foreach (var query in new[] { "", "?by=unit", "?under=D1", "?by=unit&under=D1" })
            foreach (var row in (await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/progress{query}"))
                .GetProperty("rows").EnumerateArray())
            {
                var counted = new[] { "dispatched", "acknowledged", "reported", "returned", "accepted", "closed" }.Sum(name =>
                    row.GetProperty(name).GetInt32());
                Assert.Equal(counted, Items(await service.ReadAsync("officer", "CITY", row.GetProperty("href").GetString()!)).Length);
            }
    }

    [Fact]
    public async Task Progress_by_child_sums_the_subtree_of_each_direct_subordinate_and_what_the_unit_owes_itself()
    {
        var fanout = await service.IssueAsync(
            Fanout.Of(["D1", "D1-B1", "D1-B1-G1", "D2-B1"], [Fanout.Duty(1, null)], issuingUnit: "CITY"));
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "reports", new { text = "done", figures = new { people = 4 } });
        await service.ActAsync("branch", "D2-B1", fanout.Id(1, "D2-B1"), "acknowledgement");
        Assert.Equal(["D1 简D1 2 0 1", "D2 简D2 0 1 0"], await RowsAsync("officer", "CITY", ""));
        Assert.Equal(["D1 简D1 1 0 0", "D1-B1 简D1-B1 1 0 1"], await RowsAsync("officer", "CITY", "&under=D1"));
        Assert.Equal(["D1 简D1 1 0 0", "D1-B1 简D1-B1 1 0 1"], await RowsAsync("officer", "D1", ""));
        Assert.Equal(["D2 简D2 0 1 0"], await RowsAsync("officer", "CITY", "&limit=1&after=D1"));
        foreach (var query in new[] { "?by=child", "?by=child&under=D1" })
            foreach (var row in (await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/progress{query}"))
                .GetProperty("rows").EnumerateArray())
            {
                var counted = new[] { "dispatched", "acknowledged", "reported" }.Sum(name => row.GetProperty(name).GetInt32());
                Assert.Equal(counted, Items(await service.ReadAsync("officer", "CITY", row.GetProperty("href").GetString()!)).Length);
            }

        async Task<string[]> RowsAsync(string role, string unit, string query) =>
            [.. (await service.ReadAsync(role, unit, $"/v1/notices/{fanout.Notice}/progress?by=child{query}")).GetProperty("rows")
                .EnumerateArray().Select(row => $"{row.GetProperty("key")} {row.GetProperty("name")} {row.GetProperty("dispatched")} "
                    + $"{row.GetProperty("acknowledged")} {row.GetProperty("reported")}")];
    }

    [Fact]
    public async Task Progress_comes_in_pages_with_names()
    {
        var fanout = await UnderWayAsync();
        var path = $"/v1/notices/{fanout.Notice}/progress";
        var first = await service.ReadAsync("officer", "CITY", $"{path}?limit=2");
        Assert.Equal(["报送第1项", "报送第2项"], first.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()));
        var second = await service.ReadAsync("officer", "CITY", $"{path}?limit=2&after={first.GetProperty("next").GetString()}");
        Assert.Equal("3", Assert.Single(second.GetProperty("rows").EnumerateArray()).GetProperty("key").GetString());
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task Progress_is_a_table_for_spreadsheets_in_which_nothing_is_a_formula()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"],
            [Fanout.Duty(1, null) with { Title = "=HYPERLINK(\"x\")" }, Fanout.Duty(2, null) with { Title = "台账,表" }]));
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "reports",
            new { text = "done", figures = new Dictionary<string, long> { ["@场次"] = -3 } });
        using var http = service.Service.As("officer", "CITY");
        http.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        using var answer = await http.GetAsync($"/v1/notices/{fanout.Notice}/progress?limit=1", Ct);
        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("\uFEFF编号,名称,待签收,已签收,已反馈,退回重办,审核通过,已销号,已退回,不再办理,已改派,重新办理,逾期,'@场次\r\n"
            + "1,\"'=HYPERLINK(\"\"x\"\")\",0,0,1,0,0,0,0,0,0,0,0,-3\r\n2,\"台账,表\",1,0,0,0,0,0,0,0,0,0,0,\r\n",
            Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Ct)));
    }

    [Fact]
    public async Task A_district_sees_the_progress_of_its_own_branches()
    {
        var fanout = await UnderWayAsync();
        var rows = (await service.ReadAsync("officer", "D1", $"/v1/notices/{fanout.Notice}/progress?by=unit")).GetProperty("rows")
            .EnumerateArray();
        Assert.Equal(["D1-B1", "D1-B2"], rows.Select(row => row.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task Coverage_is_unknown_until_the_notice_has_arrived_then_names_what_is_missing()
    {
        var fanout = Fanout.Of(Units, [Fanout.Duty(1, null), Fanout.Duty(2, null)], chunkSize: 4);
        var path = $"/v1/notices/{fanout.Notice}/coverage";
        await service.PublishAsync(fanout.Chunks[0]);
        await Eventually.HoldsAsync(async () =>
            await service.CountAsync("board where notice = $1", fanout.Notice) == 4, "the first chunk has arrived");
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync("officer", "CITY", path)).StatusCode);

        await service.PublishAsync(fanout.Issued);
        await service.FoundAsync(fanout, 4);
        var partial = await service.ReadAsync("officer", "CITY", path);
        Assert.Equal((6, 4), (partial.GetProperty("expected").GetInt32(), partial.GetProperty("found").GetInt32()));
        Assert.Equal([(1, "D2-B1"), (2, "D2-B1")], partial.GetProperty("missing").EnumerateArray()
            .Select(m => (m.GetProperty("requirement").GetInt32(), m.GetProperty("unit").GetString()!)));

        await service.PublishAsync(fanout.Chunks[1]);
        await service.FoundAsync(fanout, 6);
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "acknowledgement");
        Assert.Equal("""{"expected":6,"found":6,"missing":[],"duplicate":[],"outcomes":{"dispatched":5,"acknowledged":1},"""
            + "\"directoryVersion\":null,\"dropped\":0}",
            (await service.ReadAsync("officer", "CITY", path)).GetRawText());
    }

    [Fact]
    public async Task Coverage_names_what_exists_twice()
    {
        var fanout = Fanout.Of(["D1-B1"], [Fanout.Duty(1, null)]);
        // Two ids for one (requirement, unit): what the derivation of ids rules out, and coverage must still see.
        DistributedAssignment[] twice =
            [fanout.Chunks[0].Assignments[0], fanout.Chunks[0].Assignments[0] with { Assignment = Guid.NewGuid() }];
        await service.PublishAsync(fanout.Issued);
        await service.PublishAsync(fanout.Chunks[0] with { Assignments = twice });
        await service.FoundAsync(fanout, 2);
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal("""[{"requirement":1,"unit":"D1-B1"}]""", coverage.GetProperty("duplicate").GetRawText());
    }

    [Fact]
    public async Task An_assignment_is_shown_as_it_was_at_an_instant()
    {
        var fanout = await UnderWayAsync();
        var id = fanout.Id(1, "D1-B1");
        var then = await service.ReadAsync("branch", "D1-B1", $"/v1/assignments/{id}?at=2016-05-01T01:00:00Z");
        Assert.Equal("accepted", then.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound,
            (await service.GetAsync("branch", "D1-B1", $"/v1/assignments/{id}?at=2016-04-30T00:00:00%2B08:00")).StatusCode);
        using var unreadable = await service.GetAsync("branch", "D1-B1", $"/v1/assignments/{id}?at=yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
    }
}
