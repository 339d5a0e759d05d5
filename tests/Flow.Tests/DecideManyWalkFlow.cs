using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>An officer answers what several branches ask for at once, on a phone, by clicks.</summary>
[Collection(nameof(PagesCity))]
public sealed class DecideManyWalkFlow(PagesCity city)
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Requests_for_more_time_and_declines_are_answered_together(bool scripts)
    {
        var (notice, assignments) = await city.System.IssueAsync(
            Notices.Campaign.Replace("7号", scripts ? "35号" : "36号", StringComparison.Ordinal));
        await city.System.CoveredAsync(notice, assignments);
        var late = await Task.WhenAll(OfAsync("C-1-1"), OfAsync("C-1-2"));
        foreach (var (id, unit) in late.Zip(["C-1-1", "C-1-2"]))
            await ActAsync(unit, id, "extension-requests",
                new() { ["reason"] = "一并申请：道路中断。", ["dueAt"] = "2024-08-30T23:59:59+08:00" });
        var declined = await Task.WhenAll(OfAsync("C-1-3"), OfAsync("C-1-4"));
        await ActAsync("C-1-3", declined[0], "decline", new() { ["reason"] = "一并退回：应由区里办。", ["rather"] = "C-1" });
        await ActAsync("C-1-4", declined[1], "decline", new() { ["reason"] = "一并退回：不知道该谁办。" });

        await using var officer = await city.Browser.VisitorAsync(phone: true, scripts);
        await officer.SignInAsync("officer", "C-1", "/review?tab=asked");
        await ChooseAsync("一并申请");
        if (scripts)
            Assert.Empty(await officer.SeeAsync("what is asked", Path.Combine(Checkout.Root, ".local/pages/decide-many.png")));
        await PressAsync("不同意延期");
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("请写明原因");
        await ChooseAsync("一并申请");
        await PressAsync("同意延到各自申请的日期");
        await Assertions.Expect(officer.Page.Locator("p.done")).ToContainTextAsync("2 件已办。");
        await ChooseAsync("一并退回");
        await PressAsync("改派给各自所指的单位");
        await Assertions.Expect(officer.Page.Locator("p.done")).ToContainTextAsync("1 件已办。");
        await Assertions.Expect(officer.Page.Locator("p.done")).ToContainTextAsync("1 件没有办成");
        await ChooseAsync("一并退回");
        await officer.Page.Locator("textarea[name=why]").FillAsync("仍由你支部办理。");
        await PressAsync("仍由原单位办");
        await Assertions.Expect(officer.Page.Locator("p.done")).ToContainTextAsync("1 件已办。");
        await Assertions.Expect(officer.Page.Locator("textarea[name=why]")).ToHaveCountAsync(0);

        var granted = await Task.WhenAll(late.Select(ReadAsync));
        Assert.Equal(["2024-08-30", "2024-08-30"], granted.Select(one => ((string)one["dueAt"]!)[..10]));
        var decided = await Task.WhenAll(declined.Select(ReadAsync));
        Assert.Equal(["reassigned", "dispatched"], decided.Select(one => (string)one["state"]!));

        async Task<string> OfAsync(string unit) => (string)(await city.System.As("branch", unit).ListAsync("assignments",
            $"/v1/assignments?unit={unit}&notice={notice}")).First(one => one["dueAt"] is not null)["id"]!;

        Task<JsonNode> ReadAsync(string id) => city.System.As("officer", "C").GetAsync("assignments", $"/v1/assignments/{id}");

        async Task ChooseAsync(string words)
        {
            foreach (var card in await officer.Page.Locator("article", new() { HasText = words }).AllAsync())
                await card.Locator("input[name=one]").CheckAsync();
        }

        Task PressAsync(string name) => officer.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
    }

    private Task<JsonNode> ActAsync(string unit, string id, string act, JsonObject body) => city.System.As("branch", unit)
        .PostAsync("assignments", $"/v1/assignments/{id}/{act}", body, HttpStatusCode.NoContent);
}
