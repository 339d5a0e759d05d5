using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>Whom a notice orders: those it is addressed to, and who owes which part. Units that are left out are in neither.</summary>
/// <param name="Addressed">Codes, each once.</param>
/// <param name="Parts">By unit, then requirement.</param>
internal sealed record Orders(IReadOnlyList<string> Addressed, IReadOnlyList<OwedPart> Parts)
{
    public static Orders Of(NoticeFile file, DirectoryView directory)
    {
        var left = file.LeftOut();
        var addressed = file.Addressees.Values.SelectMany(units => units).Except(left, StringComparer.Ordinal).ToList();
        var requirements = file.Requirements().Select(it => new OwedRequirement(it.Number, it.Owes, it.Lead, it.Joint)).ToList();
        return new(addressed, [.. Distribution.Expand(requirements, addressed, directory.Planned, file.IssuingUnit)
            .Where(part => !left.Contains(part.Unit))]);
    }

    /// <summary>All of them, each once, in ordinal order of their codes.</summary>
    public UnitList Units() => UnitList.Of([.. Addressed, .. Parts.Select(part => part.Unit)]);
}
