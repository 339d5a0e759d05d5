using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// Whom a phrase that is asked about may mean, from the directory: everybody a partial phrase fits, the one unit whose name the phrase
/// shortens, or, where a phrase means
/// all units (各单位) or there is none, those directly below the issuer. Nothing where nothing is near. Pure.
/// </summary>
internal static class AddresseeProposals
{
    // More codes are no answer a person would look through.
    private const int MostUnits = 200;
    private const int Fewest = 3;

    private static readonly string[] Everybody =
        ["各单位", "各有关单位", "各部门", "各部门各单位", "各地各部门", "各地各单位", "各地", "各级各部门", "所属各单位", "各直属单位", "各基层单位", "全体单位", "各成员单位"];

    /// <param name="phrase">Null where no addressee was found.</param>
    public static IReadOnlyList<Proposal> For(string? phrase, AddresseeResolution resolution, string issuingUnit,
        DirectoryView directory) => resolution switch
    {
        AddresseeResolution.SomeOf { Candidates: var all } => Offer(all, "名录中符合的全部单位；只发其中一部分的，请另行选定"),
        AddresseeResolution.Unresolved
            when phrase is null || Array.Exists(Everybody, everybody => phrase.Replace("、", "", StringComparison.Ordinal) == everybody) =>
            Offer(Below(issuingUnit, directory), "发文单位的直接下级"),
        AddresseeResolution.Unresolved when Named(phrase, issuingUnit, directory) is [var only] => Offer([only], "名录中名称相近的单位"),
        _ => [],
    };

    private static List<string> Below(string issuingUnit, DirectoryView directory) =>
        [.. directory.Units.Children(issuingUnit).Select(unit => unit.Code)];

    /// <summary>市教育局 for 港城市教育局, 教育局 for 市教育局: one name ends with the other, in the issuer's own tree.</summary>
    private static List<string> Named(string phrase, string issuingUnit, DirectoryView directory)
    {
        if (phrase.Length < Fewest || phrase.StartsWith('各') || directory.Units.Path(issuingUnit) is not [var root, ..])
            return [];
        return [.. directory.Units.All.Where(unit => directory.Units.IsSelfOrBelow(unit.Code, root)
            && (unit.ShortName is { } shortName ? new[] { unit.Name, shortName } : [unit.Name]).Any(IsNear)).Select(unit => unit.Code)];

        bool IsNear(string name) =>
            name.Length >= Fewest && (name.EndsWith(phrase, StringComparison.Ordinal) || phrase.EndsWith(name, StringComparison.Ordinal));
    }

    private static Proposal[] Offer(IEnumerable<string> codes, string why) =>
        codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 and <= MostUnits } units
            ? [new(string.Join(',', units), $"{why}（{units.Length}个）")] : [];
}
