namespace TaskAssignment.Tests;

/// <summary>
/// Every endpoint × role × the caller's place in the tree. The assignment is D1-B1's, the notice CITY's. Seen from D1-B1: own = D1-B1,
/// parent = D1, child = D1-B1-G1, sibling = D1-B2. CITY is the issuer, COUNTY-X a unit nobody knows.
/// </summary>
public sealed class AccessTests(AssignmentsFixture service)
{
    private static readonly string[] Roles = ["upstream", "officer", "branch", "inspector", "auditor", "operator"];
    private static readonly string[] Places = ["D1-B1", "D1", "D1-B1-G1", "D1-B2", "D2", "CITY", "COUNTY-X"];

    /// <summary>Everything, wherever its unit stands.</summary>
    private static readonly (string Role, int[] Statuses) Auditor = ("auditor", [2, 2, 2, 2, 2, 2, 2]);

    /// <summary>What came of its own.</summary>
    private static readonly (string Role, int[] Statuses) Upstream = ("upstream", [404, 404, 404, 404, 404, 2, 403]);

    /// <summary>
    /// By endpoint, by role: statuses at <see cref="Places"/>; roles left out get 403 everywhere. 2 = succeeds or is refused by a rule
    /// (204, 200, 409).
    /// </summary>
    private static readonly (string Endpoint, (string Role, int[] Statuses)[] Lines)[] Table = [
        ("POST /v1/assignments/{id}/acknowledgement", [("branch", [2, 403, 404, 404, 404, 403, 403])]),
        ("POST /v1/assignments/{id}/responsible-person", [("branch", [2, 403, 404, 404, 404, 403, 403])]),
        ("POST /v1/handovers", [("branch", [2, 403, 404, 404, 404, 403, 403])]),
        ("POST /v1/assignments/{id}/reports", [("branch", [2, 403, 404, 404, 404, 403, 403])]),
        ("POST /v1/assignments/{id}/extension-requests", [("branch", [2, 403, 404, 404, 404, 403, 403])]),
        ("POST /v1/assignments/{id}/decline", [("branch", [2, 403, 404, 404, 404, 403, 403])]),
        ("POST /v1/assignments/{id}/extension-requests/{number}/decision", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/assignments/{id}/insistence", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/insistences", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/extension-decisions", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/reassignments", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/urgings", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/assignments/{id}/reassignment", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/assignments/{id}/reopening", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/assignments/{id}/return", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/assignments/{id}/acceptance", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/assignments/{id}/closure", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/returns", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/acceptances", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("POST /v1/closures", [("officer", [403, 2, 404, 404, 404, 2, 403])]),
        ("GET /v1/assignments/{id}", [("branch", [2, 2, 404, 404, 404, 2, 403]), ("officer", [2, 2, 404, 404, 404, 2, 403]),
            ("inspector", [2, 2, 404, 404, 404, 2, 403]), Auditor]),
        ("GET /v1/assignments?unit=D1-B1", [("branch", [2, 2, 403, 403, 403, 2, 403]), ("officer", [2, 2, 403, 403, 403, 2, 403]),
            ("inspector", [2, 2, 403, 403, 403, 2, 403]), Auditor]),
        ("GET /v1/assignments?under=D1-B1", [("branch", [2, 2, 403, 403, 403, 2, 403]), ("officer", [2, 2, 403, 403, 403, 2, 403]),
            ("inspector", [2, 2, 403, 403, 403, 2, 403]), Auditor]),
        ("POST /v1/evidence", [("branch", [2, 2, 2, 2, 2, 2, 403])]),
        ("GET /v1/evidence/{sha256}", [("branch", [2, 2, 404, 404, 404, 2, 403]), ("officer", [2, 2, 404, 404, 404, 2, 403]),
            ("inspector", [2, 2, 404, 404, 404, 2, 403]), Auditor]),
        ("GET /v1/assignments/counts?unit=D1-B1", [("branch", [2, 2, 403, 403, 403, 2, 403]),
            ("officer", [2, 2, 403, 403, 403, 2, 403]), ("inspector", [2, 2, 403, 403, 403, 2, 403]), Auditor]),
        ("GET /v1/notices/{notice}/progress", [("branch", [2, 2, 404, 404, 404, 2, 403]), ("officer", [2, 2, 404, 404, 404, 2, 403]),
            ("inspector", [2, 2, 404, 404, 404, 2, 403]), Upstream, Auditor]),
        ("GET /v1/overview?under=D1-B1",
            [("officer", [2, 2, 403, 403, 403, 2, 403]), ("inspector", [2, 2, 403, 403, 403, 2, 403]), Auditor]),
        ("GET /v1/notices/{notice}/progress?by=unit&under=D1-B1",
            [("branch", [2, 2, 403, 403, 403, 2, 403]), ("officer", [2, 2, 403, 403, 403, 2, 403]),
            ("inspector", [2, 2, 403, 403, 403, 2, 403]), ("upstream", [403, 403, 403, 403, 403, 2, 403]), Auditor]),
        ("GET /v1/read-models", [("operator", [403, 403, 403, 403, 403, 2, 403])]),
        ("GET /v1/operations", [("operator", [403, 403, 403, 403, 403, 2, 403])]),
        ("POST /v1/operations/error-queues/{name}/retry", [("operator", [403, 403, 403, 403, 403, 404, 403])]),
        ("POST /v1/operations/error-queues/{name}/discard", [("operator", [403, 403, 403, 403, 403, 404, 403])]),
        ("POST /v1/read-models/{name}/rebuild", [("operator", [403, 403, 403, 403, 403, 404, 403])]),
        ("GET /v1/notices/{notice}/coverage",
            [("officer", [404, 404, 404, 404, 404, 2, 403]), ("inspector", [404, 404, 404, 404, 404, 2, 403]), Upstream,
                Auditor]),
    ];

    public static TheoryData<string> Endpoints() => [.. Table.Select(line => line.Endpoint)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Each_role_reaches_what_is_its_own(string endpoint)
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        var lines = Table.Single(line => line.Endpoint == endpoint).Lines.ToDictionary(line => line.Role, line => line.Statuses);
        if (endpoint.Contains("{sha256}", StringComparison.Ordinal))
            await ReportAsync(fanout.Id(1, "D1-B1"));
        foreach (var role in Roles)
            for (var i = 0; i < Places.Length; i++)
            {
                var status = await StatusAsync(endpoint, role, Places[i], fanout);
                Assert.True((lines.GetValueOrDefault(role)?[i] ?? 403) == status, $"{endpoint} as {role} of {Places[i]}: {status}");
            }
    }

    [Fact]
    public async Task What_an_auditor_reads_is_stored_before_it_is_answered_and_read_models_are_made_again_past_it()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        string[] paths = [$"/v1/assignments?notice={fanout.Notice}", $"/v1/assignments/{fanout.Id(1, "D1-B1")}",
            $"/v1/notices/{fanout.Notice}/progress?by=unit", $"/v1/notices/{fanout.Notice}/coverage"];
        using (var auditor = service.Service.As("auditor", "OUTSIDE", "p-auditor"))
            foreach (var path in paths)
            {
                using var answer = await auditor.GetAsync(path, Ct);
                Assert.True(answer.IsSuccessStatusCode, path);
            }
        Assert.Equal(paths, await service.Sql.Sql(
            "select data ->> 'path' from mt_events where user_name = 'p-auditor' and type = 'access.recorded.v2' order by seq_id")
            .ReadAsync(row => row.GetString(0), Ct));
        using (var rebuild = await service.PostAsync("operator", "CITY", "/v1/read-models/board/rebuild"))
            Assert.Equal(HttpStatusCode.Accepted, rebuild.StatusCode);
        await Eventually.HoldsAsync(async () => !(await service.ReadAsync("operator", "CITY", "/v1/read-models")).GetProperty("items")[0]
            .GetProperty("rebuilding").GetBoolean(), "the board is made again");
        Assert.Equal(1, await service.CountAsync("board where notice = $1", fanout.Notice));
    }

