using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>An officer sets who gets a copy; those who do find it on their first page, and say that they know.</summary>
[Collection(nameof(PagesCity))]
public sealed class CopiesWalkFlow(PagesCity city)
{
    private const string Unit = "C-XCB";

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_copy_is_set_sent_and_acknowledged_and_the_issuer_sees_it(bool scripts)
    {
        var text = Notices.Campaign.Replace("7号", scripts ? "21号" : "22号", StringComparison.Ordinal) + "\n抄送：港城日报社。\n";
        var system = city.System;
        await system.ImportAsync($"{Cities.Header}\n{Unit},中共海州市委宣传部,市委宣传部,宣传部,city,C,\n", units: 12);
        var notice = (string)(await system.As("upstream", "C").PostTextAsync("notices", "/v1/notices", text,
            expected: System.Net.HttpStatusCode.Accepted))["id"]!;
        await system.As("officer", "C").PostAsync("notices", $"/v1/notices/{notice}/answers",
            new JsonObject { ["acceptProposals"] = true });
        await using var officer = await city.Browser.VisitorAsync(scripts: scripts);
        await officer.SignInAsync("officer", "C", $"/notices/{notice}/confirm");
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("没有对应的单位");
        await officer.Page.Locator("details.panel summary", new() { HasText = "改抄送单位" }).ClickAsync();
        await officer.Page.Locator("input[name=copies-add]").FillAsync("没有这个单位");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("input[name=copies-add]")).ToHaveValueAsync("没有这个单位");
        await officer.Page.Locator("input[name=copies-add]").FillAsync("市委宣传部");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("抄送单位已改好");
        await PicturesAsync(officer, "copies-set");

        await officer.Page.Locator("form[action$='/issuance'] button").ClickAsync();
        await Assertions.Expect(officer.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/progress"));
        await using var reader = await city.Browser.VisitorAsync(phone: true, scripts);
        await reader.SignInAsync("officer", Unit, "/desk");
        await Eventually.PassesAsync(async () =>
        {
            await reader.Page.GotoAsync("/desk");
            await Assertions.Expect(reader.Page.Locator("section[aria-labelledby=copies]")).ToContainTextAsync(
                scripts ? "21号" : "22号", new() { Timeout = 2_000 });
        });
        await PicturesAsync(reader, "copies-desk");
        await reader.Page.Locator("section[aria-labelledby=copies] li", new() { HasText = scripts ? "21号" : "22号" })
            .GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(reader.Page.Locator("div.notice-box").First).ToContainTextAsync("这份通知抄送本单位");
        await reader.Page.Locator("div.notice-box button").ClickAsync();
        await Assertions.Expect(reader.Page.Locator("div.notice-box").First).ToContainTextAsync("已知悉");
        await PicturesAsync(reader, "copies-known");

        await officer.Page.GotoAsync($"/notices/{notice}");
        await Assertions.Expect(officer.Page.Locator("#copies ~ ul.files").First).ToContainTextAsync("已知悉");
        await PicturesAsync(officer, "copies-issuer");
        await officer.Page.Locator("details.panel summary", new() { HasText = "补送抄送" }).ClickAsync();
        await officer.Page.Locator("input[name=copies-add]").FillAsync("C-1-1");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "送出" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("本来就要办理这份通知");

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
