namespace Flow.Tests.Live;

/// <summary>The whole system with a small city, what is asked about made once.</summary>
public sealed class AccessCity : IAsyncLifetime
{
    private const string Attachment = "附件内容";
    private string _posted = "", _issued = "", _assignment = "", _attachment = "", _message = "", _evidence = "";

    public RunningSystem System { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await System.InitializeAsync();
        await System.SetClockAsync(Notices.Posted);
        await System.ImportAsync(districts: 2, branches: 4);
        await System.As("operator", "C").PutAsync("reminders", "/v1/units/C-1/channel", new JsonObject { ["kind"] = "queue" });
        (_issued, var assignments) = await System.IssueAsync(Notices.Campaign);
        await System.CoveredAsync(_issued, assignments);
        _assignment = (string)(await System.As("branch", "C-1").ListAsync("assignments", "/v1/assignments?unit=C-1"))
            .First(a => a["dueAt"] is not null)["id"]!;
        await ReportAsync();
        await PostAsync();
        await ReplayableAsync();
        await RemindedAsync();
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();

    /// <summary>A request about what is C-1's.</summary>
    public HttpRequestMessage Request(string service, string endpoint)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        var id = path switch
        {
            _ when path.StartsWith("/v1/assignments/", StringComparison.Ordinal) => _assignment,
            _ when path.Contains("/inbox/", StringComparison.Ordinal) || path.StartsWith("/v1/deliveries/", StringComparison.Ordinal) =>
                _message,
            _ when path.Split('/')[^1] is "progress" or "coverage" or "plans" or "units-added-later" => _issued,
            _ => _posted,
        };
        var address = path.Replace("{id}", id, StringComparison.Ordinal).Replace("{code}", "C-1", StringComparison.Ordinal)
            .Replace("{sha256}", service == "assignments" ? _evidence : _attachment, StringComparison.Ordinal)
            .Replace("{source}", "notices", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{name}", (service, path.Split('/')[2]) switch
            {
                (_, "calendars") => "cn",
                ("notices", "read-models") => "notice_list",
                ("reminders", "read-models") => "plan",
                (_, "read-models") => "board",
                _ => "default",
            }, StringComparison.Ordinal)
            .Replace("{year}", method == "PUT" ? "2032" : "2024", StringComparison.Ordinal);
        var query = path switch
        {
            "/v1/assignments" or "/v1/assignments/counts" or "/v1/reminders" or "/v1/copies" => "?unit=C-1",
            "/v1/overview" or "/v1/units" => "?under=C-1",
            _ => "",
        };
        return new(new HttpMethod(method), new Uri(address + query, UriKind.Relative)) { Content = Body(method, path) };
    }

    private HttpContent? Body(string method, string path) => (method, path.Split('/')[^1]) switch
    {
        ("GET", _) => null,
        (_, "evidence") => new MultipartFormDataContent { { new StringContent("台账。"), "file", "台账.txt" } },
        (_, "import") =>
            new StringContent($"{Cities.Header}\nC-1,中共第1区委组织部,第1区委组织部（{Guid.NewGuid():N}）,组织部,county,C,各区市县委组织部\n", null, "text/csv"),
        // Of a page there cannot be: refused after the caller was let in.
        (_, "retry" or "discard") => JsonContent.Create(new { reason = "试" }),
        (_, "resend") when path == "/v1/deliveries/resend" => JsonContent.Create(new { state = "dead", reason = "试" }),
        (_, "epoch") => JsonContent.Create(new { reason = "试", fromPage = long.MaxValue }),
        (_, "grants") => new StringContent("issuer,kind,below,from,until,source\nC-1,支部,C-1,2016-01-01,,\n", Encoding.UTF8, "text/csv"),
        (_, "rereading") => JsonContent.Create(new { grammarNow = 0 }),
        (_, "upstream") => JsonContent.Create(new { mayIssue = false }),
        (_, "notices") => new StringContent(Notices.Campaign),
        (_, "{year}") => JsonContent.Create(new { holidays = NationalHolidays.Of(2032), workdays = Array.Empty<string>() }),
        (_, "deadlines" or "reminders") =>
            JsonContent.Create(new { holidays = NationalHolidays.Of(2024), workdays = Array.Empty<string>() }),
        (_, "channel") => JsonContent.Create(new { kind = "queue" }),
        (_, "responsible-person") => JsonContent.Create(new { role = "secretary" }),
        (_, "handovers") => JsonContent.Create(new { to = new { role = "secretary" } }),
        (_, "reports") => JsonContent.Create(new { text = "已完成。" }),
        (_, "return") or (_, "rejection") => JsonContent.Create(new { reason = "请补充。" }),
        (_, "extension-requests") => JsonContent.Create(new { reason = "道路中断。", dueAt = "2024-12-30T23:59:59+08:00" }),
        (_, "decision") => JsonContent.Create(new { granted = true }),
        (_, "decline" or "insistence" or "reopening") => JsonContent.Create(new { reason = "职能不符。" }),
        (_, "amendments") or (_, "rehearsal") when path.Contains("amendments", StringComparison.Ordinal) =>
            JsonContent.Create(new { reason = "衔接。", change = new[] { new { number = 1, text = "按新的部署办理。" } } }),
        (_, "delegations") => JsonContent.Create(new { to = "p-substitute", from = "2100-01-01", until = "2100-01-31" }),
        (_, "copies") => JsonContent.Create(new { add = new[] { "C-1-3" } }),
        (_, "withdrawal") => JsonContent.Create(new { reason = "误发。" }),
        (_, "supersession") => JsonContent.Create(new { by = Guid.Empty }),
        (_, "reassignment") => JsonContent.Create(new { unit = "C-1-3" }),
        (_, "insistences") => JsonContent.Create(new { assignments = new[] { _assignment }, reason = "职能不符。" }),
        (_, "reassignments") => JsonContent.Create(new { assignments = new[] { _assignment }, unit = "C-1-3" }),
        (_, "extension-decisions") => JsonContent.Create(new
        {
            requests = new[] { new { assignment = _assignment, number = 1 } }, granted = true,
        }),
        (_, "returns") => JsonContent.Create(new { assignments = new[] { _assignment }, reason = "请补充。" }),
        (_, "acceptances") or (_, "closures") or (_, "urgings") => JsonContent.Create(new { assignments = new[] { _assignment } }),
        _ => JsonContent.Create(new { }),
    };

