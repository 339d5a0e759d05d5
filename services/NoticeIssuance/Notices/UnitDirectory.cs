using System.Data;
using NoticeIssuance.Understanding;
using Workflow.Contracts.Directory.V1;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>
/// The units of today as notices see them: phrases to resolve, a tree to distribute over. Immutable; take it once for one decision.
/// </summary>
/// <param name="Version">The last directory event that was seen.</param>
internal sealed record DirectoryView(UnitSnapshot Units, AddresseePhrases Phrases, long Version)
{
    /// <summary>The tree to distribute over.</summary>
    public IReadOnlyList<PlannedUnit> Planned { get; } =
        [.. Units.All.Select(unit => new PlannedUnit(unit.Code, unit.Parent, unit.Kind, unit.Level))];

    private bool IsOneTree { get; } = Units.All.Count(unit => unit.Parent is null) < 2;

    public static DirectoryView Of(UnitSnapshot units, long version) => new(units, new([.. units.All
        .OrderBy(unit => unit.Code, StringComparer.Ordinal)
        .Select(unit =>
            new DirectoryUnit(unit.Code, unit.Name, unit.ShortName, unit.Kind, unit.Level.Name(), unit.Parent, unit.Aliases))]),
            version);

    /// <summary>
    /// Whom the phrase means when <paramref name="issuingUnit"/> writes it. Where units of several trees go by it (two cities, each with
    /// its 各区县委组织部), those of the issuer's own tree are meant; another tree is asked only where its own knows nobody by it.
    /// </summary>
    public AddresseeResolution Resolve(string phrase, string issuingUnit) => Phrases.Resolve(phrase, AreaOf(issuingUnit),
        IsOneTree || Units.Path(issuingUnit) is not [var root, ..] ? null : unit => Units.IsSelfOrBelow(unit, root));

    /// <summary>
    /// Where a unit gives its orders: below itself; a department at its committee's own level, which has nobody below it, in that
    /// committee's area.
    /// </summary>
    private string AreaOf(string unit) => !Units.Children(unit).Any() && Units.Find(unit) is { Parent: { } parent } department
        && Units.Find(parent) is { } committee && committee.Level == department.Level ? parent : unit;
}

/// <summary>Makes a <see cref="DirectoryView"/> of the replica, once for each change of it.</summary>
internal sealed class UnitDirectory(UnitTree tree)
{
    private DirectoryView? _last;

    /// <summary>The view of one snapshot: its units and the directory's version were read together.</summary>
    public DirectoryView Now
    {
        get
        {
            var (units, last) = (tree.Now, Volatile.Read(ref _last));
            if (last is null || !ReferenceEquals(last.Units, units))
                Volatile.Write(ref _last, last = DirectoryView.Of(units, units.DirectoryVersion));
            return last;
        }
    }
}
