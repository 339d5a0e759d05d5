using System.Globalization;
using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>The notice is amended: something is owed no more, something else is new.</summary>
internal sealed class DemoAmendment(Product product, BusinessTime time, City city, Caller officer, string notice, Story story)
{
    /// <param name="owed">What a unit owes that has a day, by that day.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(IReadOnlyList<JsonNode> owed, CancellationToken ct)
    {
        story.Chapter("The notice is amended");
        var (unit, last) = ((string)owed[0]["unit"]!, (int)owed[^1]["requirement"]!);
        var isDropped = owed.Count > 1;
        var body = new JsonObject
        {
            ["reason"] = "与上级最新部署衔接。",
            ["drop"] = isDropped ? new JsonArray(last) : [],
            ["add"] = new JsonArray(new JsonObject
            {
                ["text"] = "报送一份活动小结。", ["dueAt"] = time.Now().AddDays(14).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["owes"] = new JsonObject { ["level"] = null },
            }),
        };
        var path = $"/v1/notices/{notice}/amendments";
        var effect = await product.PostAsync(officer, "notices", $"{path}/rehearsal", body.DeepClone(), ct);
        story.Say($"Looked at before: {effect["made"]} assignments would be new, {effect["noLonger"]} owed no more, "
            + $"{effect["units"]} units told.");
        var amended = await product.PostAsync(officer, "notices", path, body, ct);
        var expected = (int)amended["assignments"]!;
        var coverage = await product.AwaitAsync(officer, "assignments", $"/v1/notices/{notice}/coverage", c =>
            (int)c["expected"]! == expected && (int)c["found"]! == expected, "what is new to be assigned", ct);
        story.Expect(coverage["missing"]!.AsArray().Count == 0 && coverage["duplicate"]!.AsArray().Count == 0,
            $"{expected} assignments are owed from now on, none missing, none double");
        if (!isDropped)
            return;
        var over = await product.AwaitAsync(new Caller("branch", unit), "assignments", $"/v1/assignments/{owed[^1]["id"]}", a =>
            (string?)a["state"] is "cancelled" or "closed", "what was dropped to be over", ct);
        story.Expect((string?)over["cancelled"]?["cause"] == "amendment", $"{city.NameOf(unit)} owes requirement {last} no more");
        var inbox = await product.AwaitAsync(new Caller("branch", unit), "reminders", $"/v1/units/{unit}/inbox?limit=500",
            page => Told(page) is not null, "the unit to be told", ct);
        story.Say($"It is told at once: {Told(inbox)!["data"]!["text"]}");
    }

    private static JsonNode? Told(JsonNode page) =>
        page["items"]!.AsArray().FirstOrDefault(message => (string?)message!["type"] == "workflow.amendment.v1");
}
