using System.Collections.Frozen;

namespace Workflow.ServiceDefaults;

/// <summary>A unit as it is today.</summary>
/// <param name="Code">Immutable, never reused.</param>
/// <param name="Name">Full name.</param>
/// <param name="ShortName">Customary short name, where it has one.</param>
/// <param name="Kind">Free text of the directory.</param>
/// <param name="Level">Of the hierarchy.</param>
/// <param name="Parent">Code of the unit above; null at a root.</param>
/// <param name="Aliases">Further names; one may belong to several units.</param>
/// <param name="Version">Version of the unit's stream that says so.</param>
public sealed record UnitNode(string Code, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent,
    IReadOnlyList<string> Aliases, long Version);

/// <summary>The tree at one moment; immutable, cheap to keep for the length of a request.</summary>
public sealed class UnitSnapshot
{
    private readonly FrozenDictionary<string, UnitNode> _units;
    private readonly Lazy<ILookup<string, UnitNode>> _children;

    /// <summary>A tree of these units. A parent that is not among them (not heard of yet) ends the path.</summary>
    public UnitSnapshot(long revision, IEnumerable<UnitNode> units, long directoryVersion = 0)
    {
        (Revision, DirectoryVersion) = (revision, directoryVersion);
        _units = units.ToFrozenDictionary(unit => unit.Code, StringComparer.Ordinal);
        _children = new(() => _units.Values.Where(unit => unit.Parent is not null).OrderBy(unit => unit.Code, StringComparer.Ordinal)
            .ToLookup(unit => unit.Parent!, StringComparer.Ordinal));
    }

    /// <summary>Grows with every change of the stored tree.</summary>
    public long Revision { get; }

    /// <summary>The directory's last event that these units are the outcome of; 0 = none was heard of.</summary>
    public long DirectoryVersion { get; }

    /// <summary>All units, in no order.</summary>
    public IReadOnlyCollection<UnitNode> All => _units.Values;

    /// <summary>The unit, or null when the tree does not know it.</summary>
    public UnitNode? Find(string code) => _units.GetValueOrDefault(code);

    /// <summary>Whether the tree knows the unit.</summary>
    public bool Exists(string code) => _units.ContainsKey(code);

    /// <summary>Code of the unit above; null at a root or for an unknown unit.</summary>
    public string? Parent(string code) => Find(code)?.Parent;

    /// <summary>Units directly below, by code.</summary>
    public IEnumerable<UnitNode> Children(string code) => _children.Value[code];

    /// <summary>Units below at any depth, the unit itself excluded; a level before the next one, siblings by code.</summary>
    public IReadOnlyList<UnitNode> Below(string code)
    {
        var (below, seen) = (new List<UnitNode>(), new HashSet<string>(StringComparer.Ordinal) { code });
        below.AddRange(Children(code).Where(unit => seen.Add(unit.Code)));
        for (var i = 0; i < below.Count; i++)
            below.AddRange(Children(below[i].Code).Where(unit => seen.Add(unit.Code)));
        return below;
    }

    /// <summary>Codes from the root down to the unit, inclusive; empty for an unknown unit.</summary>
    public IReadOnlyList<string> Path(string code)
    {
        var path = new List<string>();
        // The length guard ends a cycle, which two half-heard moves can make for a moment.
        for (var unit = Find(code); unit is not null && path.Count <= _units.Count; unit = unit.Parent is null ? null : Find(unit.Parent))
            path.Insert(0, unit.Code);
        return path;
    }

    /// <summary>
    /// Whether <paramref name="unit"/> is <paramref name="ancestor"/> or below it at any depth. A unit is itself even when the tree does
    /// not know it.
    /// </summary>
    public bool IsSelfOrBelow(string unit, string ancestor) => unit == ancestor || Path(unit).Contains(ancestor, StringComparer.Ordinal);
}
