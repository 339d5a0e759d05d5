using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>One notice, from its text to the auditor's timeline, told as it happens.</summary>
internal sealed class Demo(Product product, BusinessTime time, City city, DemoNotice notice, Story story)
{
    private readonly Caller _operator = new("operator", city.Root);
    private readonly Caller _upstream = new("upstream", city.IssuerOf(notice.Text));
    private readonly Caller _officer = new("officer", city.IssuerOf(notice.Text));

    /// <returns>Whether everything expected was seen.</returns>
    /// <exception cref="DemoStoppedException">It could not go on.</exception>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var took = Stopwatch.StartNew();
        await ImportAsync(ct);
        var id = await PostAsync(ct);
        await AnswerAsync(id, ct);
        await IssueAsync(id, ct);
        await new DemoCopy(product, city, _officer, id, story).RunAsync(ct);
        await new DemoCampaign(product, time, city, _officer, id, story).RunAsync(ct);
        await new DemoAudit(product, id, story).RunAsync(ct);
        story.End(took.Elapsed);
        return story.AllSeen;
    }

    private async Task ImportAsync(CancellationToken ct)
    {
        story.Chapter($"A city: {city.NameOf(city.Root)}, {city.Between} units between, {city.Branches} branches");
        if (time.Now() < notice.PostedAt && !await time.TrySet(notice.PostedAt, ct))
            await time.Advance(notice.PostedAt, ct);
        else if (await time.TrySet(notice.PostedAt, ct))
            story.Say("Nothing is stored yet, so the business clock is set to the day of the notice.");
        story.Say($"Business time is {BusinessTime.Show(time.Now())}.");
        var imported = await product.PostTextAsync(_operator, "directory", "/v1/units/import", city.Csv, "text/csv", ct);
        story.Say($"POST /v1/units/import: {imported["imported"]} imported, {imported["unchanged"]} unchanged.");
        if (city.Grants is not null)
        {
            imported = await product.PutTextAsync(_operator, "directory", "/v1/grants", city.Grants, "text/csv", ct);
            story.Say($"PUT /v1/grants: {city.NameOf(_officer.Unit)} may order its counterparts; {imported["imported"]} recorded, "
                + $"{imported["unchanged"]} unchanged.");
        }
        var version = (long)imported["version"]!;
        foreach (var service in (string[])["notices", "assignments", "reminders"])
            await product.AwaitAsync(_operator, service, "/health/ready", h =>
                VersionKnown(h) >= version, $"{service} to hear of version {version} of the directory", ct);
        story.Say($"Every service that needs the units has version {version} of the directory.");
    }

    private async Task<string> PostAsync(CancellationToken ct)
    {
        story.Chapter("A notice arrives as text, and is understood");
        var posted = await product.PostTextAsync(_upstream, "notices", "/v1/notices", notice.Text, notice.MediaType, ct);
        var id = (string)posted["id"]!;
        var read = await product.GetAsync(_officer, "notices", $"/v1/notices/{id}", ct);
        story.Say($"《{read["title"]}》 {read["documentNumber"]}, {read["issuer"]}, {read["issuedOn"]}");
        foreach (var addressee in read["addressees"]!.AsArray())
            story.Say($"To {addressee!["phrase"]}: {(addressee["units"] is JsonArray units ? $"{units.Count} units" : "not known")}");
        foreach (var requirement in read["requirements"]!.AsArray())
            Tell(requirement!);
        story.Expect(read["requirements"]!.AsArray().Count > 0,
            $"{read["requirements"]!.AsArray().Count} requirements were found in the text");
        if (notice.DueDays is { } days)
            story.Expect(DueDays(read).SequenceEqual(days, StringComparer.Ordinal), $"the days it names are {string.Join(", ", days)}");
        return id;
    }

    private static IEnumerable<string> DueDays(JsonNode read) => read["requirements"]!.AsArray()
        .Select(r => r!["deadline"]?["dueAt"]).OfType<JsonNode>().Select(at => BusinessTime.Day((DateTimeOffset)at)).Distinct()
            .Order(StringComparer.Ordinal);

    private void Tell(JsonNode requirement)
    {
        var deadline = requirement["deadline"];
        var due = deadline?["dueAt"] is { } at
            ? $"due {BusinessTime.Show((DateTimeOffset)at)}, read from “{deadline["words"]}” by the rule {deadline["rule"]}"
            : (string)requirement["disposition"]!;
        var joint = requirement["joint"] is JsonArray { Count: > 0 } parts
            ? $"; led by {requirement["lead"]}, with {string.Join("、", parts.Select(p => p!.ToString()))}" : "";
        story.Say($"{requirement["number"],2}. {Short((string)requirement["text"]!)} — {due}{joint}");
    }

    private async Task AnswerAsync(string id, CancellationToken ct)
    {
        story.Chapter("Its questions are answered aloud");
        var read = await product.GetAsync(_officer, "notices", $"/v1/notices/{id}", ct);
        var answers = new JsonArray();
        foreach (var question in read["questions"]!.AsArray().Where(question => !IsOfAuthority(question)))
        {
            var first = question!["proposals"]!.AsArray().FirstOrDefault();
            JsonNode value = first is null ? new JsonArray([.. city.ChildrenOf(city.Root).Select(c => JsonValue.Create(c))])
                : first["value"]!.DeepClone();
            story.Say($"? {question["text"]}");
            foreach (var proposal in question["proposals"]!.AsArray())
                story.Say($"    could be {Short(proposal!["value"]!.ToString())}: {proposal["why"]}");
            story.Say($"  → {(first is null ? "all units directly below the issuer" : Short(value.ToString()))}");
            answers.Add(new JsonObject { ["question"] = question["id"]!.DeepClone(), ["value"] = value });
        }
        if (answers.Count == 0)
            story.Say("Nothing is open to question.");
        else
            read = await product.PostAsync(_officer, "notices", $"/v1/notices/{id}/answers", new JsonObject { ["answers"] = answers }, ct);
        if (read["questions"]!.AsArray().FirstOrDefault(IsOfAuthority) is { } beyond)
        {
            story.Say($"? {beyond["text"]}");
            read = await product.PostAsync(new Caller("officer", city.Root), "notices", $"/v1/notices/{id}/approval", new JsonObject(), ct);
            story.Say($"  → approved by {city.NameOf(city.Root)}");
        }
        story.Expect(read["questions"]!.AsArray().Count == 0, "no question is left open");
    }

    private static bool IsOfAuthority(JsonNode? question) => (string?)question!["kind"] == "beyond-authority";

    private async Task IssueAsync(string id, CancellationToken ct)
    {
        story.Chapter("It is issued, and each unit gets what it owes");
        var issued = await product.PostAsync(_officer, "notices", $"/v1/notices/{id}/issuance", new JsonObject(), ct);
        var expected = (int)issued["assignments"]!;
        var coverage = await product.AwaitAsync(
            _officer, "assignments", $"/v1/notices/{id}/coverage", c => (int)c["found"]! >= expected, $"{expected} assignments", ct);
        story.Expect(
            (int)coverage["expected"]! == expected && (int)coverage["found"]! == expected && coverage["missing"]!.AsArray().Count == 0
                && coverage["duplicate"]!.AsArray().Count == 0,
            $"{expected} assignments, none missing, none double (GET /v1/notices/{id}/coverage)");
        foreach (var row in (await product.GetAsync(_officer, "assignments", $"/v1/notices/{id}/progress?by=requirement", ct))[
            "rows"]!.AsArray())
            story.Say($"requirement {row!["key"],2}: {row["dispatched"],4} dispatched");
    }

    private static long VersionKnown(JsonNode health) =>
        (long?)health["checks"]?.AsArray().FirstOrDefault(c => (string?)c!["name"] == "unit-tree")?["figures"]?["directoryVersion"] ?? 0;

    private static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";
}
