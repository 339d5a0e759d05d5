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
/// <param name="UpstreamMayIssue">Whether its upstream systems may answer and issue what they posted.</param>
public sealed record UnitNode(string Code, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent,
    IReadOnlyList<string> Aliases, long Version, bool UpstreamMayIssue = false);

/// <summary>A standing grant: <paramref name="Issuer"/> may order units of a kind below some unit.</summary>
/// <param name="Issuer">Code of the unit that may order.</param>
/// <param name="Kind">Of the units it may order.</param>
/// <param name="Below">Code of the unit below which they stand, at any depth.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="Until">Last day, inclusive; null: until further notice.</param>
public sealed record UnitGrant(string Issuer, string Kind, string Below, DateOnly From, DateOnly? Until)
{
    /// <summary>Whether the day is one of its days.</summary>
    public bool HoldsOn(DateOnly day) => From <= day && (Until is null || day <= Until);
}

/// <summary>The tree at one moment; immutable, cheap to keep for the length of a request.</summary>
public sealed class UnitSnapshot
{
    private readonly FrozenDictionary<string, UnitNode> _units;
    private readonly Lazy<ILookup<string, UnitNode>> _children;
    private readonly ILookup<(string Issuer, string Kind), UnitGrant> _grants;

    /// <summary>A tree of these units. A parent that is not among them (not heard of yet) ends the path.</summary>
    public UnitSnapshot(long revision, IEnumerable<UnitNode> units, long directoryVersion = 0, IReadOnlyList<UnitGrant>? grants = null)
    {
        (Revision, DirectoryVersion, Grants) = (revision, directoryVersion, grants ?? []);
        _grants = Grants.ToLookup(grant => (grant.Issuer, grant.Kind));
        _units = units.ToFrozenDictionary(unit => unit.Code, StringComparer.Ordinal);
        _children = new(() => _units.Values.Where(unit => unit.Parent is not null).OrderBy(unit => unit.Code, StringComparer.Ordinal)
            .ToLookup(unit => unit.Parent!, StringComparer.Ordinal));
    }

    /// <summary>Grows with every change of the stored tree.</summary>
    public long Revision { get; }

    /// <summary>The directory's version that these units and grants are, whole; 0 = none was heard of.</summary>
    public long DirectoryVersion { get; }

    /// <summary>All grants, also those whose days are over or to come.</summary>
    public IReadOnlyList<UnitGrant> Grants { get; }

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

    /// <summary>Codes of the unit and of those below it, itself first.</summary>
    public IEnumerable<string> AtOrBelow(string code) => Below(code).Select(unit => unit.Code).Prepend(code);

    /// <summary>Units below at any depth, each with the direct subordinate of <paramref name="code"/> in whose subtree it stands.</summary>
    public IEnumerable<(string Code, string Child)> BelowByChild(string code) => Children(code).SelectMany(child =>
        AtOrBelow(child.Code).Select(below => (below, child.Code)));

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
    public bool IsSelfOrBelow(string unit, string ancestor)
    {
        var at = unit;
        // The count ends a cycle, which two half-heard moves can make for a moment.
        for (var steps = 0; at is not null && at != ancestor && steps <= _units.Count; steps++)
            at = Parent(at);
        return at == ancestor;
    }

    /// <summary>Whether the unit is below <paramref name="ancestor"/>, at any depth.</summary>
    public bool IsBelow(string unit, string ancestor) => unit != ancestor && IsSelfOrBelow(unit, ancestor);

    /// <summary>Whether nobody stands above the unit, which the tree knows.</summary>
    public bool IsRoot(string unit) => Find(unit) is { Parent: null };

    /// <summary>
    /// Whether a unit may order another on a day: at or below itself, or as a standing grant gives it. Nobody orders or is ordered whom the
    /// tree does not know.
    /// </summary>
    public bool MayOrder(string issuer, string unit, DateOnly day) =>
        (Exists(issuer) && Exists(unit) && IsSelfOrBelow(unit, issuer)) || IsGranted(issuer, unit, day);

    /// <summary>Whom standing grants of a day let a unit order, in no order.</summary>
    public IEnumerable<UnitNode> Granted(string issuer, DateOnly day) => Grants
        .Where(grant => grant.Issuer == issuer && grant.HoldsOn(day))
        .SelectMany(grant => Below(grant.Below).Where(unit => unit.Kind == grant.Kind)).DistinctBy(unit => unit.Code);

    /// <summary>Whether a standing grant lets a unit order another on a day; both stand in the tree.</summary>
    public bool IsGranted(string issuer, string unit, DateOnly day) => Exists(issuer) && Find(unit) is { } ordered
        && _grants[(issuer, ordered.Kind)].Any(grant => grant.HoldsOn(day) && IsBelow(unit, grant.Below));
}
