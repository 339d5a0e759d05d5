namespace TaskAssignment.Tests;

/// <summary>One assignment over HTTP, from dispatch to closing.</summary>
public sealed class ActTests(AssignmentsFixture service)
{
    private static readonly object Report = new
    {
        text = "已召开三次学习会。",
        figures = new Dictionary<string, long> { ["sessions"] = 3, ["people"] = 40 },
        evidence = new[] { new { sha256 = new string('a', 64), name = "会议记录.pdf", size = 1024 } },
    };

    private async Task<Guid> DispatchAsync(Workflow.Contracts.Notices.V1.DistributedRequirement? requirement = null,
        string unit = "D1-B1") =>
        (await service.IssueAsync(Fanout.Of([unit], [requirement ?? Fanout.Duty(1, "2016-05-31T15:59:59Z")]))).Id(1, unit);

    private Task<JsonElement> ReadAsync(Guid assignment) => service.ReadAsync("branch", "D1-B1", $"/v1/assignments/{assignment}");

    [Fact]
    public async Task An_assignment_goes_from_dispatch_to_closing()
    {
        var id = await DispatchAsync();
        await service.ActAsync("branch", "D1-B1", id, "acknowledgement");
        await service.ActAsync("branch", "D1-B1", id, "reports", Report);
        await service.ActAsync("officer", "D1", id, "return", new { reason = "缺少人数依据" });
        Assert.Equal("缺少人数依据", (await ReadAsync(id)).GetProperty("returnedFor").GetString());
        await service.ActAsync("branch", "D1-B1", id, "reports", Report);
        await service.ActAsync("officer", "CITY", id, "acceptance");
        await service.ActAsync("officer", "CITY", id, "closure");

        var closed = await ReadAsync(id);
        Assert.Equal(("closed", 8), (closed.GetProperty("state").GetString(), closed.GetProperty("version").GetInt32()));
        var report = closed.GetProperty("reports")[1];
        Assert.Equal(2, report.GetProperty("number").GetInt32());
        Assert.Equal("已召开三次学习会。", report.GetProperty("text").GetString());
        Assert.Equal(40, report.GetProperty("figures").GetProperty("people").GetInt64());
        Assert.Equal("会议记录.pdf", report.GetProperty("evidence")[0].GetProperty("name").GetString());

        await Eventually.HoldsAsync(() => service.Published.Changed(id).Any(m => m.Message is { Version: 8, State: "closed" }),
            "the closing is published");
        Assert.All(service.Published.Changed(id), m => Assert.Equal(closed.GetProperty("noticeId").GetGuid(), m.Envelope.CorrelationId));
    }

    [Fact]
    public async Task The_shape_is_as_agreed()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-04-30T15:59:59Z"), Fanout.Duty(2, null)]));
        await Eventually.HoldsAsync(async () => (await ReadAsync(fanout.Id(1, "D1-B1"))).GetProperty("overdue").GetBoolean(),
            "it is overdue");
        var dated = await ReadAsync(fanout.Id(1, "D1-B1"));
        Assert.Equal(fanout.Notice, dated.GetProperty("noticeId").GetGuid());
        Assert.Equal((1, "D1-B1", "dispatched", 2, 1), (
            dated.GetProperty("requirement").GetInt32(), dated.GetProperty("unit").GetString(), dated.GetProperty("state").GetString(),
            dated.GetProperty("version").GetInt32(), dated.GetProperty("deadlineVersion").GetInt32()));
        Assert.Equal(Fanout.At("2016-04-30T15:59:59Z"), dated.GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal("报送第1项", dated.GetProperty("title").GetString());
        Assert.Empty(dated.GetProperty("reports").EnumerateArray());
        Assert.False(dated.TryGetProperty("responsiblePerson", out _));
        Assert.Equal(JsonValueKind.Null, (await ReadAsync(fanout.Id(2, "D1-B1"))).GetProperty("dueAt").ValueKind);
    }

