using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>The auditor reads it all again.</summary>
internal sealed class DemoAudit(Product product, string notice, Story story)
{
    private const int Shown = 12;
    private readonly Caller _auditor = new("auditor", "AUDIT");

    public async Task RunAsync(CancellationToken ct)
    {
        story.Chapter("The auditor replays it");
        await product.AwaitAsync(_auditor, "audit", $"/v1/notices/{notice}/timeline/days",
            days => Has(days, "reminder.escalated") || !Has(days, "reminder."), "the timeline", ct);
        var timeline = await product.ListAsync(_auditor, "audit", $"/v1/notices/{notice}/timeline", ct);
        foreach (var item in timeline.GroupBy(i => (string)i!["type"]!).Select(g => g.First()).Take(Shown))
            story.Say($"{BusinessTime.Show((DateTimeOffset)item!["at"]!)}  {item["words"]!["zh"]} — {item["words"]!["en"]}");
        story.Say($"… {timeline.Count} events in all; one of each kind is shown.");
        foreach (var source in timeline.GroupBy(i => (string)i!["source"]!))
            story.Say($"{source.Key}: {source.Count()} events of this notice");
        story.Expect(timeline.Select(i => (string)i!["id"]!).Distinct().Count() == timeline.Count, "no event stands twice in the timeline");

        var issuedAt = (string)timeline.First(i => (string?)i!["type"] == "notice.issued.v1")!["at"]!;
        var then = await product.GetAsync(_auditor, "audit", $"/v1/notices/{notice}/state?at={Uri.EscapeDataString(issuedAt)}", ct);
        story.Expect(then["streams"]!.AsArray().Any(s => (string?)s!["source"] == "notices" && (string?)s["state"]!["state"] == "issued"),
            $"as it was at {BusinessTime.Show(DateTimeOffset.Parse(issuedAt, System.Globalization.CultureInfo.InvariantCulture))}, the "
                + $"notice is issued; ledger size {then["ledgerSize"]}");
    }

    /// <summary>Whether an event of such a name happened on any day.</summary>
    private static bool Has(JsonNode days, string type) => days["days"]!.AsArray().Any(day =>
        day!["byType"]!.AsObject().Any(count => count.Key.StartsWith(type, StringComparison.Ordinal)));
}
