using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>
/// The weeks after issue: one branch reports in time, one is late, two ask something of their assigner, business time steps from due
/// instant to due instant, and the notice is amended.
/// </summary>
internal sealed class DemoCampaign(Product product, BusinessTime time, City city, Caller officer, string notice, Story story)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var dated = (await product.ListAsync(officer, "assignments", $"/v1/assignments?notice={notice}", ct))
            .Where(a => a["dueAt"] is not null).ToList();
        if (dated.Count == 0)
        {
            story.Chapter("No requirement has a day, so nobody is reminded");
            return;
        }
        var (prompt, late) = Choose(dated);
        await using var queue = await OpenQueueAsync(late, ct);
        var first = Owed(dated, prompt)[0];

        await ReportAsync(prompt, first, ct);
        await new DemoDecisions(product, city, officer, notice, story).RunAsync(dated, [prompt, late], ct);
        await StepAsync(late, Owed(dated, late), queue, ct);
        await CheckPromptAsync(prompt, first, ct);
        await new DemoAmendment(product, time, city, officer, notice, story).RunAsync(Owed(dated, late), ct);
        await ShowProgressAsync(ct);
    }

    /// <summary>Two units below one parent that owe the same first requirement; branches where there are any.</summary>
    private (string Prompt, string Late) Choose(List<JsonNode> dated)
    {
        var pair = dated.Select(a => (string)a["unit"]!).Distinct()
            .GroupBy(city.ParentOf)
            .OrderByDescending(g => g.Key == city.Root ? 0 : 1)
            .Select(g => g.Order(StringComparer.Ordinal).Take(2).ToArray())
            .FirstOrDefault(g => g.Length == 2) ?? throw new DemoStoppedException("No two units under one parent owe a dated requirement.");
        return (pair[0], pair[1]);
    }

    private static List<JsonNode> Owed(List<JsonNode> dated, string unit) =>
        [.. dated.Where(a => (string?)a["unit"] == unit).OrderBy(a => (DateTimeOffset)a["dueAt"]!)];

    private async Task<BranchQueue> OpenQueueAsync(string unit, CancellationToken ct)
    {
        story.Chapter($"{city.NameOf(unit)} asks for a queue of its own");
        var channel = await product.PutAsync(new Caller("operator", city.Root), "reminders", $"/v1/units/{unit}/channel",
            new JsonObject { ["kind"] = "queue", ["subtree"] = false }, ct);
        story.Say($"Queue {channel["queue"]}; the user it is read with may read nothing else.");
        return await BranchQueue.OpenAsync(new Uri((string)channel["uri"]!), (string)channel["queue"]!, ct);
    }

    private async Task ReportAsync(string unit, JsonNode assignment, CancellationToken ct)
    {
        story.Chapter($"{city.NameOf(unit)} does its part in time");
        var branch = new Caller("branch", unit);
        var path = $"/v1/assignments/{assignment["id"]}";
        await product.PostAsync(branch, "assignments", $"{path}/acknowledgement", new JsonObject(), ct);
        await product.PostAsync(branch, "assignments", $"{path}/responsible-person", new JsonObject { ["role"] = "支部书记" }, ct);
        await product.PostAsync(branch, "assignments", $"{path}/reports", new JsonObject
        {
            ["text"] = "已按要求完成，全体党员参加。",
            ["figures"] = new JsonObject { ["sessions"] = 1, ["people"] = 23 },
            ["evidence"] = new JsonArray(),
        }, ct);
        story.Say($"It acknowledges, names who is responsible, and reports: 1 session, 23 people, {BusinessTime.Show(time.Now())}.");
        var parent = new Caller("officer", city.ParentOf(unit));
        await product.PostAsync(parent, "assignments", $"{path}/acceptance", new JsonObject(), ct);
        await product.PostAsync(parent, "assignments", $"{path}/closure", new JsonObject(), ct);
        var closed = await product.GetAsync(branch, "assignments", path, ct);
        story.Expect((string?)closed["state"] == "closed", $"{city.NameOf(parent.Unit)} accepts the report and closes the assignment");
    }

    private async Task StepAsync(string late, List<JsonNode> owed, BranchQueue queue, CancellationToken ct)
    {
        story.Chapter($"{city.NameOf(late)} lets the days go by: time steps from due instant to due instant");
        var steps = new List<(DateTimeOffset At, string Assignment, int Requirement, string Step)>();
        foreach (var assignment in owed)
            foreach (var step in (await PlanAsync(late, (string)assignment["id"]!, ct))["steps"]!.AsArray())
                steps.Add(((DateTimeOffset)step!["at"]!, (string)assignment["id"]!, (int)assignment["requirement"]!,
                    (string)step["step"]!));

        foreach (var instant in steps.Where(s => s.At >= time.Now()).GroupBy(s => s.At).OrderBy(g => g.Key))
        {
            await time.Advance(instant.Key, ct);
            foreach (var (_, assignment, requirement, step) in instant)
            {
                var plan = await product.AwaitAsync(new Caller("branch", late), "reminders", $"/v1/assignments/{assignment}/reminders", p =>
                    (string?)Find(p, step)["outcome"] != "pending", $"step {step} of requirement {requirement}", ct);
                Tell(instant.Key, requirement, Find(plan, step));
            }
        }
        await CheckQueueAsync(late, owed, queue, ct);
    }

    private void Tell(DateTimeOffset at, int requirement, JsonNode step)
    {
        var told = step["messages"]!.AsArray().Select(m => $"{m!["to"]}");
        story.Say($"{BusinessTime.Show(at)}  requirement {requirement}, {step["step"],-5} {step["level"],-7} → "
            + $"{((string?)step["outcome"] == "sent" ? string.Join(", ", told) : $"not sent: {step["reason"]}")}");
    }

    private async Task CheckQueueAsync(string late, List<JsonNode> owed, BranchQueue queue, CancellationToken ct)
    {
        var wanted = new List<string>();
        foreach (var assignment in owed)
            foreach (var step in (await PlanAsync(late, (string)assignment["id"]!, ct))["steps"]!.AsArray())
                wanted.AddRange(step!["messages"]!.AsArray().Where(m => (string?)m!["to"] == late).Select(m => (string)m!["id"]!));
        for (var waited = 0; waited < 100 && Received(queue).Count < wanted.Count; waited++)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
        var received = Received(queue);
        story.Expect(wanted.Count > 0 && received.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal)),
            $"{wanted.Count} reminders on the queue of {city.NameOf(late)}, each step of each assignment once");
        if (queue.Messages.LastOrDefault(m => (string?)m["type"] == "workflow.reminder.v1") is { } last)
            story.Say($"The last one says: {last["data"]!["text"]}");
        var missed = await product.AwaitAsync(new Caller("branch", late), "assignments", $"/v1/assignments/{owed[0]["id"]}", a =>
            (bool)a["overdue"]!, "the late assignment to be overdue", ct);
        story.Expect((bool)missed["overdue"]!, "its first assignment is overdue");
        var inbox = await product.ListAsync(new Caller("branch", city.ParentOf(late)), "reminders",
            $"/v1/units/{city.ParentOf(late)}/inbox", ct);
        story.Expect(inbox.Any(m => m.ToJsonString().Contains(owed[0]["id"]!.ToString(), StringComparison.Ordinal)),
            $"escalated: {city.NameOf(city.ParentOf(late))} has been told");
    }

    private static List<string> Received(BranchQueue queue) =>
        [.. queue.Messages.Where(m => (string?)m["type"] == "workflow.reminder.v1").Select(m => (string)m["id"]!)];

    private async Task CheckPromptAsync(string prompt, JsonNode assignment, CancellationToken ct)
    {
        story.Chapter("Who reported was left in peace");
        var plan = await PlanAsync(prompt, (string)assignment["id"]!, ct);
        story.Expect(plan["steps"]!.AsArray().All(s => (string?)s!["outcome"] != "sent"),
            $"no reminder went to {city.NameOf(prompt)} after its report");
    }

    private async Task ShowProgressAsync(CancellationToken ct)
    {
        story.Chapter("Progress, as the issuer sees it");
        var progress = await product.GetAsync(officer, "assignments", $"/v1/notices/{notice}/progress?by=requirement", ct);
        story.Say("requirement  dispatched  acknowledged  reported  accepted  closed  overdue");
        foreach (var row in progress["rows"]!.AsArray())
            story.Say($"{row!["key"],11}  {row["dispatched"],10}  {row["acknowledged"],12}  {row["reported"],8}  {row["accepted"],8}  "
                + $"{row["closed"],6}  {row["overdue"],7}");
    }

    private Task<JsonNode> PlanAsync(string unit, string assignment, CancellationToken ct) =>
        product.AwaitAsync(new Caller("branch", unit), "reminders", $"/v1/assignments/{assignment}/reminders", p =>
            p["steps"] is JsonArray, "the reminder plan", ct);

    private static JsonNode Find(JsonNode plan, string step) => plan["steps"]!.AsArray().First(s => (string?)s!["step"] == step)!;
}
