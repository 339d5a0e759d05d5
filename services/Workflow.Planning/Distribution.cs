using Workflow.History;

namespace Workflow.Planning;

/// <summary>A unit as far as planning needs it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Parent">Code of the unit above; null at the top.</param>
/// <param name="Kind">Free text of the directory.</param>
/// <param name="Level">Where it stands.</param>
public sealed record PlannedUnit(string Code, string? Parent, string Kind, UnitLevel Level);

/// <summary>What one requirement asks of whom, as confirmed.</summary>
/// <param name="Number">Of the requirement, unique in the notice.</param>
/// <param name="Owes">
/// Who owes it where no unit is named: every unit of that level (and kind) at or below an addressee, or in the area of the committee whose
/// department it is; or the addressees.
/// </param>
/// <param name="Lead">
/// Code of the unit that leads; where it or <paramref name="Joint"/> is given, these units owe the requirement and nobody else.
/// </param>
/// <param name="Joint">Codes of the units that each owe a part of what the lead unit leads; without a lead, each owes it alone.</param>
public sealed record OwedRequirement(int Number, OwedBy Owes, string? Lead, IReadOnlyList<string> Joint);

/// <summary>One unit's part in one requirement: what becomes one assignment.</summary>
/// <param name="Unit">Code of the unit.</param>
/// <param name="Requirement">Number of the requirement.</param>
/// <param name="Part">Alone, leading or joining.</param>
public sealed record OwedPart(string Unit, int Requirement, Part Part);

/// <summary>
/// Who owes what: from requirements, addressees and the unit tree to every (unit, requirement), each once. Pure and deterministic.
/// </summary>
public static class Distribution
{
    /// <summary>Most assignments in one message.</summary>
    public const int ChunkSize = 500;

    /// <summary>
    /// Every part owed, each (unit, requirement) once; by unit code (ordinal), then number. A requirement that nobody owes has no part
    /// here.
    /// </summary>
    /// <param name="requirements">As confirmed; numbers are distinct.</param>
    /// <param name="addressees">Codes of the units the notice is addressed to; one the tree does not know stands for itself alone.</param>
    /// <param name="units">The tree of today. Cost grows with its size plus what is owed.</param>
    /// <param name="issuer">Code of the issuing unit.</param>
    public static IReadOnlyList<OwedPart> Expand(IReadOnlyCollection<OwedRequirement> requirements, IReadOnlyCollection<string> addressees,
        IReadOnlyCollection<PlannedUnit> units, string issuer)
    {
        var addressed = addressees.Distinct(StringComparer.Ordinal).ToList();
        var tree = new Tree(units);
        var byOwes = requirements.Select(r => r.Owes with { Role = null }).Distinct()
            .ToDictionary(owes => owes, owes => owes.Level is { } level ? tree.Owing(level, owes.Kind, addressed, issuer) : addressed);
        var parts = requirements.SelectMany(r => Parts(r, byOwes[r.Owes with { Role = null }])).ToArray();
        Array.Sort(parts, (a, b) =>
            string.CompareOrdinal(a.Unit, b.Unit) is var order and not 0 ? order : a.Requirement.CompareTo(b.Requirement));
        return parts;
    }

    /// <summary>
    /// The parts in their order, in chunks of at most <paramref name="most"/>; a unit's parts stay together unless they alone exceed a
    /// chunk.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<OwedPart>> Chunks(IReadOnlyList<OwedPart> parts, int most = ChunkSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var chunks = new List<IReadOnlyList<OwedPart>>();
        var chunk = new List<OwedPart>();
        foreach (var unit in parts.GroupBy(part => part.Unit, StringComparer.Ordinal).SelectMany(unit => unit.Chunk(most)))
        {
            if (chunk.Count + unit.Length > most)
            {
                chunks.Add(chunk);
                chunk = [];
            }
            chunk.AddRange(unit);
        }
        if (chunk.Count > 0)
            chunks.Add(chunk);
        return chunks;
    }

    private static IEnumerable<OwedPart> Parts(OwedRequirement requirement, IReadOnlyList<string> owing)
    {
        var joint = requirement.Joint.Where(unit => unit != requirement.Lead).Distinct(StringComparer.Ordinal).ToList();
        if (requirement.Lead is not { } lead)
            return (joint.Count > 0 ? joint : owing).Select(unit => new OwedPart(unit, requirement.Number, Part.Sole));
        return joint.Select(unit => new OwedPart(unit, requirement.Number, Part.Joint))
            .Prepend(new(lead, requirement.Number, joint.Count > 0 ? Part.Lead : Part.Sole));
    }

    private sealed class Tree(IReadOnlyCollection<PlannedUnit> units)
    {
        private readonly Dictionary<string, PlannedUnit> _units = units.ToDictionary(unit => unit.Code, StringComparer.Ordinal);
        private readonly ILookup<string, PlannedUnit> _children =
            units.Where(unit => unit.Parent is not null).ToLookup(unit => unit.Parent!, StringComparer.Ordinal);

        /// <summary>
        /// The units of the level and kind at or below the addressees. An addressee that has none, and is an organ of the unit above it
        /// (a department at its committee's own level), passes the notice on in that unit's area; not where the issuer is of that area.
        /// </summary>
        public List<string> Owing(UnitLevel level, string? kind, List<string> addressed, string issuer)
        {
            var (owing, having) = (Fitting(addressed), new HashSet<string>(StringComparer.Ordinal));
            foreach (var unit in owing)
            {
                // What stands above a unit that was met before has been noted.
                for (var above = unit; above is not null && having.Add(above.Code);)
                    above = Above(above);
            }
            var areas = addressed.Where(code => !having.Contains(code)).Select(code => _units.GetValueOrDefault(code))
                .Where(unit => unit is not null && unit.Level < level && Above(unit) is { } committee && committee.Level == unit.Level
                    && !IsAtOrBelow(issuer, committee.Code))
                .Select(unit => unit!.Parent!);
            return [.. owing.Concat(Fitting(areas)).Select(unit => unit.Code).Distinct(StringComparer.Ordinal)];

            List<PlannedUnit> Fitting(IEnumerable<string> tops) =>
                AtOrBelow(tops).FindAll(unit => unit.Level == level && (kind is null || unit.Kind == kind));
        }

        private List<PlannedUnit> AtOrBelow(IEnumerable<string> tops)
        {
            var seen = new HashSet<string>(tops, StringComparer.Ordinal);
            var reached = seen.Select(code => _units.GetValueOrDefault(code)).OfType<PlannedUnit>().ToList();
            for (var next = 0; next < reached.Count; next++)
                reached.AddRange(_children[reached[next].Code].Where(child => seen.Add(child.Code)));
            return reached;
        }

        private bool IsAtOrBelow(string code, string ancestor)
        {
            var unit = _units.GetValueOrDefault(code);
            // The count ends a cycle, which a half-heard tree can hold for a moment.
            for (var steps = 0; unit is not null && unit.Code != ancestor && steps <= _units.Count; steps++)
                unit = Above(unit);
            return unit?.Code == ancestor;
        }

        private PlannedUnit? Above(PlannedUnit unit) => unit.Parent is null ? null : _units.GetValueOrDefault(unit.Parent);
    }
}