    [Fact]
    public async Task The_root_alone_makes_read_models_again_and_an_unknown_unit_is_told_so()
    {
        Assert.Equal("root-only", await CodeAsync("operator", "D1", "/v1/read-models"));
        Assert.Equal("unit-unknown", await CodeAsync("operator", "COUNTY-X", "/v1/read-models"));
        Assert.Equal("unit-unknown", await CodeAsync("branch", "COUNTY-X", "/v1/read-models"));
        Assert.Equal("role", await CodeAsync("branch", "D1", "/v1/read-models"));
        Assert.Equal("role", await CodeAsync("auditor", "COUNTY-X", "/v1/read-models"));

        async Task<string?> CodeAsync(string role, string unit, string path)
        {
            using var answer = await service.GetAsync(role, unit, path);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();
        }
    }

    [Fact]
    public void The_table_names_every_endpoint()
    {
        var mapped = service.Service.Endpoints.Select(endpoint => endpoint.Split(' ')[1]).Distinct();
        var tested = Table.Select(line => line.Endpoint.Split(' ', '?')[1].Replace("{id}", "{id:guid}", StringComparison.Ordinal)
            .Replace("{notice}", "{id:guid}", StringComparison.Ordinal).Replace("{number}", "{number:int}", StringComparison.Ordinal)
            .Replace("{sha256}", "{sha256:length(64)}", StringComparison.Ordinal)).Distinct();
        Assert.Equal(mapped.Order(), tested.Order());
    }

