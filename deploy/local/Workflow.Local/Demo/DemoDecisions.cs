using System.Globalization;
using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>What units ask of their assigner: one needs another day, one says that it is not its to do.</summary>
internal sealed class DemoDecisions(Product product, City city, Caller officer, string notice, Story story)
{
    /// <param name="dated">The notice's assignments that have a day.</param>
    /// <param name="busy">Units that do something else in the demo; the first says below whom.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(IReadOnlyList<JsonNode> dated, IReadOnlyList<string> busy, CancellationToken ct)
    {
        var assigner = new Caller("officer", city.ParentOf(busy[0]));
        var others = dated.Where(a => city.ParentOf((string)a["unit"]!) == assigner.Unit && !busy.Contains((string)a["unit"]!))
            .GroupBy(a => (string)a["unit"]!).OrderBy(unit => unit.Key, StringComparer.Ordinal).Select(unit => unit.First()).ToList();
        if (others is not [var late, var foreign, ..])
            return;
        await AskForTimeAsync(late, assigner, ct);
        await DeclineAsync(foreign, assigner, ct);
    }

    private async Task AskForTimeAsync(JsonNode assignment, Caller assigner, CancellationToken ct)
    {
        var (unit, path) = ((string)assignment["unit"]!, $"/v1/assignments/{assignment["id"]}");
        var until = ((DateTimeOffset)assignment["dueAt"]!).AddDays(7);
        story.Chapter($"{city.NameOf(unit)} asks for another week");
        await product.PostAsync(new Caller("branch", unit), "assignments", $"{path}/extension-requests", new JsonObject
        {
            ["reason"] = "汛期值守，人员一时不能集中。", ["dueAt"] = until.ToString("O", CultureInfo.InvariantCulture),
        }, ct);
        await product.PostAsync(assigner, "assignments", $"{path}/extension-requests/1/decision",
            new JsonObject { ["granted"] = true }, ct);
        var granted = await product.GetAsync(assigner, "assignments", path, ct);
        story.Expect((DateTimeOffset)granted["dueAt"]! == until,
            $"{city.NameOf(assigner.Unit)} grants it, until {BusinessTime.Show(until)}");
        var inbox = await product.AwaitAsync(new Caller("branch", unit), "reminders", $"/v1/units/{unit}/inbox?limit=500",
            page => Granted(page) is not null, "the unit to be told", ct);
        story.Say($"It is told at once: {Granted(inbox)!["data"]!["text"]}");
    }

    private async Task DeclineAsync(JsonNode assignment, Caller assigner, CancellationToken ct)
    {
        var (unit, path) = ((string)assignment["unit"]!, $"/v1/assignments/{assignment["id"]}");
        story.Chapter($"{city.NameOf(unit)} says that something is not its to do");
        await product.PostAsync(new Caller("branch", unit), "assignments", $"{path}/decline",
            new JsonObject { ["reason"] = "本支部党员已全部转出，应由上级统一组织。" }, ct);
        await product.PostAsync(assigner, "assignments", $"{path}/reassignment", new JsonObject { ["unit"] = assigner.Unit }, ct);
        var coverage = await product.GetAsync(officer, "assignments", $"/v1/notices/{notice}/coverage", ct);
        story.Expect((int)coverage["outcomes"]!["reassigned"]! == 1 && coverage["missing"]!.AsArray().Count == 0,
            $"{city.NameOf(assigner.Unit)} takes it upon itself; every requirement is still owed by somebody, once");
    }

    private static JsonNode? Granted(JsonNode page) =>
        page["items"]!.AsArray().FirstOrDefault(message => (string?)message!["type"] == "workflow.extension-granted.v1");
}