    [Fact]
    public async Task A_principle_is_closed_when_it_is_acknowledged()
    {
        var id = await DispatchAsync(Fanout.Principle(1));
        await service.ActAsync("branch", "D1-B1", id, "acknowledgement");
        Assert.Equal("closed", (await ReadAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_report_on_a_closed_assignment_is_refused()
    {
        var id = await DispatchAsync(Fanout.Principle(1));
        await service.ActAsync("branch", "D1-B1", id, "acknowledgement");
        using var answer = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", Report);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("urn:workflow:refusal:assignment-closed", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_repeated_act_answers_the_same_version()
    {
        var id = await DispatchAsync();
        foreach (var act in new[] { "acknowledgement", "acknowledgement" })
        {
            using var answer = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/{act}");
            Assert.Equal(("\"2\"", HttpStatusCode.NoContent), (answer.Headers.ETag!.Tag, answer.StatusCode));
        }
    }

    [Fact]
    public async Task A_stale_version_is_told_only_when_something_would_change()
    {
        var id = await DispatchAsync();
        await service.ActAsync("branch", "D1-B1", id, "acknowledgement");
        using var repeated =
            await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/acknowledgement", headers: ("If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
        using var stale = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", Report, ("If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var fresh = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", Report, ("If-Match", "\"2\""));
        Assert.Equal(HttpStatusCode.NoContent, fresh.StatusCode);
    }

    [Fact]
    public async Task An_idempotency_key_stands_for_one_request()
    {
        var id = await DispatchAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        for (var i = 0; i < 2; i++)
        {
            using var answer = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", Report, key);
            Assert.Equal(("\"2\"", HttpStatusCode.NoContent), (answer.Headers.ETag!.Tag, answer.StatusCode));
        }

        using var other = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", new { text = "另一份" }, key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task A_report_is_bounded_and_each_fault_is_named()
    {
        var id = await DispatchAsync();
        var faulty = new
        {
            text = " ",
            figures = new Dictionary<string, long> { ["people"] = (1L << 53) + 1, [""] = 1 },
            evidence = new object[] { new { sha256 = "ABC", name = "", size = -1 } },
        };
        using var answer = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", faulty);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(["$.text", "$.figures.people", "$.figures", "$.evidence[0].sha256", "$.evidence[0].name", "$.evidence[0].size"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!));
    }

    [Fact]
    public async Task The_largest_report_allowed_fits_into_its_event()
    {
        var id = await DispatchAsync();
        var largest = new
        {
            text = new string('文', 20_000),
            figures = Enumerable.Range(0, 50).ToDictionary(i => new string('数', 148) + i.ToString("00", null), _ => 1L << 53),
            evidence = Enumerable.Range(0, 50)
                .Select(_ => new { sha256 = new string('b', 64), name = new string('名', 150), size = 1L << 53 }),
        };
        using var answer = await service.PostAsync("branch", "D1-B1", $"/v1/assignments/{id}/reports", largest);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("reports", "", HttpStatusCode.BadRequest)]
    [InlineData("reports", "{\"text\":\"t\",\"colour\":1}", HttpStatusCode.BadRequest)]
    [InlineData("reports", "{\"text\":\"t\",\"figures\":{\"people\":1.5}}", HttpStatusCode.BadRequest)]
    [InlineData("reports", "{\"text\":null}", HttpStatusCode.BadRequest)]
    [InlineData("responsible-person", "{}", HttpStatusCode.UnprocessableEntity)]
    public async Task A_body_that_cannot_be_used_changes_nothing(string act, string body, HttpStatusCode status)
    {
        var id = await DispatchAsync();
        using var http = service.Service.As("branch", "D1-B1");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(status, (await http.PostAsync($"/v1/assignments/{id}/{act}", content, Ct)).StatusCode);
        Assert.Equal(1, (await ReadAsync(id)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_return_needs_its_reason()
    {
        var id = await DispatchAsync();
        await service.ActAsync("branch", "D1-B1", id, "reports", Report);
        using var answer = await service.PostAsync("officer", "D1", $"/v1/assignments/{id}/return", new { reason = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task The_lead_closes_last()
    {
        var fanout = await service.IssueAsync(
            Fanout.Of(["D1-B1", "D1-B2", "D2-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")], lead: "D1-B1"));
        foreach (var unit in new[] { "D1-B1", "D1-B2", "D2-B1" })
        {
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports", Report);
            await service.ActAsync("officer", "CITY", fanout.Id(1, unit), "acceptance");
        }

        await service.ActAsync("officer", "CITY", fanout.Id(1, "D1-B2"), "closure");
        using var early = await service.PostAsync("officer", "CITY", $"/v1/assignments/{fanout.Id(1, "D1-B1")}/closure");
        Assert.Contains("joint-parts-open", await early.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        await service.ActAsync("officer", "CITY", fanout.Id(1, "D2-B1"), "closure");
        await service.ActAsync("officer", "CITY", fanout.Id(1, "D1-B1"), "closure");
    }

    [Fact]
    public async Task A_deadline_that_passed_is_missed_once_and_a_late_report_stands_beside_the_verdict()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, "2016-04-30T15:59:59Z")]));
        var (silent, late) = (fanout.Id(1, "D1-B1"), fanout.Id(1, "D1-B2"));
        await Eventually.HoldsAsync(() => service.Published.Changed(silent)
            .Any(m => m.Message is { Verdict: "missed", State: "dispatched", Version: 2 }), "the missed deadline is published");
        await service.ActAsync("branch", "D1-B2", late, "reports", Report);

        Assert.Equal(1, await service.CountAsync("mt_events where type = 'assignment.deadline-missed.v1' and stream_id = $1", late));
        Assert.Equal(fanout.Notice.ToString(), await service.Sql.Sql(
            "select correlation_id from mt_events where type = 'assignment.deadline-missed.v1' and stream_id = $1", silent)
            .ScalarAsync<string>(Ct));
        var (owing, reported) = (await ReadAsync(silent), await service.ReadAsync("officer", "CITY", $"/v1/assignments/{late}"));
        Assert.Equal((true, "missed"), (owing.GetProperty("overdue").GetBoolean(), owing.GetProperty("verdict").GetString()));
        Assert.Equal((false, "missed"), (reported.GetProperty("overdue").GetBoolean(), reported.GetProperty("verdict").GetString()));
        var report = Assert.Single(reported.GetProperty("reports").EnumerateArray());
        Assert.Equal(AssignmentsFixture.Now, report.GetProperty("at").GetDateTimeOffset());
        Assert.False(string.IsNullOrEmpty(report.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task A_return_after_the_due_day_gives_a_term_of_its_own()
    {
        var id = (await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-04-30T15:59:59Z")]))).Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "reports", Report);
        using (var past = await service.PostAsync("officer", "CITY", $"/v1/assignments/{id}/return",
            new { reason = "more", dueAt = "2016-04-01T00:00:00+08:00" }))
            Assert.Contains("$.dueAt", await past.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        await service.ActAsync("officer", "CITY", id, "return", new { reason = "more" });
        var view = await ReadAsync(id);
        Assert.Equal((2, "return", "pending", false), (view.GetProperty("deadlineVersion").GetInt32(),
            view.GetProperty("origin").GetString(), view.GetProperty("verdict").GetString(), view.GetProperty("overdue").GetBoolean()));
        Assert.Equal(Fanout.At("2016-05-05T15:59:59Z"), view.GetProperty("dueAt").GetDateTimeOffset());
        await Eventually.HoldsAsync(() => service.Published.Changed(id).Any(m => m.Message is { DeadlineVersion: 2 })
            && service.Published.News(id).Any(news => news is { Kind: "return", Reason: "more" }), "the return is told with its reason");

        // Who asks hears the same as who was told.
        var client = service.Service.Services.GetRequiredService<IBus>()
            .CreateRequestClient<Workflow.Contracts.Assignments.V1.AssignmentsAsked>(TimeSpan.FromSeconds(10));
        var answer = await client.GetResponse<Workflow.Contracts.Assignments.V1.AssignmentsAnswered>(
            new Workflow.Contracts.Assignments.V1.AssignmentsAsked([id, Guid.NewGuid()]), Ct);
        Assert.Equal(service.Published.Changed(id).Last().Message, Assert.Single(answer.Message.Assignments));
    }

    [Fact]
    public async Task Who_is_about_to_order_more_hears_what_units_owe_in_the_week()
    {
        var (monday, duty) = (new DateOnly(2016, 12, 12), Fanout.Duty(1, "2016-12-14T15:59:59Z"));
        var id = await DispatchAsync(duty);
        var client = service.Service.Services.GetRequiredService<IBus>()
            .CreateRequestClient<Workflow.Contracts.Assignments.V1.DutiesAsked>(TimeSpan.FromSeconds(10));
        async Task<int> OwedAsync()
        {
            var answer = await client.GetResponse<Workflow.Contracts.Assignments.V1.DutiesAnswered>(
                new Workflow.Contracts.Assignments.V1.DutiesAsked(["D1-B1", "D1-B1", "nobody"], [monday, monday.AddDays(-700)]), Ct);
            var week = Assert.Single(answer.Message.Weeks);
            Assert.Equal((monday, 1, week.Assignments), (week.Monday, week.Units, Assert.Single(week.Most).Assignments));
            return week.Assignments;
        }
        Assert.Equal(1, await OwedAsync());
        await DispatchAsync(duty);
        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "done" });
        await DispatchAsync(duty);
        Assert.Equal(2, await OwedAsync());
    }

    [Fact]
    public async Task Acts_at_the_same_moment_append_once()
    {
        var id = await DispatchAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.ActAsync("branch", "D1-B1", id, "acknowledgement")));
        Assert.Equal(2, (await ReadAsync(id)).GetProperty("version").GetInt32());
    }
}
