using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Workflow.ServiceDefaults;

/// <summary>How a service stands, for its operator; the same shape in every service.</summary>
/// <param name="Service">Its source name.</param>
/// <param name="At">When it was looked at, by wall time.</param>
/// <param name="Ready">As <c>/health/ready</c> says it.</param>
/// <param name="Problems">What is wrong or waits, by kind; empty when all is well.</param>
/// <param name="Feeds">How far what it stores is read and published; of the ledger also how far each source has come.</param>
/// <param name="Queues">Its error, skipped and dead queues that hold something.</param>
/// <param name="Counts">What is watched, also where it is well.</param>
/// <param name="Quarantine">What is set aside, longest first, at most 100.</param>
/// <param name="ReadModels">What can be made again, and how far that is.</param>
public sealed record OperationsView([OneOf(typeof(Sources))] string Service, DateTimeOffset At, bool Ready, IReadOnlyList<Trouble> Problems,
    IReadOnlyList<FeedStanding> Feeds, IReadOnlyList<SetAsideQueue> Queues, IReadOnlyList<Tally> Counts,
    IReadOnlyList<Quarantined> Quarantine, IReadOnlyList<ReadModelState> ReadModels);

/// <summary>Something that is wrong, or waits.</summary>
/// <param name="Kind">A constant of <see cref="Troubles"/>.</param>
/// <param name="About">What it is with: a part, a queue, a unit, a stream, a source.</param>
/// <param name="Words">The kind in a sentence.</param>
/// <param name="Reason">In words for an operator.</param>
/// <param name="Since">By wall time, where it is known.</param>
/// <param name="Count">How many, at most 1,000 (then: or more); null where one.</param>
/// <param name="Act">The request that an operator may answer it with, as <c>POST /v1/…</c>; null where it passes by itself.</param>
public sealed record Trouble([OneOf(typeof(Troubles))] string Kind, string About, BothWords Words,
    string? Reason, DateTimeOffset? Since = null, long? Count = null,
    string? Act = null)
{
    /// <summary>Of a kind, in its words.</summary>
    public static Trouble Of(string kind, string about, string? reason, DateTimeOffset? since = null, long? count = null,
        string? act = null) => new(kind, about, Troubles.Words[kind], reason, since, count, act);
}

/// <summary>A sentence in both languages.</summary>
public sealed record BothWords(string Zh, string En);

/// <summary>Something counted no further than to 1,000.</summary>
/// <param name="Kind">What is counted.</param>
/// <param name="About">Of it: a state, a reason; null where all.</param>
/// <param name="Count">At most <see cref="FeedStandings.MostCounted"/>, which says: or more.</param>
/// <param name="Oldest">Of them, where it is known.</param>
public sealed record Tally(string Kind, string? About, long Count, DateTimeOffset? Oldest = null);

/// <summary>Whose operations are asked for.</summary>
/// <param name="Units">Codes of the units at and below the operator's; null = everything, for the operator of the root.</param>
public sealed record OperationsScope(string[]? Units);

/// <summary>What a service adds to its operations.</summary>
public interface IOperationsPart
{
    /// <summary>Whether it has something for operators of other units than the root.</summary>
    bool IsSplit => false;

    /// <summary>Looks, at a cost that does not grow with what is pending.</summary>
    Task<PartReport> LookAsync(OperationsScope scope, CancellationToken ct);
}

/// <summary>What a service adds.</summary>
public sealed record PartReport(IReadOnlyList<Trouble> Problems, IReadOnlyList<Tally> Counts, IReadOnlyList<FeedStanding>? Feeds = null);

