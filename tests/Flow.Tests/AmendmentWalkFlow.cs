using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>An issued notice is amended by clicks, and a branch finds what became of it.</summary>
[Collection(nameof(PagesCity))]
public sealed class AmendmentWalkFlow(PagesCity city)
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task What_another_notice_changes_is_filled_in_looked_at_and_confirmed(bool scripts)
    {
        var number = scripts ? "海组发〔2024〕17号" : "海组发〔2024〕18号";
        var (notice, assignments) = await city.System.IssueAsync(Notices.Campaign.Replace("海组发〔2024〕7号", number, StringComparison.Ordinal));
        await city.System.CoveredAsync(notice, assignments);
        await using var officer = await city.Browser.VisitorAsync(scripts: scripts);
        await officer.SignInAsync("officer", "C", "/notices/new");
        await officer.Page.Locator("textarea").First.FillAsync($"""
            关于推迟专题组织生活会时限的通知
            各区市县委组织部：
            {number}通知第三条要求的时限由5月中旬前推迟至6月15日前，请抓好落实。
            中共海州市委组织部
            2024年3月5日
            """);
        await officer.Page.Locator("main form button").First.ClickAsync();
        var box = officer.Page.Locator("section.notice-box", new() { HasText = "这份通知变更的是" });
        await Assertions.Expect(box).ToContainTextAsync(number);
        if (scripts)
            Assert.Empty(await officer.SeeAsync("proposed", Path.Combine(Checkout.Root, ".local/pages/amend-proposed.png")));
        await box.GetByRole(AriaRole.Link, new() { Name = "按它变更原通知" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("textarea[name=reason]")).ToHaveValueAsync("按《关于推迟专题组织生活会时限的通知》变更");
        var life = officer.Page.Locator("fieldset", new() { HasText = "召开一次专题组织生活会" });
        await Assertions.Expect(life.GetByLabel("新时限")).ToHaveValueAsync("2024-06-15");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "先看影响" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("#effect li", new() { HasText = "组织生活会" })).ToContainTextAsync("→ 6月15日");
        if (scripts)
            Assert.Empty(await officer.SeeAsync("filled in", Path.Combine(Checkout.Root, ".local/pages/amend-filled.png")));
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "确认变更" }).ClickAsync();
        await WalksFlow.SaysAsync(officer, "已变更");
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_notice_is_amended_after_a_look_at_what_that_does_and_a_branch_sees_what_became_of_it(bool scripts)
    {
        var (notice, assignments) = await city.System.IssueAsync(
            Notices.Campaign.Replace("7号", scripts ? "13号" : "14号", StringComparison.Ordinal));
        await city.System.CoveredAsync(notice, assignments);
        await using var officer = await city.Browser.VisitorAsync(scripts: scripts);
        await officer.SignInAsync("officer", "C", $"/notices/{notice}");
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "变更", Exact = true }).ClickAsync();
        await officer.Page.Locator("textarea[name=reason]").FillAsync("按上级新的部署调整。");
        await officer.Page.Locator("fieldset", new() { HasText = "组织一次交流讨论" }).GetByLabel("不再要求").CheckAsync();
        var party = officer.Page.Locator("fieldset", new() { HasText = "以党支部为单位开展一次主题党日" });
        await party.GetByLabel("新时限").FillAsync("2024-07-10");
        var life = officer.Page.Locator("fieldset", new() { HasText = "召开一次专题组织生活会" });
        await life.Locator("summary").ClickAsync();
        await life.Locator("textarea").FillAsync("以党支部为单位召开一次专题组织生活会，统计参加人数。");
        await officer.Page.Locator("input[name=addUnits]").FillAsync("没有这个单位");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "再加几条新要求" }).ClickAsync();
        await officer.Page.Locator("textarea[name=add-4-text]").FillAsync("以党支部为单位报送一份活动小结。");
        await officer.Page.Locator("input[name=add-4-day]").FillAsync("2024-08-15");
        await officer.Page.Locator("select[name=add-4-who]").SelectOptionAsync("branch");
        await PreviewAsync();
        await Assertions.Expect(officer.Page.Locator("#fault-addUnits")).ToContainTextAsync("没有这个单位");
        await officer.Page.Locator(".faults a").ClickAsync();
        await PicturesAsync("amend-fault");
        await officer.Page.Locator("input[name=addUnits]").FillAsync("");
        await party.GetByLabel("新时限").FillAsync("2024-07-12");
        await PreviewAsync();
        var effect = officer.Page.Locator("#effect");
        await Assertions.Expect(effect.Locator("li", new() { HasText = "主题党日" })).ToContainTextAsync("→ 7月12日");
        await Assertions.Expect(effect.Locator("ins")).ToContainTextAsync("统计参加人数");
        await PicturesAsync("amend-effect");

        // What is confirmed is what was shown.
        await party.GetByLabel("新时限").FillAsync("2024-07-10");
        await ConfirmAsync();
        await Assertions.Expect(effect.Locator("li", new() { HasText = "主题党日" })).ToContainTextAsync("→ 7月10日");
        await ConfirmAsync();
        await WalksFlow.SaysAsync(officer, "已变更");
        await Assertions.Expect(officer.Page.Locator("#amendments")).ToContainTextAsync("按上级新的部署调整。");
        await Assertions.Expect(officer.Page.Locator(".requirements s")).ToContainTextAsync("交流讨论");
        await PicturesAsync("amended");

        var branch = city.System.As("branch", "C-1-4");
        var mine = await Eventually.ValueAsync(async () => await branch.ListAsync("assignments",
            $"/v1/assignments?notice={notice}&unit=C-1-4") is var all && all.Any(one => Is(one, "活动小结"))
            && all.Any(one => (string)one["state"]! == "cancelled") ? all : null, "the branch has what is new, and what is over");
        await using var secretary = await city.Browser.VisitorAsync(phone: true, scripts);
        await secretary.SignInAsync("branch", "C-1-4", Page("交流讨论"));
        await Assertions.Expect(secretary.Page.Locator("p.notice-box")).ToContainTextAsync("通知已变更，这件事不再办理。按上级新的部署调整。");
        await LooksAsync("交流讨论", "amended-over");
        await LooksAsync("主题党日", "amended-moved");
        await Assertions.Expect(secretary.Page.Locator("header.page")).ToContainTextAsync("7月10日");
        await Assertions.Expect(secretary.Page.Locator("header.page")).ToContainTextAsync("因通知变更");
        await Assertions.Expect(secretary.Page.Locator("ol.story")).ToContainTextAsync("通知变更");
        await LooksAsync("组织生活会", "amended-words");
        await Assertions.Expect(secretary.Page.Locator("blockquote")).ToContainTextAsync("统计参加人数");
        await LooksAsync("活动小结", "amended-new");
        await Assertions.Expect(secretary.Page.Locator("header.page .due")).ToContainTextAsync("8月15日");
        await secretary.Page.GotoAsync($"/notices/{notice}");
        await Assertions.Expect(secretary.Page.Locator(".requirements s")).ToContainTextAsync("交流讨论");
        await Assertions.Expect(secretary.Page.Locator(".requirements")).ToContainTextAsync("第 1 次变更新增");
        if (scripts)
            Assert.Empty(await secretary.SeeAsync("the notice", Picture("amended-branch")));

        Task PreviewAsync() => officer.Page.GetByRole(AriaRole.Button, new() { Name = "先看影响" }).ClickAsync();

        Task ConfirmAsync() => officer.Page.GetByRole(AriaRole.Button, new() { Name = "确认变更" }).ClickAsync();

        string Page(string words) => $"/assignments/{mine.First(one => Is(one, words))["id"]}";

        async Task LooksAsync(string words, string picture)
        {
            await secretary.Page.GotoAsync(Page(words));
            if (scripts)
                Assert.Empty(await secretary.SeeAsync(words, Picture(picture)));
        }

        async Task PicturesAsync(string picture)
        {
            foreach (var (width, name) in scripts ? [(390, "phone"), (1280, "desk")] : Array.Empty<(int, string)>())
            {
                await officer.Page.SetViewportSizeAsync(width, 900);
                Assert.Empty(await officer.SeeAsync(picture, Picture($"{picture}-{name}")));
            }
        }

        static bool Is(JsonNode one, string words) => $"{one["title"]}{one["text"]}".Contains(words, StringComparison.Ordinal);

        static string Picture(string name) => Path.Combine(Checkout.Root, $".local/pages/{name}.png");
    }
}
