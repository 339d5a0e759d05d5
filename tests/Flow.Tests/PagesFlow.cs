using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>The console's pages as people see them, in a real browser over the whole system.</summary>
public sealed class PagesFlow(PagesFlow.City city) : IClassFixture<PagesFlow.City>
{
    private const string Hostile = "<script>alert('text')</script><img src=x onerror=alert('img')>\"'";

    /// <summary>A notice issued, one handed in, a report that waits, somebody late; and the console.</summary>
    public sealed class City : IAsyncLifetime
    {
        public RunningSystem System { get; } = new();

        internal Browser Browser { get; private set; } = null!;

        internal Live.ServiceProcess Console { get; private set; } = null!;

        public string Issued { get; private set; } = "";

        public string Received { get; private set; } = "";

        public string Assignment { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await System.InitializeAsync();
            await System.SetClockAsync(Notices.Posted);
            await System.ImportAsync(districts: 2, branches: 8);
            (Issued, var assignments) = await System.IssueAsync(Notices.Campaign);
            await System.CoveredAsync(Issued, assignments);
            Received = (string)(await System.As("officer", "C").PostTextAsync("notices", "/v1/notices",
                Notices.Campaign.Replace("7号", "8号", StringComparison.Ordinal), expected: HttpStatusCode.Accepted))["id"]!;
            Assignment = await AssignmentOfAsync("C-1-1");
            await System.As("branch", "C-1-1").PostAsync("assignments", $"/v1/assignments/{Assignment}/reports",
                new JsonObject { ["text"] = $"已完成。{Hostile}", ["figures"] = new JsonObject { ["人数"] = 23 } }, HttpStatusCode.NoContent);
            Console = await System.StartConsoleAsync();
            Browser = await Browser.OpenAsync(Console.Address);
            await Eventually.ValueAsync(() => System.As("auditor", "C").TryGetAsync("audit", $"/v1/notices/{Issued}/timeline/days"),
                "the ledger knows the notice");
        }

        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            await Console.KillAsync();
            await System.DisposeAsync();
        }

