using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>Who is to know of the notice, and owes nothing by it, says that it knows.</summary>
internal sealed class DemoCopy(Product product, City city, Caller officer, string notice, Story story)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var units = (await product.GetAsync(officer, "notices", $"/v1/notices/{notice}", ct))["copiedTo"]!.AsArray()
            .SelectMany(copies => copies!["units"]!.AsArray()).Select(unit => (string)unit!["code"]!).ToList();
        if (units is not [var unit, ..])
            return;
        story.Chapter($"{city.NameOf(unit)} gets a copy");
        var path = $"/v1/copies?notice={notice}&unit={unit}";
        var copies = await product.AwaitAsync(officer, "reminders", path, page => page["items"]!.AsArray().Count > 0, "the copy", ct);
        await product.PostAsync(new Caller("officer", unit), "reminders", $"/v1/units/{unit}/inbox/{copies["items"]![0]!["id"]}/receipt",
            new JsonObject(), ct);
        var known = await product.GetAsync(officer, "reminders", path, ct);
        story.Expect(known["items"]![0]!["receiptAt"] is not null, "it says that it knows; nothing is owed by it, nobody reminds it");
    }
}
