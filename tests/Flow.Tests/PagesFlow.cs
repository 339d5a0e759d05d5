using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>The console's pages as people see them, in a real browser over the whole system.</summary>
[Collection(nameof(PagesCity))]
public sealed class PagesFlow(PagesCity city)
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "branch", "C-1-1", "/tasks /tasks?tab=waiting /tasks?tab=done /assignments/{a} /assignments/{a}/reminders /notices /notices/{n} "
            + "/notices/{n}/progress /reminders /units /units/C-1-1 /delegations" },
        { "officer", "C", "/desk /notices /notices/new /notices/{r} /notices/{r}/confirm /notices/{r}/rehearsal /notices/{n}/progress "
            + "/notices/{n}/amend /notices/{n}/reminders /overview /overview?of=below /calendar/2024 /units/C" },
        { "officer", "C-1", "/desk /review /review?tab=accepted /review?tab=asked /assignments/{a} /overview /delegations" },
        { "inspector", "C", "/overview /overview?under=C-1 /notices/{n} /notices/{n}/progress /reminders /replay "
            + "/notices/{n}/replay /units/C-1-1/replay" },
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
}
