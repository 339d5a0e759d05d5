using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>An officer who goes away lets another act; that one does, in all services, and is seen to.</summary>
[Collection(nameof(PagesCity))]
public sealed class DelegationWalkFlow(PagesCity city)
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task One_acts_for_another_and_it_is_said_of_every_act(bool scripts)
    {
        var system = city.System;
        var (notice, assignments) = await system.IssueAsync(
            Notices.Campaign.Replace("7号", scripts ? "31号" : "32号", StringComparison.Ordinal));
        await system.CoveredAsync(notice, assignments);
        var branch = scripts ? "C-2-1" : "C-2-2";
        var owed = (await system.As("branch", branch).ListAsync("assignments", $"/v1/assignments?unit={branch}&notice={notice}"))
            .First(one => (string)one["disposition"]! != "principle" && one["figures"] is not JsonArray { Count: > 0 });
        await system.As("branch", branch).PostAsync("assignments", $"/v1/assignments/{owed["id"]}/reports",
            new JsonObject { ["text"] = "已完成。" }, System.Net.HttpStatusCode.NoContent);

        // Before that the branch's secretary hands over what it has in hand to another of the branch.
        await using var secretary = await city.Browser.VisitorAsync(phone: true, scripts);
        await secretary.SignInAsync("branch", branch, "/tasks");
        await secretary.Page.Locator("details.panel summary", new() { HasText = "责任人交接" }).ClickAsync();
        await secretary.Page.Locator("input[name=from-name]").FillAsync("没有这个人");
        await secretary.Page.Locator("button", new() { HasText = "交接" }).ClickAsync();
        await Assertions.Expect(secretary.Page.Locator("main")).ToContainTextAsync("请填写责任人的职务或姓名");
        await secretary.Page.Locator("input[name=from-name]").FillAsync("");
        await secretary.Page.Locator("input[name=to-role]").FillAsync("组织委员");
        await PicturesAsync(secretary, "handover");
        await secretary.Page.Locator("button", new() { HasText = "交接" }).ClickAsync();
        await WalksFlow.SaysAsync(secretary, "已交接");
        await secretary.Page.GotoAsync($"/assignments/{owed["id"]}");
        await Assertions.Expect(secretary.Page.Locator("dl.facts").First).ToContainTextAsync("组织委员");

        await using var away = await city.Browser.VisitorAsync(scripts: scripts);
        await away.SignInAsync("officer", "C-2", "/delegations");
        await away.Page.Locator("details.panel summary", new() { HasText = "请人代办" }).ClickAsync();
        await away.Page.Locator("input[name=to]").FillAsync("officer@C-2");
        await away.Page.Locator("input[name=until]").FillAsync("2024-12-31");
        await away.Page.GetByRole(AriaRole.Button, new() { Name = "请对方代办" }).ClickAsync();
        await Assertions.Expect(away.Page.Locator("main")).ToContainTextAsync("代办没有设好");
        var substitute = scripts ? "branch@C-1-1" : "branch@C-1-2";
        await away.Page.Locator("input[name=to]").FillAsync(substitute);
        await away.Page.GetByRole(AriaRole.Button, new() { Name = "请对方代办" }).ClickAsync();
        await WalksFlow.SaysAsync(away, "已请对方代办");
        await PicturesAsync(away, "delegations-given");

        await using var other = await city.Browser.VisitorAsync(phone: true, scripts);
        await other.SignInAsync("branch", substitute.Split('@')[1], "/delegations");
        await Eventually.PassesAsync(async () =>
        {
            await other.Page.GotoAsync("/delegations");
            await Assertions.Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "代为办理：officer@C-2" })).ToBeVisibleAsync(
                new() { Timeout = 2_000 });
        });
        await PicturesAsync(other, "delegations-mine");
        var stale = await other.Context.NewPageAsync();
        await stale.GotoAsync("/delegations");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "代为办理：officer@C-2" }).First.ClickAsync();
        await Assertions.Expect(other.Page.Locator("aside.acting")).ToContainTextAsync("您正在代 officer@C-2 办理");
        // What was opened as oneself is not sent as another.
        await stale.Locator("details.panel summary").ClickAsync();
        await stale.Locator("input[name=to]").FillAsync("p-third");
        await stale.Locator("input[name=until]").FillAsync("2024-12-31");
        await stale.GetByRole(AriaRole.Button, new() { Name = "请对方代办" }).ClickAsync();
        await Assertions.Expect(stale.Locator("main")).ToContainTextAsync("表单已经过期");
        // TaskAssignment hears of it within seconds.
        await Eventually.PassesAsync(async () =>
        {
            await other.Page.GotoAsync("/review");
            await Assertions.Expect(other.Page.Locator($"a[href*='{owed["id"]}']").First).ToBeVisibleAsync(new() { Timeout = 2_000 });
        });
        await PicturesAsync(other, "acting");
        await other.Page.GotoAsync($"/assignments/{owed["id"]}");
        await other.Page.Locator("form[action$='/acceptance'] button").First.ClickAsync();
        await Assertions.Expect(other.Page.Locator("ol.story")).ToContainTextAsync($"{substitute} 代 officer@C-2 办理");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "回到本人" }).ClickAsync();
        await Assertions.Expect(other.Page.Locator("aside.acting")).ToHaveCountAsync(0);
        await other.Page.GotoAsync($"/assignments/{owed["id"]}");
        await Assertions.Expect(other.Page.Locator("h1")).Not.ToContainTextAsync((string)owed["title"]!);

        await Eventually.HoldsAsync(async () => (await system.As("auditor", "C").ListAsync("audit",
            $"/v1/notices/{notice}/timeline")).Any(item => (string?)item["actor"]?["onBehalfOf"] == "officer@C-2"
                && (string?)item["actor"]?["person"] == substitute), "the ledger says who acted for whom");
        await away.Page.GotoAsync("/delegations");
        await away.Page.Locator("form[action$='/end'] button").First.ClickAsync();
        await WalksFlow.SaysAsync(away, "代办已结束");

        async Task PicturesAsync(Visitor who, string picture)
        {
            foreach (var (width, name) in scripts ? [(390, "phone"), (1280, "desk")] : Array.Empty<(int, string)>())
            {
                await who.Page.SetViewportSizeAsync(width, 900);
                Assert.Empty(await who.SeeAsync(picture, Path.Combine(Checkout.Root, $".local/pages/{picture}-{name}.png")));
            }
        }
    }
}
