using AuditReplay.Ledger;
using Microsoft.AspNetCore.Mvc;

namespace AuditReplay.Replay;

/// <summary>
/// <c>GET /v1/notices/{id}/state?at=</c> and <c>/v1/units/{code}/state?at=</c>: what stood when, rebuilt from the ledger.
/// </summary>
internal static class StateAt
{
    private const string Description =
        """
        Of each stream the longest prefix recorded until `at`, inclusive (default: now, in business time), folded by the rules the
        services decide with. `version` says how many events it rests on, `ledgerSize` how many entries the ledger had. A stream that
        cannot be folded has no `state` but a `fault` that names the place.
        """;

    public static void MapReplay(this RouteGroupBuilder group)
    {
        group.MapGet("/notices/{id:guid}/state",
            (Guid id, [FromQuery] At? at, LedgerReader ledger, StreamReplay replay, TimeProvider clock, CancellationToken ct) =>
                RebuildAsync(Subject.Notice(id), at, ledger, replay, clock, ct))
            .WithSummary("A notice as it stood: its own stream, its assignments, its reminder plans").WithDescription(Description)
                .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/units/{code}/state",
            (string code, [FromQuery] At? at, LedgerReader ledger, StreamReplay replay, TimeProvider clock, CancellationToken ct) =>
                RebuildAsync(Subject.Unit(code), at, ledger, replay, clock, ct))
            .WithSummary("A unit as it stood: its own stream, its assignments, its reminder plans, its channel")
                .WithDescription(Description).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<RebuiltState>, ProblemHttpResult>> RebuildAsync(
        Subject subject, At? at, LedgerReader ledger, StreamReplay replay, TimeProvider clock, CancellationToken ct)
    {
        var size = await ledger.SizeAsync(ct);
        if (!await ledger.KnowsAsync(subject, size, ct))
            return Problems.Unknown($"The ledger holds nothing of {subject}.");
        var instant = at?.Instant ?? clock.GetUtcNow();
        return TypedResults.Ok(new RebuiltState(instant, size, replay.RebuildAsync(subject, instant, size, ct)));
    }
}

/// <summary>What stood at an instant.</summary>
/// <param name="At">The instant, inclusive.</param>
/// <param name="LedgerSize">How many entries the ledger had when this was rebuilt.</param>
/// <param name="Streams">By source and stream; those that had not begun are absent.</param>
internal sealed record RebuiltState(DateTimeOffset At, long LedgerSize, IAsyncEnumerable<StreamState> Streams);

/// <summary>One stream of it.</summary>
/// <param name="Source">The service.</param>
/// <param name="Stream">Its id.</param>
/// <param name="Version">How many events it rests on.</param>
/// <param name="State">The state; null where it cannot be rebuilt.</param>
/// <param name="Fault">Why not, and where; null otherwise.</param>
internal sealed record StreamState(string Source, Guid Stream, long Version, JsonElement? State, string? Fault);
