namespace Flow.Tests;

/// <summary>
/// Every endpoint × role × the caller's place. What is asked about is C-1's: its unit, a notice it posted, an assignment it owes (of a
/// notice of C). The caller is of C-1 itself (own), of its child C-1-1, its sibling C-2 or its parent C.
/// </summary>
public sealed class AccessFlow(AccessCity city) : IClassFixture<AccessCity>
{
    private static readonly string[] Roles = ["upstream", "officer", "branch", "inspector", "auditor", "operator"];
    private static readonly string[] Places = ["C-1", "C-1-1", "C-2", "C"];

    /// <summary>Everything, from wherever; each call is in the ledger.</summary>
    private static readonly (string Roles, string Answers) Auditor = ("auditor", "ok ok ok ok");

    /// <summary>What holds for all.</summary>
    private static readonly (string Roles, string Answers) RootOperator = ("operator", "403 403 403 ok");

    /// <summary>
    /// By endpoint, by role: own, child, sibling, parent. A role left out gets 403 everywhere. <c>ok</c> = done, or refused by a rule of
    /// the business (409).
    /// </summary>
    private static readonly (string Service, string Endpoint, (string Roles, string Answers)[] Lines)[] Table = [
        ("directory", "POST /v1/units/import", [("operator", "ok 403 403 ok")]),
        ("directory", "GET /v1/grants", [("operator officer inspector", "ok ok ok ok"), Auditor]),
        ("directory", "PUT /v1/grants", [("operator", "ok 403 403 ok")]),
        ("directory", "PUT /v1/units/{code}/upstream", [("operator", "ok 403 403 ok")]),
        ("directory", "GET /v1/me", [("operator officer branch inspector upstream", "ok ok ok ok"), Auditor]),
        ("directory", "GET /v1/delegations", [("operator officer branch inspector", "ok ok ok ok"), Auditor]),
        ("directory", "POST /v1/delegations", [("officer branch inspector", "ok ok ok ok")]),
        ("directory", "POST /v1/delegations/{id}/end", [("operator officer branch inspector", "404 404 404 404")]),
        ("directory", "GET /v1/units", [("operator officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("directory", "GET /v1/units/{code}", [("operator officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("directory", "GET /v1/units/{code}/descendants", [("operator officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("directory", "GET /v1/units/{code}/history", [("operator officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("directory", "GET /v1/calendars/{name}/{year}", [("operator officer branch inspector upstream", "ok ok ok ok"), Auditor]),
        ("directory", "PUT /v1/calendars/{name}/{year}", [RootOperator]),
        ("directory", "GET /v1/operations", [RootOperator]),
        ("directory", "POST /v1/operations/error-queues/{name}/retry", [("operator", "403 403 403 404")]),
        ("directory", "POST /v1/operations/error-queues/{name}/discard", [("operator", "403 403 403 404")]),
        ("notices", "POST /v1/notices", [("upstream", "ok ok ok ok"), ("officer", "ok ok ok ok")]),
        ("notices", "GET /v1/notices", [("officer branch inspector upstream", "ok ok ok ok"), Auditor]),
        ("notices", "GET /v1/notices/{id}",
            [("officer branch inspector", "ok 404 404 ok"), ("upstream", "ok 404 404 404"), Auditor]),
        ("notices", "GET /v1/notices/{id}/source",
            [("officer branch inspector", "ok 404 404 ok"), ("upstream", "ok 404 404 404"), Auditor]),
        ("notices", "GET /v1/notices/{id}/annotated",
            [("officer branch inspector", "ok 404 404 ok"), ("upstream", "ok 404 404 404"), Auditor]),
        ("notices", "GET /v1/notices/{id}/passages",
            [("officer branch inspector", "ok 404 404 ok"), ("upstream", "ok 404 404 404"), Auditor]),
        ("notices", "GET /v1/notices/{id}/rereading",
            [("officer branch inspector", "ok 404 404 ok"), ("upstream", "ok 404 404 404"), Auditor]),
        ("notices", "GET /v1/notices/{id}/attachments/{sha256}",
            [("officer branch inspector", "ok 404 404 ok"), ("upstream", "ok 404 404 404"), Auditor]),
        ("notices", "GET /v1/notices/{id}/units-added-later", [("officer inspector", "404 404 404 ok"), Auditor]),
        ("notices", "POST /v1/notices/{id}/answers", [("officer", "ok 404 404 403"), ("upstream", "403 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/rehearsal", [("officer", "ok 404 404 ok"), ("upstream", "ok 404 404 404")]),
        ("notices", "POST /v1/notices/{id}/issuance", [("officer", "ok 404 404 403"), ("upstream", "403 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/rereading", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/approval", [("officer", "403 404 404 ok")]),
        ("notices", "POST /v1/notices/{id}/agreement", [("officer", "403 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/rejection", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/amendments", [("officer", "ok 404 404 403")]),
        ("notices", "GET /v1/notices/{id}/amendment-proposals", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/amendments/rehearsal", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/withdrawal", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/copies", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/notices/{id}/supersession", [("officer", "ok 404 404 403")]),
        ("notices", "POST /v1/calendars/{name}/{year}/deadlines", [RootOperator]),
        ("notices", "GET /v1/read-models", [RootOperator]),
        ("notices", "POST /v1/read-models/{name}/rebuild", [RootOperator]),
        ("notices", "GET /v1/operations", [RootOperator]),
        ("notices", "POST /v1/operations/error-queues/{name}/retry", [("operator", "403 403 403 404")]),
        ("notices", "POST /v1/operations/error-queues/{name}/discard", [("operator", "403 403 403 404")]),
        ("assignments", "GET /v1/assignments", [("officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("assignments", "GET /v1/assignments/counts", [("officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("assignments", "GET /v1/assignments/{id}", [("officer branch inspector", "ok 404 404 ok"), Auditor]),
        ("assignments", "POST /v1/assignments/{id}/acknowledgement", [("branch", "ok 404 404 403")]),
        ("assignments", "POST /v1/assignments/{id}/responsible-person", [("branch", "ok 404 404 403")]),
        ("assignments", "POST /v1/handovers", [("branch", "ok ok ok ok")]),
        ("assignments", "POST /v1/assignments/{id}/reports", [("branch", "ok 404 404 403")]),
        ("assignments", "POST /v1/assignments/{id}/extension-requests", [("branch", "ok 404 404 403")]),
        ("assignments", "POST /v1/assignments/{id}/decline", [("branch", "ok 404 404 403")]),
        ("assignments", "POST /v1/assignments/{id}/extension-requests/{number}/decision", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/assignments/{id}/insistence", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/insistences", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/extension-decisions", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/reassignments", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/urgings", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/assignments/{id}/reassignment", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/assignments/{id}/reopening", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/assignments/{id}/return", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/assignments/{id}/acceptance", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/assignments/{id}/closure", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/returns", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/acceptances", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/closures", [("officer", "403 404 404 ok")]),
        ("assignments", "POST /v1/evidence", [("branch", "ok ok ok ok")]),
        ("assignments", "GET /v1/evidence/{sha256}", [("officer branch inspector", "ok 404 404 ok"), Auditor]),
        ("assignments", "GET /v1/notices/{id}/progress",
            [("officer branch inspector", "ok ok ok ok"), ("upstream", "404 404 404 ok"), Auditor]),
        ("assignments", "GET /v1/notices/{id}/coverage", [("officer inspector upstream", "404 404 404 ok"), Auditor]),
        ("assignments", "GET /v1/overview", [("officer inspector", "ok 403 403 ok"), Auditor]),
        ("assignments", "GET /v1/read-models", [RootOperator]),
        ("assignments", "POST /v1/read-models/{name}/rebuild", [RootOperator]),
        ("assignments", "GET /v1/operations", [RootOperator]),
        ("assignments", "POST /v1/operations/error-queues/{name}/retry", [("operator", "403 403 403 404")]),
        ("assignments", "POST /v1/operations/error-queues/{name}/discard", [("operator", "403 403 403 404")]),
        ("reminders", "GET /v1/assignments/{id}/reminders", [("officer branch inspector", "ok 404 404 ok"), Auditor]),
        ("reminders", "GET /v1/reminders", [("officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("reminders", "GET /v1/copies", [("officer branch inspector", "ok ok ok ok"), Auditor]),
        ("reminders", "POST /v1/calendars/{name}/{year}/reminders", [RootOperator]),
        ("reminders", "GET /v1/notices/{id}/plans", [("officer inspector", "404 404 404 ok"), Auditor]),
        ("reminders", "GET /v1/policies/{name}", [("operator officer branch inspector", "ok ok ok ok"), Auditor]),
        ("reminders", "GET /v1/read-models", [RootOperator]),
        ("reminders", "POST /v1/read-models/{name}/rebuild", [RootOperator]),
        ("reminders", "PUT /v1/units/{code}/channel", [("operator", "ok 403 403 ok")]),
        ("reminders", "GET /v1/units/{code}/channel", [("operator officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("reminders", "GET /v1/units/{code}/inbox", [("officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("reminders", "GET /v1/units/{code}/inbox/stream", [("officer branch inspector", "ok 403 403 ok"), Auditor]),
        ("reminders", "POST /v1/units/{code}/inbox/{id}/receipt", [("branch officer", "ok 403 403 403")]),
        ("reminders", "GET /v1/deliveries", [("operator", "ok ok ok ok")]),
        ("reminders", "POST /v1/deliveries/{id}/resend", [("operator", "ok 404 404 ok")]),
        ("reminders", "POST /v1/deliveries/resend", [("operator", "ok ok ok ok")]),
        ("reminders", "GET /v1/operations", [("operator", "ok ok ok ok")]),
        ("reminders", "POST /v1/operations/error-queues/{name}/retry", [("operator", "403 403 403 404")]),
        ("reminders", "POST /v1/operations/error-queues/{name}/discard", [("operator", "403 403 403 404")]),
        ("audit", "GET /v1/events", [Auditor]),
        ("audit", "GET /v1/notices/{id}/timeline", [("inspector", "ok 404 404 ok"), Auditor]),
        ("audit", "GET /v1/notices/{id}/timeline/days", [("inspector", "ok 404 404 ok"), Auditor]),
        ("audit", "GET /v1/notices/{id}/state", [Auditor]),
        ("audit", "GET /v1/units/{code}/state", [Auditor]),
        ("audit", "GET /v1/units/{code}/timeline", [("inspector", "ok 403 403 ok"), Auditor]),
        ("audit", "GET /v1/units/{code}/timeline/days", [("inspector", "ok 403 403 ok"), Auditor]),
        ("audit", "GET /v1/sources", [RootOperator, Auditor]),
        ("audit", "POST /v1/sources/{source}/epoch", [("operator", "403 403 403 422")]),
        ("audit", "GET /v1/operations", [RootOperator]),
        ("audit", "POST /v1/operations/error-queues/{name}/retry", [("operator", "403 403 403 404")]),
        ("audit", "POST /v1/operations/error-queues/{name}/discard", [("operator", "403 403 403 404")]),
    ];

    public static TheoryData<string, string> Endpoints() =>
        [.. Table.Select(line => new TheoryDataRow<string, string>(line.Service, line.Endpoint))];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Each_role_reaches_what_the_table_says_from_where_it_stands(string service, string endpoint)
    {
        var lines = Table.Single(line => (line.Service, line.Endpoint) == (service, endpoint)).Lines;
        var wrong = new List<string>();
        foreach (var role in Roles)
            foreach (var (place, n) in Places.Select((place, n) => (place, n)))
            {
                var expected = lines.SingleOrDefault(line => line.Roles.Split(' ').Contains(role)).Answers?.Split(' ')[n] ?? "403";
                var answered = await AnswerAsync(service, endpoint, TestTokens.Create(role, place));
                if (answered != expected)
                    wrong.Add($"{role} of {place}: {answered}, not {expected}");
            }
        Assert.True(wrong.Count == 0, $"{service} {endpoint}\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Nothing_answers_without_a_token_or_with_one_that_has_expired_or_was_forged(string service, string endpoint)
    {
        Assert.Equal("401", await AnswerAsync(service, endpoint, token: null));
        Assert.Equal("401", await AnswerAsync(service, endpoint, TestTokens.Create("officer", "C", valid: TimeSpan.FromHours(-1))));
        Assert.Equal("401", await AnswerAsync(service, endpoint, TestTokens.Create("officer", "C", forged: true)));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_unit_that_is_not_in_the_tree_reaches_nothing_except_as_an_auditor(string service, string endpoint)
    {
        var lines = Table.Single(line => (line.Service, line.Endpoint) == (service, endpoint)).Lines;
        foreach (var role in Roles)
        {
            using var request = city.Request(service, endpoint);
            using var answer = await city.System.With(TestTokens.Create(role, "NOWHERE")).SendAsync(service, request);
            if (role == "auditor" && lines.Contains(Auditor))
            {
                Assert.True(answer.IsSuccessStatusCode, $"auditor of NOWHERE: {(int)answer.StatusCode}");
                continue;
            }
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(role == "auditor" ? "role" : "unit-unknown",
                (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["code"]);
        }
    }

    [Fact]
    public async Task Every_reading_of_an_auditor_is_an_entry_of_the_ledger_by_the_service_that_answered()
    {
        var token = TestTokens.Create("auditor", "NOWHERE", "p-everything");
        var asked = new List<string>();
        foreach (var (service, endpoint, _) in Table.Where(line => line.Lines.Contains(Auditor)))
        {
            using var request = city.Request(service, endpoint);
            asked.Add($"{service} {request.Method} {request.RequestUri}");
            using var answer = await city.System.With(token).SendAsync(service, request);
            Assert.True(answer.IsSuccessStatusCode, $"{asked[^1]}: {(int)answer.StatusCode}");
        }
        await Eventually.PassesAsync(async () =>
        {
            var entries = await city.System.As("auditor", "C").ListAsync("audit", "/v1/events?actor=p-everything");
            Assert.Equal(asked.Order(),
                entries.Select(entry => $"{entry["source"]} {entry["data"]!["method"]} {entry["data"]!["path"]}").Order());
        });
    }

    [Theory]
    [InlineData("notices"), InlineData("assignments"), InlineData("reminders"), InlineData("audit"), InlineData("directory")]
    public async Task An_operator_has_what_failed_tried_again_or_dropped(string service)
    {
        var (input, failed) = ($"workflow-{service}-tried", $"workflow-{service}-tried_error");
        await using var connection = await city.System.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        foreach (var queue in new[] { input, failed })
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Ct);
        // As of each queue of the services.
        await channel.ExchangeDeclareAsync(input, ExchangeType.Fanout, durable: true, cancellationToken: Ct);
        await channel.QueueBindAsync(input, input, routingKey: "", cancellationToken: Ct);
        foreach (var (act, tried) in new[] { ("retry", 1u), ("discard", 1u) })
        {
            await channel.BasicPublishAsync("", failed, "{}"u8.ToArray(), Ct);
            await Eventually.HoldsAsync(async () => await channel.MessageCountAsync(failed, Ct) == 1, "it lies there");
            var answer = await city.System.As("operator", "C").PostAsync(service, $"/v1/operations/error-queues/{failed}/{act}",
                new JsonObject { ["reason"] = "mended" });
            Assert.Equal(1, (int)answer["moved"]!);
            Assert.Equal((tried, 0u), (await channel.MessageCountAsync(input, Ct), await channel.MessageCountAsync(failed, Ct)));
        }
    }

    [Fact]
    public void The_table_names_every_endpoint_of_the_published_documents()
    {
        var documents = Directory.GetFiles(Path.Combine(Checkout.Root, "contracts", "openapi"), "*.json");
        var published = from file in documents
                        from path in JsonNode.Parse(File.ReadAllText(file))!["paths"]!.AsObject()
                        where path.Key.StartsWith("/v1/", StringComparison.Ordinal)
                        from method in path.Value!.AsObject()
                        where method.Key is "get" or "put" or "post" or "delete"
                        select $"{Path.GetFileNameWithoutExtension(file)} {method.Key.ToUpperInvariant()} {path.Key}";
        Assert.Equal(published.Order(), Table.Select(line => $"{line.Service} {line.Endpoint}").Order());
    }

    private async Task<string> AnswerAsync(string service, string endpoint, string? token)
    {
        using var request = city.Request(service, endpoint);
        using var answer = await city.System.With(token).SendAsync(service, request);
        // A list of results: what became of the first. Nothing else has one.
        if (answer.IsSuccessStatusCode && endpoint.Split('/')[^1] is "returns" or "acceptances" or "closures" or "insistences"
            or "urgings" or "extension-decisions" or "reassignments"
            && answer.StatusCode == HttpStatusCode.OK)
            return Said((int)(await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["results"]![0]!["status"]!);
        return Said((int)answer.StatusCode);

        static string Said(int status) => status is (>= 200 and < 300) or 409 ? "ok" : status.ToString(CultureInfo.InvariantCulture);
    }
}