    [Fact]
    public async Task The_openapi_document_describes_every_endpoint()
    {
        var document = await service.ReadAsync("officer", "CITY", "/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject().Select(path => path.Name)
            .Where(path => path.StartsWith("/v1/", StringComparison.Ordinal));
        var tested = Table.Select(line => line.Endpoint.Split(' ', '?')[1].Replace("{notice}", "{id}", StringComparison.Ordinal))
            .Distinct();
        Assert.Equal(tested.Order(), described.Order());
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Nothing_answers_without_a_token(string endpoint)
    {
        using var http = service.Service.With(token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(Request(endpoint, Guid.NewGuid(), Guid.NewGuid()), Ct)).StatusCode);
    }

    [Fact]
    public async Task A_notice_of_another_issuer_is_not_seen()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D2-B1"], [Fanout.Duty(1, null)], issuingUnit: "D2"));
        Assert.Equal(404, await StatusAsync("GET /v1/notices/{notice}/progress", "officer", "D1", fanout));
        Assert.Equal(404, await StatusAsync("GET /v1/notices/{notice}/coverage", "officer", "D1", fanout));
        Assert.Equal(2, await StatusAsync("GET /v1/notices/{notice}/coverage", "inspector", "CITY", fanout));
    }

    [Fact]
    public async Task An_unknown_unit_is_unknown_and_what_one_issued_to_it_is_seen()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync("officer", "CITY", "/v1/assignments?unit=NOWHERE")).StatusCode);
        await service.IssueAsync(Fanout.Of(["D2-B1"], [Fanout.Duty(1, null)], issuingUnit: "D1-B2"));
        var list = await service.ReadAsync("officer", "D1-B2", "/v1/assignments?unit=D2-B1");
        Assert.Equal("D2-B1", Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("unit").GetString());
    }

    private async Task<int> StatusAsync(string endpoint, string role, string unit, Fanout fanout)
    {
        using var http = service.Service.As(role, unit);
        var id = fanout.Issued.Owing[0].Units.Select(owing => fanout.Id(1, owing)).First();
        using var answer = await http.SendAsync(Request(endpoint, id, fanout.Notice), Ct);
        var status = (int)answer.StatusCode;
        if (status == 200 && endpoint.StartsWith("POST", StringComparison.Ordinal))
        {
            using var results = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
            status = results.RootElement.GetProperty("results")[0].GetProperty("status").GetInt32();
        }

        return status is 200 or 201 or 204 or 409 ? 2 : status;
    }

    /// <summary>Reports with a file of its own.</summary>
    private async Task ReportAsync(Guid id)
    {
        using var answer = await service.UploadAsync("D1-B1", "a.txt", File(id));
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File(id)));
        await service.ActAsync("branch", "D1-B1", id, "reports",
            new { text = "done", evidence = new[] { new { sha256, name = "a.txt", size = 1 } } });
    }

    private static byte[] File(Guid id) => Encoding.UTF8.GetBytes($"evidence of {id}");

    private static HttpRequestMessage Request(string endpoint, Guid id, Guid notice)
    {
        var (method, path) =
            (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("{id}", id.ToString(), StringComparison.Ordinal)
            .Replace("{notice}", notice.ToString(), StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{sha256}", Convert.ToHexStringLower(SHA256.HashData(File(id))), StringComparison.Ordinal));
        if (path == "/v1/evidence")
            return new(HttpMethod.Post, new Uri($"{path}?name=a.txt", UriKind.Relative))
            {
                Content = new StringContent($"another {id}", Encoding.UTF8, "application/octet-stream"),
            };
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        object? body = path.Split('/')[^1] switch
        {
            "responsible-person" => new { role = "secretary" },
            "reports" => new { text = "done" },
            "return" or "retry" or "discard" or "insistence" or "decline" or "reopening" => new { reason = "not enough" },
            "extension-requests" => new { reason = "flood", dueAt = "2016-06-30T23:59:59+08:00" },
            "decision" => new { granted = true },
            "reassignment" => new { unit = "D1-B2" },
            "returns" or "acceptances" or "closures" or "insistences" => new { assignments = new[] { id }, reason = "not enough" },
            "reassignments" => new { unit = "D1-B2", assignments = new[] { id } },
            "extension-decisions" => new { requests = new[] { new { assignment = id, number = 1 } }, granted = true },
            "handovers" => new { to = new { role = "secretary" }, assignments = new[] { id } },
            "urgings" => new { assignments = new[] { id } },
            _ => null,
        };
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return request;
    }
}
