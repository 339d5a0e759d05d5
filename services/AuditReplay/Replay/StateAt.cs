using System.Text.Json.Serialization;
using AuditReplay.Ledger;
using AuditReplay.Timeline;
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
        cannot be folded has no `state` but a `fault` that names the place. With `since`, an instant before: instead of `streams` the
        `differences`, of each stream that went on after `since` the state before and after, and in words what happened between.
        """;

    public static void MapReplay(this RouteGroupBuilder group)
    {
        group.MapGet("/notices/{id:guid}/state",
            (Guid id, [FromQuery] At? at, [FromQuery] At? since, LedgerReader ledger, StreamReplay replay, UnitNames names,
                TimeProvider clock, CancellationToken ct) =>
                RebuildAsync(Subject.Notice(id), at, since, ledger, replay, names, clock, ct))
            .WithSummary("A notice as it stood: its own stream, its assignments, its reminder plans").WithDescription(Description);
        group.MapGet("/units/{code}/state",
            (string code, [FromQuery] At? at, [FromQuery] At? since, LedgerReader ledger, StreamReplay replay, UnitNames names,
                TimeProvider clock, CancellationToken ct) =>
                RebuildAsync(Subject.Unit(code), at, since, ledger, replay, names, clock, ct))
            .WithSummary("A unit as it stood: its own stream, its assignments, its reminder plans, its channel")
                .WithDescription(Description);
    }

    private static async Task<Results<Ok<RebuiltState>, ProblemHttpResult>> RebuildAsync(
        Subject subject, At? at, At? since, LedgerReader ledger, StreamReplay replay, UnitNames names, TimeProvider clock,
        CancellationToken ct)
    {
        var size = await ledger.SizeAsync(ct);
        if (!await ledger.KnowsAsync(subject, size, ct))
            return Problems.Unknown($"The ledger holds nothing of {subject}.");
        var instant = at?.Instant ?? clock.GetUtcNow();
        if (since is null)
            return TypedResults.Ok(new RebuiltState(instant, size, replay.RebuildAsync(subject, instant, size, ct)));
        return since.Instant > instant
            ? Problems.Malformed("invalid-since", $"'since' is {since.Instant:O}; an instant up to {instant:O} is allowed.")
            : TypedResults.Ok(new RebuiltState(instant, size, Streams: null, since.Instant, replay.CompareAsync(subject, since.Instant,
                instant, size, new Teller(await names.ReadAsync(size, ct)), ct)));
    }
}

/// <summary>What stood at an instant.</summary>
/// <param name="At">The instant, inclusive.</param>
/// <param name="LedgerSize">How many entries the ledger had when this was rebuilt.</param>
/// <param name="Streams">By source and stream; those that had not begun are absent.</param>
/// <param name="Since">The instant it is compared with, inclusive; absent where it is not.</param>
/// <param name="Differences">By source and stream, in place of <paramref name="Streams"/>; those that did not go on are absent.</param>
internal sealed record RebuiltState(DateTimeOffset At, long LedgerSize,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IAsyncEnumerable<StreamState>? Streams,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IAsyncEnumerable<StreamDifference>? Differences = null);

/// <summary>A stream that went on between two instants.</summary>
/// <param name="Source">The service.</param>
/// <param name="Stream">Its id.</param>
/// <param name="Before">As it stood at the earlier instant; null where it had not begun, or cannot be rebuilt.</param>
/// <param name="After">As it stood at the later one; null where it cannot be rebuilt.</param>
/// <param name="Words">What happened between, each event a sentence; of more than 20 the last.</param>
internal sealed record StreamDifference([OneOf(typeof(Sources))] string Source,
    Guid Stream, JsonElement? Before, JsonElement? After, Words Words);

/// <summary>One stream of it.</summary>
/// <param name="Source">The service.</param>
/// <param name="Stream">Its id.</param>
/// <param name="Version">How many events it rests on.</param>
/// <param name="State">The state; null where it cannot be rebuilt.</param>
/// <param name="Fault">Why not, and where; null otherwise.</param>
internal sealed record StreamState([OneOf(typeof(Sources))] string Source, Guid Stream, long Version, JsonElement? State, string? Fault);
