using System.Collections.Immutable;

namespace Workflow.History;

/// <summary>What happened to one unit (单位). Codes never change and are never used again.</summary>
public abstract record UnitEvent
{
    private UnitEvent() { }

    /// <summary>The unit exists from now on.</summary>
    public sealed record Established(
        string Code, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent, IReadOnlyList<string> Aliases)
            : UnitEvent;

    /// <summary>Other names from now on.</summary>
    public sealed record Renamed(string Name, string? ShortName) : UnitEvent;

    /// <summary>Another kind or level from now on.</summary>
    public sealed record Reclassified(string Kind, UnitLevel Level) : UnitEvent;

    /// <summary>Another parent from now on; null at the top.</summary>
    public sealed record Moved(string? Parent) : UnitEvent;

    /// <summary>A phrase that notices use for the unit. Several units may share one.</summary>
    public sealed record AliasAdded(string Alias) : UnitEvent;

    /// <summary>The phrase no longer means the unit.</summary>
    public sealed record AliasRemoved(string Alias) : UnitEvent;

    /// <summary>Whether the unit's upstream systems may answer questions and issue what they posted.</summary>
    public sealed record UpstreamSet(bool MayIssue) : UnitEvent;
}

/// <summary>A unit's state.</summary>
public abstract record Unit : IAggregate<Unit, UnitEvent>
{
    private Unit() { }

    /// <summary>No such unit.</summary>
    public sealed record None : Unit;

    /// <summary>The unit as it stands.</summary>
    public sealed record Established(
        string Code, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent, ImmutableSortedSet<string> Aliases,
        bool UpstreamMayIssue = false) : Unit;

    /// <inheritdoc />
    public static Unit Initial { get; } = new None();

    /// <inheritdoc />
    public static Unit Evolve(Unit state, UnitEvent @event) => (state, @event) switch
    {
        (None, UnitEvent.Established e) =>
            new Established(e.Code, e.Name, e.ShortName, e.Kind, e.Level, e.Parent, e.Aliases.ToImmutableSortedSet(StringComparer.Ordinal)),
        (Established s, UnitEvent.Renamed e) => s with { Name = e.Name, ShortName = e.ShortName },
        (Established s, UnitEvent.Reclassified e) => s with { Kind = e.Kind, Level = e.Level },
        (Established s, UnitEvent.Moved e) => s with { Parent = e.Parent },
        (Established s, UnitEvent.AliasAdded e) => s with { Aliases = s.Aliases.Add(e.Alias) },
        (Established s, UnitEvent.AliasRemoved e) => s with { Aliases = s.Aliases.Remove(e.Alias) },
        (Established s, UnitEvent.UpstreamSet e) => s with { UpstreamMayIssue = e.MayIssue },
        _ => throw new ImpossibleEventException(state, @event),
    };
}