    /// <summary>A branch below C-1 has reported, with a file.</summary>
    private async Task ReportAsync()
    {
        var branch = System.As("branch", "C-1-2");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/evidence", UriKind.Relative))
        {
            Content = new MultipartFormDataContent { { new StringContent("签到表。"), "file", "签到表.txt" } },
        };
        using var answer = await branch.SendAsync("assignments", request);
        var file = (await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
        _evidence = (string)file["sha256"]!;
        var other = (await branch.ListAsync("assignments", "/v1/assignments?unit=C-1-2"))
            .First(a => (string)a["disposition"]! != "principle");
        await branch.PostAsync("assignments", $"/v1/assignments/{other["id"]}/reports", new JsonObject
        {
            ["text"] = "已完成。",
            ["evidence"] = new JsonArray(
                new JsonObject { ["sha256"] = _evidence, ["name"] = (string)file["name"]!, ["size"] = (long)file["size"]! }),
        }, HttpStatusCode.NoContent);
    }

    /// <summary>A notice of C-1's own, not issued, with an attachment.</summary>
    private async Task PostAsync()
    {
        using var file = new StringContent(Attachment);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "attachment", FileName = "a.txt" };
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/notices", UriKind.Relative)) { Content =
            new MultipartFormDataContent { { new StringContent(Notices.Campaign), "notice" }, file } };
        using var answer = await System.As("upstream", "C-1").SendAsync("notices", request);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        _posted = (string)JsonNode.Parse(text)!["id"]!;
        _attachment = (string)(await System.As("officer", "C-1").GetAsync("notices", $"/v1/notices/{_posted}"))["attachments"]!.AsArray()
            .First(a => a!["sha256"] is not null)!["sha256"]!;
    }

    private async Task ReplayableAsync() =>
        await Eventually.ValueAsync(() => System.As("auditor", "C").TryGetAsync("audit", $"/v1/notices/{_posted}/state"),
            "the ledger knows the notice");

    private async Task RemindedAsync()
    {
        var plan = await Eventually.ValueAsync(() =>
            System.As("officer", "C").TryGetAsync("reminders", $"/v1/assignments/{_assignment}/reminders"), "it is planned");
        await System.AdvanceClockAsync(plan["steps"]!.AsArray().Min(step => (DateTimeOffset)step!["at"]!));
        await Eventually.HoldsAsync(async () =>
        {
            var inbox = await System.As("branch", "C-1").ListAsync("reminders", "/v1/units/C-1/inbox");
            _message = inbox.Where(m => (string?)m["type"] == "workflow.reminder.v1").Select(m => (string)m["id"]!).FirstOrDefault("");
            return _message.Length > 0;
        },
            "a reminder lies in the inbox");
    }
}
