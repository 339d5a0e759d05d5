using Microsoft.Playwright;

namespace Flow.Tests;

/// <summary>An officer urges by clicks, and a branch finds that it was.</summary>
[Collection(nameof(PagesCity))]
public sealed class UrgingWalkFlow(PagesCity city)
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Units_are_urged_all_at_once_chosen_ones_or_one_and_see_the_words(bool scripts)
    {
        var (notice, assignments) = await city.System.IssueAsync(
            Notices.Campaign.Replace("7号", scripts ? "15号" : "16号", StringComparison.Ordinal));
        await city.System.CoveredAsync(notice, assignments);
        await using var officer = await city.Browser.VisitorAsync(scripts: scripts);
        await officer.SignInAsync("officer", "C", $"/notices/{notice}/progress");

        // One requirement below one district, from the progress of the notice.
        await officer.Page.Locator("#by-unit ~ ul").GetByRole(AriaRole.Link, new() { Name = "第1区" }).First.ClickAsync();
        await officer.Page.Locator("details summary", new() { HasText = "只催所看的单位及以下" }).ClickAsync();
        await PicturesAsync("urge");
        await officer.Page.Locator("select[name=requirement]").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await officer.Page.Locator("#urge textarea").FillAsync("市委督查组下周到访，请于周五前反馈。");
        await officer.Page.Locator("#urge button").ClickAsync();
        await Assertions.Expect(officer.Page.Locator("p.done")).ToContainTextAsync("已催办");
        await Assertions.Expect(officer.Page.Locator("#urge textarea")).ToHaveValueAsync("");
        await PicturesAsync("urged");
        var told = await Eventually.ValueAsync(() => InboxAsync("C-1-2"), "the branch is told");
        Assert.EndsWith("催办意见：市委督查组下周到访，请于周五前反馈。", (string)told["data"]!["text"]!, StringComparison.Ordinal);
        Assert.Null(await InboxAsync("C-2-1"));

        // Chosen ones from the list.
        await officer.Page.GotoAsync($"/notices/{notice}/progress?list=yes&under=C-2");
        await officer.Page.Locator("input[name=one]").Nth(0).CheckAsync();
        await officer.Page.Locator("input[name=one]").Nth(1).CheckAsync();
        await PicturesAsync("urge-chosen");
        await officer.Page.Locator("#urge-chosen button").ClickAsync();
        await Assertions.Expect(officer.Page.Locator("p.done")).ToContainTextAsync("已催办 2 件");

        // The branch sees it, and one that was urged is not urged again at once.
        var id = (string)told["data"]!["assignmentId"]!;
        await using var secretary = await city.Browser.VisitorAsync(phone: true, scripts);
        await secretary.SignInAsync("branch", "C-1-2", "/tasks");
        await Assertions.Expect(secretary.Page.Locator("li.card", new() { HasText = "市委督查组下周到访" }).First).ToContainTextAsync("催办");
        if (scripts)
            Assert.Empty(await secretary.SeeAsync("the tasks", Picture("urged-tasks")));
        await secretary.Page.GotoAsync($"/assignments/{id}");
        await Assertions.Expect(secretary.Page.Locator("p.notice-box")).ToContainTextAsync("市委督查组下周到访，请于周五前反馈。");
        await Assertions.Expect(secretary.Page.Locator("ol.story")).ToContainTextAsync("人工催办");
        if (scripts)
            Assert.Empty(await secretary.SeeAsync("the assignment", Picture("urged-branch")));
        await officer.Page.GotoAsync($"/assignments/{id}");
        await officer.Page.Locator("details.panel summary", new() { HasText = "催办" }).ClickAsync();
        await officer.Page.Locator("#urge textarea").FillAsync("再催一次。");
        await officer.Page.Locator("#urge button").ClickAsync();
        await Assertions.Expect(officer.Page.Locator("main")).ToContainTextAsync("一小时内已经催办过");
        await Assertions.Expect(officer.Page.Locator("#urge textarea")).ToHaveValueAsync("再催一次。");
        await PicturesAsync("urged-lately");

        async Task<JsonNode?> InboxAsync(string unit) => (await city.System.As("branch", unit).ListAsync("reminders",
            $"/v1/units/{unit}/inbox")).FirstOrDefault(message => (string)message["type"]! == "workflow.urging.v1"
                && (string)message["data"]!["noticeId"]! == notice);

        async Task PicturesAsync(string picture)
        {
            foreach (var (width, name) in scripts ? [(390, "phone"), (1280, "desk")] : Array.Empty<(int, string)>())
            {
                await officer.Page.SetViewportSizeAsync(width, 900);
                Assert.Empty(await officer.SeeAsync(picture, Picture($"{picture}-{name}")));
            }
        }

        static string Picture(string name) => Path.Combine(Checkout.Root, $".local/pages/{name}.png");
    }
}