/// <summary><c>GET /v1/operations</c>: the operator of the root sees all, others what concerns their units.</summary>
internal sealed class Operations(ServiceIdentity identity, HealthCheckService health, FeedStandings feeds, FeedStatus status,
    ErrorQueues queues, Quarantine quarantine, ReadModels models, IEnumerable<IOperationsPart> parts,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall)
{
    private const int MostSetAside = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/operations", HandleAsync)
        .RequireAccess((Roles.Operator, Reach.OwnAndBelow)).WithTags("operation")
        .WithSummary("What is wrong, waits or is set aside in this service, and what can be done about it");

    private static async Task<Results<Ok<OperationsView>, ProblemHttpResult>> HandleAsync(Permission permission, UnitTree tree,
        Operations operations, CancellationToken ct)
    {
        var (now, own) = (tree.Now, permission.Caller.Unit);
        if (now.Find(own) is { Parent: null })
            return TypedResults.Ok(await operations.AllAsync(ct));
        return await operations.PartAsync(new([own, .. now.Below(own).Select(unit => unit.Code)]), ct) is { } part ? TypedResults.Ok(part)
            : Problems.NotYours("Nothing of this service belongs to single units: it is for the operator of the root.", "root-only");
    }

    private async Task<OperationsView?> PartAsync(OperationsScope scope, CancellationToken ct)
    {
        var split = parts.Where(part => part.IsSplit).ToList();
        if (split.Count == 0)
            return null;
        var reports = await Task.WhenAll(split.Select(part => part.LookAsync(scope, ct)));
        return new(identity.Source, wall.GetUtcNow(), await IsReadyAsync(ct) is { Status: not HealthStatus.Unhealthy },
            [.. reports.SelectMany(report => report.Problems)], [], [], [.. reports.SelectMany(report => report.Counts)], [], []);
    }

    /// <summary>As the operator of the root sees it.</summary>
    public async Task<OperationsView> AllAsync(CancellationToken ct)
    {
        var (ready, fed, found, aside, known) = (IsReadyAsync(ct), feeds.ReadAsync(ct), queues.ReadAsync(ct),
            quarantine.ReadAsync(MostSetAside, ct), models.ListAsync(ct));
        var reports = await Task.WhenAll(parts.Select(part => part.LookAsync(new(Units: null), ct)));
        FeedStanding[] standings = [.. await fed, .. reports.SelectMany(report => report.Feeds ?? [])];
        var (listed, unseen) = await found;
        Trouble[] problems = [.. Unwell(await ready), .. standings.Select(OfFeed).OfType<Trouble>(), .. listed.Select(OfQueue),
            .. unseen is null ? [] : new[] { Trouble.Of(Troubles.BrokerUnseen, "rabbitmq", unseen) },
            .. (await aside).Select(OfSetAside),
            .. status.Rebuilds.Where(r => r.Error is not null).Select(r => Trouble.Of(Troubles.RebuildFailing, r.Name, r.Error)),
            .. reports.SelectMany(report => report.Problems)];
        return new(identity.Source, wall.GetUtcNow(), (await ready).Status != HealthStatus.Unhealthy, problems, standings, listed,
            [.. reports.SelectMany(report => report.Counts)], await aside, await known);
    }

    private Task<HealthReport> IsReadyAsync(CancellationToken ct) => health.CheckHealthAsync(part => part.Tags.Contains(Health.Tag), ct);

    private static IEnumerable<Trouble> Unwell(HealthReport report) => report.Entries
        .Where(part => part.Value.Status == HealthStatus.Unhealthy)
        .Select(part => Trouble.Of(Troubles.PartUnwell, part.Key, part.Value.Description ?? part.Value.Exception?.Message));

    private static Trouble? OfFeed(FeedStanding feed) =>
        feed.Error is { } error ? Trouble.Of(Troubles.FeedPaused, feed.Name, error, feed.Since, feed.Lag)
        : feed.BlockedBy is { } blocked ? Trouble.Of(Troubles.FeedBlocked, feed.Name, blocked, feed.Since, feed.Lag) : null;

    private static Trouble OfQueue(SetAsideQueue queue) => Trouble.Of(Troubles.QueueHolds, queue.Name, queue.Reason, queue.Oldest,
        queue.Messages, $"POST /v1/operations/error-queues/{queue.Name}/retry");

    private static Trouble OfSetAside(Quarantined item) =>
        Trouble.Of(Troubles.SetAside, $"{item.Place} {item.Item}", item.Reason, item.Since);
}
