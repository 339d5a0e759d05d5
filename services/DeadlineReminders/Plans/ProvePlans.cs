using DeadlineReminders.Owner;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Plans;

/// <summary>
/// <c>GET /v1/notices/{id}/plans</c>: every dated assignment that still owes a report, as its owner says, against the plans that watch
/// them. Empty lists are the proof.
/// </summary>
internal static class ProvePlans
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/notices/{id:guid}/plans", HandleAsync)
            .RequireAccess((Roles.Officer, Reach.OwnAndBelow | Reach.Issuer), (Roles.Inspector, Reach.OwnAndBelow), AccessTable.Auditors)
            .WithTags("reminders")
            .WithSummary("Whether every dated open assignment of the notice is watched by a plan");

    private static async Task<Results<Ok<PlansProof>, ProblemHttpResult>> HandleAsync(Guid id, Permission permission,
        NpgsqlDataSource dataSource, AssignmentOwner owner, CancellationToken ct)
    {
        var issuer = await dataSource.Sql("select issuing_unit from notice where id = $1", id).ScalarAsync<string>(ct);
        if (issuer is null || !permission.Reaches(issuer, issuer))
            return Problems.Unknown($"No notice {id} has arrived.");
        return TypedResults.Ok(await ProveAsync(id, dataSource, owner, ct));
    }

    private static async Task<PlansProof> ProveAsync(Guid notice, NpgsqlDataSource dataSource, AssignmentOwner owner, CancellationToken ct)
    {
        var (missing, stale, waiting, expected) = (new List<UnwatchedAssignment>(), new List<UnwatchedAssignment>(), 0, 0);
        for (Guid? after = null; ;)
        {
            var dated = await owner.DatedAsync(notice, after, ct);
            if (dated.Count == 0)
                return new(expected, expected - missing.Count, missing, stale, waiting);
            var planned = (await dataSource.Sql(
                "select assignment, deadline_version, waits_for_calendar from item where assignment = any($1)",
                dated.Select(a => a.Assignment).ToArray())
                .ReadAsync(row => (Assignment: row.GetGuid(0), Version: row.GetInt32(1), Waits: row.GetBoolean(2)), ct))
                .ToDictionary(item => item.Assignment);
            missing.AddRange(dated.Where(a => !planned.ContainsKey(a.Assignment)).Select(Named));
            stale.AddRange(dated.Where(a => planned.TryGetValue(a.Assignment, out var item) && item.Version < a.DeadlineVersion)
                .Select(Named));
            (waiting, expected, after) = (waiting + planned.Values.Count(item => item.Waits), expected + dated.Count, dated[^1].Assignment);
        }
    }

    private static UnwatchedAssignment Named(AssignmentChanged a) => new(a.Assignment, a.Requirement, a.Unit, a.DueAt);
}

/// <summary>The dated assignments of a notice that owe a report, against their plans.</summary>
/// <param name="Expected">How many there are, as their owner says.</param>
/// <param name="Found">How many of them have a plan.</param>
/// <param name="Missing">Those that have none.</param>
/// <param name="Behind">Those whose plan does not know of their newest deadline yet.</param>
/// <param name="WaitingForCalendar">How many have steps that wait for a year's working calendar.</param>
internal sealed record PlansProof(int Expected, int Found, IReadOnlyList<UnwatchedAssignment> Missing,
    IReadOnlyList<UnwatchedAssignment> Behind, int WaitingForCalendar);

/// <summary>An assignment whose reminders are not as they should be.</summary>
internal sealed record UnwatchedAssignment(Guid Assignment, int Requirement, string Unit, DateTimeOffset? DueAt);
