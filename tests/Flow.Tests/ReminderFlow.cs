namespace Flow.Tests;

/// <summary>
/// The reminders of a whole district, counted by a consumer that does not deduplicate, while processes are killed around due instants:
/// <c>FLOW_INSTANTS</c> (default 6) of them.
/// </summary>
public sealed class ReminderFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private const string District = "C-1";
    private const string Done = "C-1-3";

    /// <summary>How many due instants, before one leap over the rest.</summary>
    private static readonly int Instants =
        int.TryParse(Environment.GetEnvironmentVariable("FLOW_INSTANTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var instants)
        ? instants : 6;

    [Fact]
    [SuppressMessage("Security", "CA5394", Justification = "When to kill is no secret.")]
    public async Task Killed_around_due_instants_no_reminder_is_missing_and_a_repeat_has_the_same_id()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await system.SetClockAsync(Notices.Posted);
        await system.ImportAsync(districts: 2, branches: 12);
        await using var queue = await BranchConsumer.OpenAsync(system, District, subtree: true);
        var (notice, assignments) = await system.IssueAsync(Notices.Campaign);
        await system.CoveredAsync(notice, assignments);
        var owed = await OwedAsync(notice);
        await PlansAsync(owed);
        await ReportAsync(owed.Where(a => a.Unit == Done));

        var due = (await PlansAsync(owed)).SelectMany(plan => plan["steps"]!.AsArray()).Select(step => (DateTimeOffset)step!["at"]!)
            .Where(at => at > system.Now).Distinct().Order().ToList();
        foreach (var instant in due.Take(Instants).Append(due[^1]).Distinct())
        {
            var killed = KillAsync(random.Next(2) == 0 ? "reminders" : "assignments", random.Next(600));
            await system.AdvanceClockAsync(instant);
            await killed;
            await Eventually.HoldsAsync(async () => (await StepsAsync(owed)).TrueForAll(step => step.Decided || step.At > instant)
                && SentNotCome(await StepsAsync(owed), queue).Count == 0, $"what is due at {instant:O} has come", TimeSpan.FromSeconds(90));
        }

        await Eventually.HoldsAsync(async () => (await StepsAsync(owed)).TrueForAll(step => step.Decided), "every step is decided",
            TimeSpan.FromSeconds(90));
        var sent = (await StepsAsync(owed)).SelectMany(step => step.Messages.Select(id => (step.Assignment, step.Step, Id: id))).ToList();
        Assert.Equal(sent.Order(), queue.Reminders.Distinct().Order());
        Assert.DoesNotContain(queue.Reminders, reminder => owed.Any(a => a.Unit == Done && a.Id == reminder.Assignment));
        // Each step of the instants walked, to the unit or to its district; of those leapt over the last.
        var steps = (await StepsAsync(owed))
            .Where(step => owed.Any(a => a.Id == step.Assignment && a.Unit != Done && a.Unit != District)).ToList();
        Assert.All(steps.Where(step => due.Take(Instants).Contains(step.At)), step => Assert.NotEmpty(step.Messages));
        Assert.All(steps.GroupBy(step => step.Assignment), own => Assert.NotEmpty(own.MaxBy(step => step.At).Messages));
    }

    private static List<string> SentNotCome(
        List<(string Assignment, string Step, DateTimeOffset At, bool Decided, List<string> Messages)> steps,
        BranchConsumer queue) =>
        [.. steps.SelectMany(step => step.Messages).Except(queue.Reminders.Select(reminder => reminder.Id))];

    private static bool OfDistrict(string unit) => unit == District || unit.StartsWith($"{District}-", StringComparison.Ordinal);

    private async Task KillAsync(string service, int afterMilliseconds)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(afterMilliseconds), TimeProvider.System, Ct);
        await system.Service(service).RestartAsync();
    }

    private async Task<List<(string Unit, string Id, bool Dated)>> OwedAsync(string notice) =>
        [.. (await system.As("officer", "C").ListAsync("assignments", $"/v1/assignments?notice={notice}"))
            .Where(a => OfDistrict((string)a["unit"]!))
            .Select(a => ((string)a["unit"]!, (string)a["id"]!, a["dueAt"] is not null))];

    private async Task ReportAsync(IEnumerable<(string Unit, string Id, bool Dated)> assignments)
    {
        foreach (var (unit, id, _) in assignments)
        {
            var report = new JsonObject { ["text"] = "已完成。", ["figures"] = new JsonObject { ["people"] = 23 },
                ["evidence"] = new JsonArray() };
            await system.As("branch", unit).PostAsync("assignments", $"/v1/assignments/{id}/reports", report, HttpStatusCode.NoContent);
        }
    }

    private async Task<List<JsonNode>> PlansAsync(List<(string Unit, string Id, bool Dated)> owed)
    {
        var officer = system.As("officer", "C");
        var plans = new List<JsonNode>();
        foreach (var (_, id, _) in owed.Where(a => a.Dated))
            plans.Add(await Eventually.ValueAsync(() => officer.TryGetAsync("reminders", $"/v1/assignments/{id}/reminders"),
                "its reminders are planned"));
        return plans;
    }

    /// <summary>
    /// What the product says it did: of each step whether it is decided, and the ids of the messages to the district and below.
    /// </summary>
    private async Task<List<(string Assignment, string Step, DateTimeOffset At, bool Decided, List<string> Messages)>> StepsAsync(
        List<(string Unit, string Id, bool Dated)> owed) =>
        [.. (await PlansAsync(owed)).SelectMany(plan => plan["steps"]!.AsArray().Select(step => (
            (string)plan["assignment"]!, (string)step!["step"]!, (DateTimeOffset)step["at"]!, (string?)step["outcome"] != "pending"
                || (string?)plan["state"] == "stopped",
            step["messages"]!.AsArray().Where(m => OfDistrict((string)m!["to"]!)).Select(m => (string)m!["id"]!).ToList())))];
}
