using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>What people come for, done by clicks alone in a real browser, each in the role it is for.</summary>
[Collection(nameof(PagesCity))]
public sealed class WalksFlow(PagesCity city)
{
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
        while (!await IsThereAsync(returned))
            await auditor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("后面|更多|下一页") }).ClickAsync();
        await Assertions.Expect(returned.First).ToContainTextAsync("经办人");

        // What was closed turns out to lack something.
        await district.Page.GotoAsync($"/assignments/{id}");
        await district.Page.Locator("summary", new() { HasText = "销号后重新办理" }).ClickAsync();
        await district.Page.Locator("textarea[name=why]").FillAsync("签到表缺页。");
        await district.Page.GetByRole(AriaRole.Button, new() { Name = "重新交办" }).ClickAsync();
        await SaysAsync(district, "已重新交办");
        await secretary.Page.GotoAsync($"/assignments/{id}");
        await Assertions.Expect(secretary.Page.Locator("#returned + p")).ToHaveTextAsync("签到表缺页。");
        await Assertions.Expect(secretary.Page.Locator("header.page .state")).ToHaveTextAsync("重新办理");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_notice_is_withdrawn_or_another_takes_its_place_and_who_owed_it_sees_it(bool withdrawn)
    {
        var (notice, assignments) = await city.System.IssueAsync(
            Notices.Campaign.Replace("7号", withdrawn ? "11号" : "12号", StringComparison.Ordinal));
        await city.System.CoveredAsync(notice, assignments);
        await using var officer = await city.Browser.VisitorAsync(scripts: withdrawn);
        await officer.SignInAsync("officer", "C", $"/notices/{notice}");
        await officer.Page.Locator("summary", new() { HasText = "撤回或废止" }).ClickAsync();
        if (withdrawn)
        {
            await officer.Page.Locator("textarea[name=why]").FillAsync("与上级部署不一致。");
            await officer.Page.GetByRole(AriaRole.Button, new() { Name = "撤回", Exact = true }).ClickAsync();
            await SaysAsync(officer, "已撤回");
            Assert.Empty(await officer.LookAsync($"/notices/{notice}", Path.Combine(Checkout.Root, ".local/pages/withdrawn.png")));
        }
        else
        {
            await officer.Page.Locator("select[name=by]").SelectOptionAsync(city.Issued);
            await officer.Page.Locator("input[name=said]").FillAsync("按新部署执行。");
            await officer.Page.GetByRole(AriaRole.Button, new() { Name = "废止", Exact = true }).ClickAsync();
            await SaysAsync(officer, "已废止");
            await Assertions.Expect(officer.Page.Locator($"a[href='/notices/{city.Issued}']")).ToBeVisibleAsync();
        }
        var branch = city.System.As("branch", "C-1-3");
        var over = await Eventually.ValueAsync(async () => (await branch.ListAsync("assignments",
            $"/v1/assignments?notice={notice}&unit=C-1-3&state=cancelled")).FirstOrDefault(), "its assignments are over");
        await using var secretary = await city.Browser.VisitorAsync(phone: true, scripts: withdrawn);
        await secretary.SignInAsync("branch", "C-1-3", $"/assignments/{over["id"]}");
        await Assertions.Expect(secretary.Page.Locator("p.notice-box"))
            .ToContainTextAsync(withdrawn ? "通知已撤回，这件事不再办理。与上级部署不一致。" : "通知已废止，这件事不再办理。按新部署执行。");
        if (withdrawn)
            Assert.Empty(await secretary.LookAsync($"/assignments/{over["id"]}",
                Path.Combine(Checkout.Root, ".local/pages/cancelled.png")));
        await Eventually.HoldsAsync(async () => (await branch.ListAsync("reminders", "/v1/units/C-1-3/inbox"))
            .Count(message => (string)message["type"]! == "workflow.withdrawal.v1"
                && (string)message["data"]!["noticeId"]! == notice) == 1, "the unit is told once");
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

    /// <summary>Whether it comes up: a page that is shown by scripts is not waited for otherwise.</summary>
    private static async Task<bool> IsThereAsync(ILocator what)
    {
        try
        {
            await what.First.WaitForAsync(new() { Timeout = 3_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    internal static Task SaysAsync(Visitor visitor, string words) =>
        Assertions.Expect(visitor.Page.Locator("[role=status], [role=alert]").First).ToContainTextAsync(words);
}