        public async Task<string> AssignmentOfAsync(string unit, int which = 0) =>
            (string)(await System.As("branch", unit).ListAsync("assignments", $"/v1/assignments?unit={unit}"))
                .Where(one => one["dueAt"] is not null).ElementAt(which)["id"]!;
    }

    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "branch", "C-1-1", "/tasks /tasks?tab=waiting /tasks?tab=done /assignments/{a} /assignments/{a}/reminders /notices /notices/{n} "
            + "/notices/{n}/progress /reminders /units /units/C-1-1" },
        { "officer", "C", "/desk /notices /notices/new /notices/{r} /notices/{r}/confirm /notices/{r}/rehearsal /notices/{n}/progress "
            + "/notices/{n}/reminders /overview /overview?of=below /calendar/2024 /units/C" },
        { "officer", "C-1", "/desk /review /review?tab=accepted /assignments/{a} /overview" },
        { "inspector", "C", "/overview /overview?under=C-1 /notices/{n} /notices/{n}/progress /reminders" },
        { "auditor", "AUDIT", "/replay /notices/{n}/replay /notices/{n} /notices/{n}/replay?day=0 /units/C-1-1 /units/C-1-1/replay" },
        { "operator", "C", "/operations /calendar /units" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_is_without_fault_on_desk_and_phone_in_both_languages(string role, string unit, string pages)
    {
        var pictures = Directory.CreateDirectory(Path.Combine(Checkout.Root, ".local/pages")).FullName;
        var faults = new List<string>();
        foreach (var phone in new[] { false, true })
        {
            await using var visitor = await city.Browser.VisitorAsync(phone);
            await visitor.SignInAsync(role, unit);
            foreach (var language in new[] { "zh", "en" })
            {
                await visitor.Page.GotoAsync($"/language/{language}");
                foreach (var page in pages.Split(' '))
                    faults.AddRange((await visitor.LookAsync(Address(page), Path.Combine(pictures,
                        $"{role}-{unit}{page.Replace('/', '_').Replace('?', '-')}-{(phone ? "phone" : "desk")}-{language}.png")))
                        .Select(fault => $"{role} {language}{(phone ? " phone" : "")} {fault}"));
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task From_the_reminders_link_to_the_verdict_by_clicks_alone(bool scripts)
    {
        var id = await city.AssignmentOfAsync(scripts ? "C-2-1" : "C-2-2");
        await using var secretary = await city.Browser.VisitorAsync(phone: true, scripts);
        await secretary.Page.GotoAsync($"/assignments/{id}");
        await secretary.EnterAsync("branch", scripts ? "C-2-1" : "C-2-2");
        Assert.EndsWith($"/assignments/{id}", secretary.Page.Url, StringComparison.Ordinal);
        await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "签收" }).ClickAsync();
        await SaysAsync(secretary, "已签收");
        await ReportAsync(secretary, "已完成一半。");

        await using var district = await city.Browser.VisitorAsync(scripts: scripts);
        await district.SignInAsync("officer", "C-2", $"/assignments/{id}");
        await district.Page.Locator("details.inline summary").ClickAsync();
        await district.Page.Locator("textarea[name=reason]").FillAsync("请补充人数。");
        await district.Page.Locator("input[name=until]").FillAsync("2024-06-28");
        await district.Page.GetByRole(AriaRole.Button, new() { Name = "退回", Exact = true }).ClickAsync();
        await SaysAsync(district, "已退回");

        await secretary.Page.GotoAsync($"/assignments/{id}");
        await Assertions.Expect(secretary.Page.Locator("#returned + p")).ToHaveTextAsync("请补充人数。");
        Assert.Contains("6月28日", await secretary.Page.Locator("header.page .due").InnerTextAsync(), StringComparison.Ordinal);
        await ReportAsync(secretary, "全部完成，23人参加。");

        await district.Page.GotoAsync("/review");
        await district.Page.Locator("article", new() { HasText = "全部完成，23人参加。" })
            .GetByRole(AriaRole.Button, new() { NameRegex = new("审核通过") }).ClickAsync();
        await SaysAsync(district, "已审核通过");
        await district.Page.GotoAsync($"/assignments/{id}");
        await district.Page.GetByRole(AriaRole.Button, new() { Name = "销号" }).ClickAsync();
        await SaysAsync(district, "已销号");
        Assert.Equal("closed", (string)(await city.System.As("branch", "C-2").GetAsync("assignments", $"/v1/assignments/{id}"))["state"]!);

        // The auditor moves the slider to the day of the return and reads who did it.
        await Eventually.HoldsAsync(async () => (await city.System.As("auditor", "C").ListAsync("audit",
            $"/v1/notices/{city.Issued}/timeline")).Any(item => (string)item["type"]! == "assignment.closed.v1"
                && (string)item["stream"]! == id), "the ledger has heard it");
        await using var auditor = await city.Browser.VisitorAsync(scripts: scripts);
        await auditor.SignInAsync("auditor", "AUDIT", $"/notices/{city.Issued}/replay");
        var slider = auditor.Page.Locator("input[name=day]");
        await slider.FillAsync((await slider.GetAttributeAsync("max"))!);
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "看这一天" }).ClickAsync();
        var returned = auditor.Page.Locator("ol.story li", new() { HasText = "请补充人数。" });
        while (await returned.CountAsync() == 0)
            await auditor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("后面|更多|下一页") }).ClickAsync();
        await Assertions.Expect(returned.First).ToContainTextAsync("经办人");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task More_time_is_asked_for_and_given_and_what_is_not_ours_goes_to_who_does_it(bool scripts)
    {
        // A secretary on a phone, who has two things to do: one needs more time, the other is somebody else's.
        var unit = scripts ? "C-2-3" : "C-2-4";
        var (late, others) = (await city.AssignmentOfAsync(unit), await city.AssignmentOfAsync(unit, which: scripts ? 1 : 2));
        await using var secretary = await city.Browser.VisitorAsync(phone: true, scripts);
        await secretary.SignInAsync("branch", unit, $"/assignments/{late}");
        await secretary.Page.Locator("summary", new() { HasText = "申请延期" }).ClickAsync();
        await secretary.Page.Locator("textarea[name=why]").FillAsync("道路中断，人员无法集中。");
        await secretary.Page.Locator("input[name=day]").FillAsync("2024-08-30");
        await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "提交申请" }).ClickAsync();
        await SaysAsync(secretary, "延期申请已提交");
        await secretary.Page.GotoAsync($"/assignments/{others}");
        await secretary.Page.Locator("summary", new() { HasText = "退回上级" }).ClickAsync();
        await secretary.Page.Locator("textarea[name=not]").FillAsync("本支部没有这项职能。");
        await secretary.Page.Locator("input[name=rather]").FillAsync("区委宣传部");
        await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "退回", Exact = true }).ClickAsync();
        await SaysAsync(secretary, "已退回上级");

        await using var district = await city.Browser.VisitorAsync(scripts: scripts);
        await district.SignInAsync("officer", "C-2", "/review?tab=asked");
        await LooksAsync(district, "/review?tab=asked", "asked");
        await district.Page.Locator("article", new() { HasText = "道路中断" }).GetByRole(AriaRole.Link).ClickAsync();
        await LooksAsync(district, $"/assignments/{late}", "decide");
        await district.Page.Locator("#decide input[name=day]").FillAsync("2024-08-20");
        await district.Page.GetByRole(AriaRole.Button, new() { Name = "同意延期" }).ClickAsync();
        await SaysAsync(district, "已同意延期");
        await LooksAsync(district, $"/assignments/{others}", "declined");
        await Assertions.Expect(district.Page.Locator("#decide blockquote")).ToContainTextAsync("应由：区委宣传部");
        await district.Page.Locator("#decide input[name=unit]").FillAsync("C-1-1");
        await district.Page.GetByRole(AriaRole.Button, new() { Name = "改派" }).ClickAsync();
        await SaysAsync(district, "有的单位对不上");
        await district.Page.Locator("#decide input[name=unit]").FillAsync("C-2");
        await district.Page.GetByRole(AriaRole.Button, new() { Name = "改派" }).ClickAsync();
        await SaysAsync(district, "已改派");

        await secretary.Page.GotoAsync($"/assignments/{late}");
        Assert.Contains("8月20日", await secretary.Page.Locator("header.page .due").InnerTextAsync(), StringComparison.Ordinal);
        await LooksAsync(secretary, $"/assignments/{others}", "reassigned");
        await Assertions.Expect(secretary.Page.Locator("p.notice-box")).ToContainTextAsync("已改派给");
        await Eventually.HoldsAsync(async () => (await city.System.As("branch", unit).GetAsync("reminders",
            $"/v1/assignments/{late}/reminders"))["dueAt"]!.ToString().StartsWith("2024-08-20", StringComparison.Ordinal),
            "who reminds goes by the new day");

        async Task LooksAsync(Visitor visitor, string page, string picture)
        {
            await visitor.Page.GotoAsync(page);
            if (scripts)        // by which pages are looked at
                Assert.Empty(await visitor.LookAsync(page, Path.Combine(Checkout.Root, $".local/pages/{picture}.png")));
        }
    }

    [Fact]
    public async Task An_officer_hands_a_notice_in_settles_rehearses_and_issues_it()
    {
        await using var officer = await city.Browser.VisitorAsync();
        await officer.SignInAsync("officer", "C", "/notices/new");
        await officer.Page.Locator("textarea[name=text]").FillAsync(Notices.Campaign.Replace("7号", "9号", StringComparison.Ordinal));
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "收文并识别" }).ClickAsync();
        await SaysAsync(officer, "已收文");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "确认所选" }).ClickAsync();
        await SaysAsync(officer, "已确认");
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "印发前预演" }).ClickAsync();
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "谁接几件" })).ToBeVisibleAsync();
        // What the owners of assignments and of channels know: the notice issued before, and that nobody has a queue.
        await Assertions.Expect(officer.Page.Locator("#also ~ details").First).ToContainTextAsync("个单位还有");
        await Assertions.Expect(officer.Page.Locator("#channel + p")).ToContainTextAsync("个单位的提醒只放进收件箱");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "印发" }).ClickAsync();
        await SaysAsync(officer, "已印发");
    }

    [Fact]
    public async Task An_officer_corrects_what_was_read_and_settles_anew_what_was_settled()
    {
        await using var officer = await city.Browser.VisitorAsync();
        await officer.SignInAsync("officer", "C", "/notices/new");
        await officer.Page.Locator("textarea[name=text]").FillAsync(Notices.Campaign.Replace("7号", "10号", StringComparison.Ordinal));
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "收文并识别" }).ClickAsync();
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "确认所选" }).ClickAsync();
        await SaysAsync(officer, "已确认");
        var notice = officer.Page.Url.Split('/')[4];
        var first = officer.Page.Locator("#requirement-1");

        await CorrectAsync("没有这个单位");
        await SaysAsync(officer, "有的单位对不上");
        await Assertions.Expect(first.Locator("input[name=units]")).ToHaveValueAsync("没有这个单位");
        var district = (string)(await city.System.As("officer", "C").GetAsync("directory", "/v1/units/C-2"))["name"]!;
        await CorrectAsync($"C-1、{district}");
        await SaysAsync(officer, "已确认");
        await first.Locator("summary").ClickAsync();
        await first.Locator("input[name=day]").FillAsync("2024-06-21");
        await first.GetByRole(AriaRole.Button, new() { Name = "更正" }).ClickAsync();
        await SaysAsync(officer, "已确认");
        var corrected = (await city.System.As("officer", "C").GetAsync("notices", $"/v1/notices/{notice}"))["requirements"]![0]!;
        Assert.Equal(["C-1", "C-2"], corrected["joint"]!.AsArray().Select(unit => (string)unit!));
        Assert.StartsWith("2024-06-21T23:59:59", (string)corrected["deadline"]!["dueAt"]!, StringComparison.Ordinal);

        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "改这一条" }).First.ClickAsync();
        await Assertions.Expect(officer.Page.Locator("fieldset")).ToHaveCountAsync(1);
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "确认所选" }).ClickAsync();
        await SaysAsync(officer, "已确认");

        async Task CorrectAsync(string units)
        {
            if (!await first.Locator("input[name=units]").IsVisibleAsync())
                await first.Locator("summary").ClickAsync();
            await first.Locator("input[name=units]").FillAsync(units);
            await first.GetByRole(AriaRole.Button, new() { Name = "更正" }).ClickAsync();
        }
    }

    [Fact]
    public async Task What_was_typed_when_the_session_had_ended_is_there_after_signing_in()
    {
        var id = await city.AssignmentOfAsync("C-1-2");
        await using var secretary = await city.Browser.VisitorAsync();
        await secretary.SignInAsync("branch", "C-1-2", $"/assignments/{id}");
        await secretary.Page.Locator("textarea[name=text]").FillAsync("写了很久的反馈。");
        await secretary.Context.ClearCookiesAsync(new() { Name = "workflow" });
        await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "提交反馈" }).ClickAsync();
        await secretary.Page.WaitForURLAsync(url => url.Contains("/signin", StringComparison.Ordinal));
        await secretary.EnterAsync("branch", "C-1-2");
        await Assertions.Expect(secretary.Page.Locator("textarea[name=text]")).ToHaveValueAsync("写了很久的反馈。");
        await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "提交反馈" }).ClickAsync();
        await SaysAsync(secretary, "反馈已提交");
    }

    [Fact]
    public async Task Nothing_of_others_is_shown_and_no_forged_form_is_taken()
    {
        await using var stranger = await city.Browser.VisitorAsync();
        await stranger.SignInAsync("branch", "C-2-1");
        Assert.Equal(404, (await stranger.Page.GotoAsync($"/assignments/{city.Assignment}"))!.Status);

        await stranger.Page.GotoAsync("/tasks");
        var forged = await stranger.Page.EvaluateAsync<int>($"fetch('/acts/assignments/{city.Assignment}/closure', "
            + "{ method: 'POST', body: new URLSearchParams({ back: '/' }) }).then(answer => answer.status)");
        Assert.Equal(400, forged);
        var expired = await stranger.Page.EvaluateAsync<string>($"fetch('/assignments/{city.Assignment}', "
            + "{ method: 'POST', body: new URLSearchParams({ _handler: 'report' }) }).then(answer => answer.text())");
        Assert.Contains("表单已经过期", WebUtility.HtmlDecode(expired), StringComparison.Ordinal);
        foreach (var page in new[] { "/operations", "/desk", "/review", "/replay", "/calendar/2024", $"/notices/{city.Issued}/replay" })
            Assert.Equal((page, 404), (page, (await stranger.Page.GotoAsync(page))!.Status));
        Assert.Equal(200, await stranger.Page.EvaluateAsync<int>("fetch('/units', { method: 'HEAD' }).then(answer => answer.status)"));

        await using var other = await city.Browser.VisitorAsync();
        await other.Page.GotoAsync("/signin?back=https://example.org/");
        await other.EnterAsync("branch", "C-2-1");
        Assert.StartsWith(city.Console.Address.ToString(), other.Page.Url, StringComparison.Ordinal);
        var before = (await other.Context.CookiesAsync()).Single(cookie => cookie.Name == "workflow").Value;
        await other.Page.GotoAsync("/signin");
        await other.EnterAsync("branch", "C-2-1");
        Assert.NotEqual(before, (await other.Context.CookiesAsync()).Single(cookie => cookie.Name == "workflow").Value);
    }

    [Theory]
    [InlineData("/language/en?back=/单位"), InlineData("/language/en?back=/units?q=区"), InlineData("/language/en?back=/%E2%80%A8/e")]
    [InlineData("/language/en?back=//example.org"), InlineData("/language/en?back=/\\example.org"), InlineData("/language/xx")]
    public async Task An_address_to_come_back_to_is_of_this_site_and_of_any_script(string path)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = city.Console.Address };
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        if (answer.Headers.Location is { } to)
            Assert.Equal(city.Console.Address.Authority, new Uri(city.Console.Address, to).Authority);
    }

    [Fact]
    public async Task A_form_that_is_none_is_refused_also_when_nobody_is_signed_in()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = city.Console.Address };
        http.DefaultRequestHeaders.Add("Origin", city.Console.Address.GetLeftPart(UriPartial.Authority));
        foreach (var (type, body) in new[] { ("multipart/form-data; boundary=x", "--x\r\nbad"),
            ("application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 3000).Select(n => $"f{n}=1"))),
            ("application/x-www-form-urlencoded", $"text={new string('a', 5_000_000)}") })
        {
            using var form = new StringContent(body);
            form.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var answer = await http.PostAsync(new Uri($"/assignments/{city.Assignment}", UriKind.Relative), form, Ct);
            Assert.InRange((int)answer.StatusCode, 300, 499);
        }
    }

    [Fact]
    public async Task Two_replicas_serve_one_person_by_turns()
    {
        var second = await city.System.StartConsoleAsync();
        try
        {
            using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
            await using var visitor = await city.Browser.VisitorAsync();
            await visitor.SignInAsync("branch", "C-1-1");
            var cookie = (await visitor.Context.CookiesAsync()).Single(one => one.Name == "workflow").Value;
            foreach (var replica in new[] { city.Console, second, city.Console })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(replica.Address, "/tasks"));
                request.Headers.Add("Cookie", $"workflow={cookie}");
                using var answer = await http.SendAsync(request, Ct);
                Assert.Contains("我的待办", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
            }
        }
        finally
        {
            await second.KillAsync();
        }
    }

    [Fact]
    public async Task Whoever_signs_in_at_an_issuer_comes_back_to_the_page_and_goes_on_when_the_token_ends()
    {
        await using var issuer = await OidcIssuer.StartAsync("branch", "C-1-1");
        issuer.Seconds = 62;      // renewed a minute ahead
        var console = await city.System.StartConsoleAsync(issuer.Address);
        try
        {
            await using var browser = await Browser.OpenAsync(console.Address);
            await using var secretary = await browser.VisitorAsync();
            await secretary.Page.GotoAsync($"/assignments/{city.Assignment}");
            Assert.EndsWith($"/assignments/{city.Assignment}", secretary.Page.Url, StringComparison.Ordinal);
            await Assertions.Expect(secretary.Page.Locator("body")).ToContainTextAsync("王小明");
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Ct);
            foreach (var page in new[] { "/tasks", "/notices" })
                Assert.Equal(200, (await secretary.Page.GotoAsync(page))!.Status);
            Assert.InRange(issuer.Renewed, 1, 2);

            await secretary.Page.Locator("details.who summary").ClickAsync();
            await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
            await secretary.Page.GetByRole(AriaRole.Link, new() { Name = "用统一身份登录" }).ClickAsync();
            await Assertions.Expect(secretary.Page.Locator("body")).ToContainTextAsync("王小明");
            Assert.Equal(404, (await secretary.Page.GotoAsync("/signin/issuer/of/nobody"))!.Status);
            Assert.Empty(issuer.Faults);
        }
        finally
        {
            await console.KillAsync();
        }
    }

    private string Address(string page) => page.Replace("{a}", city.Assignment, StringComparison.Ordinal)
        .Replace("{n}", city.Issued, StringComparison.Ordinal).Replace("{r}", city.Received, StringComparison.Ordinal);

    private static async Task ReportAsync(Visitor secretary, string text)
    {
        await secretary.Page.Locator("textarea[name=text]").FillAsync(text);
        await secretary.Page.Locator("input[name=files]").SetInputFilesAsync(new FilePayload
        {
            Name = "现场.png", MimeType = "image/png", Buffer = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4],
        });
        await secretary.Page.GetByRole(AriaRole.Button, new() { Name = "提交反馈" }).ClickAsync();
        await SaysAsync(secretary, "反馈已提交");
    }

    private static Task SaysAsync(Visitor visitor, string words) =>
        Assertions.Expect(visitor.Page.Locator("[role=status], [role=alert]").First).ToContainTextAsync(words);
}
