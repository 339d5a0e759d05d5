using System.Text.Json.Serialization;

namespace OrganisationDirectory.Units;

/// <summary>Something that became of a unit.</summary>
/// <param name="Kind">established, renamed, reclassified, moved, alias-added, alias-removed or upstream-set.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="By">Opaque id of the person who did it; absent where no person did.</param>
/// <param name="Name">What it was called from then on, or the alias.</param>
/// <param name="Parent">Under which unit it came to stand; absent at the top, and where it did not move.</param>
/// <param name="Level">Its level from then on.</param>
/// <param name="UnitKind">Its kind from then on.</param>
/// <param name="MayIssue">Whether its upstream systems may issue from then on.</param>
internal sealed record UnitHistoryItem(
    [OneOf("established", "renamed", "reclassified", "moved", "alias-added", "alias-removed", "upstream-set")]
    string Kind, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitName? Parent = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitLevel? Level = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UnitKind = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? MayIssue = null);

/// <summary><c>GET /v1/units/{code}/history</c>: a unit's past, the first first. There are few such events of a unit.</summary>
internal static class UnitHistory
{
    public static async Task<Results<Ok<IReadOnlyList<UnitHistoryItem>>, ProblemHttpResult>> HandleAsync(string code, Permission permission,
        UnitTree tree, StreamStore streams, CancellationToken ct)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        var id = Ids.Unit(code);
        var (stories, unreadable) = await streams.LoadStoriesAsync<Unit, UnitEvent>([id], ct);
        if (unreadable.GetValueOrDefault(id) is { } why)
            throw why;
        return TypedResults.Ok<IReadOnlyList<UnitHistoryItem>>([.. stories[id].Events.Select(told =>
            Item(told.Event, told.Stored.RecordedAt, told.Stored.ByPerson()?.Person, tree.Now))]);
    }

    private static UnitHistoryItem Item(UnitEvent @event, DateTimeOffset at, string? by, UnitSnapshot today)
    {
        return @event switch
        {
            UnitEvent.Established e => Of("established") with { Name = e.Name, Parent = Named(e.Parent), Level = e.Level,
                UnitKind = e.Kind },
            UnitEvent.Renamed e => Of("renamed") with { Name = e.Name },
            UnitEvent.Reclassified e => Of("reclassified") with { Level = e.Level, UnitKind = e.Kind },
            UnitEvent.Moved e => Of("moved") with { Parent = Named(e.Parent) },
            UnitEvent.AliasAdded e => Of("alias-added") with { Name = e.Alias },
            UnitEvent.AliasRemoved e => Of("alias-removed") with { Name = e.Alias },
            UnitEvent.UpstreamSet e => Of("upstream-set") with { MayIssue = e.MayIssue },
            _ => throw new UnreachableException(),
        };

        UnitHistoryItem Of(string kind) => new(kind, at, by);
        UnitName? Named(string? code) => code is null ? null : today.Named(code);
    }
}
