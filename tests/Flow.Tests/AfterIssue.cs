namespace Flow.Tests;

/// <summary>
/// A notice of which a third is done with, and what becomes of it then, while each process is killed once. <c>FLOW_UNITS</c> (default 60)
/// makes it larger, <c>FLOW_KILLS=0</c> leaves the kills out.
/// </summary>
public abstract class AfterIssue(RunningSystem system)
{
    private static readonly int Units = Setting("FLOW_UNITS", 60);
    private static readonly bool Kills = Setting("FLOW_KILLS", 1) > 0;

    /// <summary>Its id, how many assignments it has, and how many of them are closed, as who reminds knows.</summary>
    protected async Task<(string Notice, int Assignments, int Closed)> IssuedAsync()
    {
        await system.SetClockAsync(Notices.Posted);
        await system.ImportAsync(districts: 6, branches: Units);
        var (notice, assignments) = await system.IssueAsync(Notices.Campaign);
        await system.CoveredAsync(notice, assignments, TimeSpan.FromSeconds(180));
        var closed = await CloseAsync(notice, assignments * 3 / 10);
        await Eventually.HoldsAsync(async () => await CountAsync(
            "reminders.item i join reminders.plan p on p.id = i.plan where p.notice = $1 and stopped is not null", notice) >= closed,
            "who reminds has heard of them", TimeSpan.FromSeconds(180));
        return (notice, assignments, closed);
    }

    /// <summary>Each process once, at any moment of the next seconds; returns when all are up again.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "When to kill is no secret.")]
    protected async Task KillAsync()
    {
        foreach (var service in Kills ? ["assignments", "reminders", "notices", "audit"] : Array.Empty<string>())
        {
            await Task.Delay(Random.Shared.Next(0, 600), Ct);
            await system.Service(service).KillAsync();
            system.Service(service).Launch();
        }
        foreach (var service in system.Services)
            await service.ReadyAsync(TimeSpan.FromSeconds(120));
    }

    /// <summary>So many at least: by whole branches, as each would; the principle by acknowledging it.</summary>
    private async Task<int> CloseAsync(string notice, int atLeast)
    {
        var officer = system.As("officer", "C");
        var rows = await system.Postgres.Sql(
            "select assignment, unit from assignments.board where notice = $1 and due_at is not null order by unit, assignment",
            Guid.Parse(notice)).ReadAsync(row => (Id: row.GetGuid(0), Unit: row.GetString(1)), Ct);
        var chosen = rows.Take(atLeast).ToList();
        await Parallel.ForEachAsync(chosen.GroupBy(row => row.Unit), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (unit, _) =>
        {
            foreach (var (id, code) in unit)
                await system.As("branch", code).PostAsync("assignments", $"/v1/assignments/{id}/reports",
                    new JsonObject { ["text"] = "已完成。" }, HttpStatusCode.NoContent);
        });
        foreach (var act in new[] { "acceptances", "closures" })
            foreach (var some in chosen.Chunk(500))
                await officer.PostAsync("assignments", $"/v1/{act}",
                    new JsonObject { ["assignments"] = new JsonArray([.. some.Select(row => (JsonNode)row.Id.ToString())]) },
                    HttpStatusCode.OK);
        return chosen.Count;
    }

    protected Task<long> ToldAsync(string notice, string kind) => CountAsync("reminders.inbox i join reminders.plan p on p.id = i.plan "
        + "join reminders.message_body b on b.id = i.id where p.notice = $1 and b.body like $2", notice, $"%workflow.{kind}.v1%");

    protected async Task<long> CountAsync(string from, string notice, params IReadOnlyList<object> more) =>
        await system.Postgres.Sql($"select count(*) from {from}", [Guid.Parse(notice), .. more]).ScalarAsync<long>(Ct);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
