namespace NoticeIssuance.Understanding;

/// <summary>各 + words for a level + how the units' names end (各区市县委组织部).</summary>
/// <param name="Levels">As the directory names them.</param>
/// <param name="Ending">After the words for the level; never empty.</param>
/// <param name="OfPlace">Whether the ending must follow the name of a place (临港区 + 委组织部, but not 高新区党工 + 委组织部).</param>
internal sealed partial record Selector(IReadOnlyCollection<string> Levels, string Ending, bool OfPlace)
{
    private const string PlaceEndings = "省区市县州盟旗乡镇道";

    private static readonly Dictionary<string, string[]> LevelsOf = new(StringComparer.Ordinal)
    {
        ["省"] = ["province"], ["自治区"] = ["province"], ["直辖市"] = ["province"],
        ["市"] = ["city", "county"], ["州"] = ["city"], ["盟"] = ["city"], ["地"] = ["city"],
        ["区"] = ["county"], ["县"] = ["county"], ["旗"] = ["county"], ["先导区"] = ["county"], ["开放先导区"] = ["county"], ["功能区"] = ["county"],
        ["乡"] = ["township"], ["镇"] = ["township"], ["街道"] = ["township"], ["乡镇"] = ["township"],
    };

    /// <summary>Null when the phrase is none.</summary>
    /// <param name="phrase">Without white space, brackets half-width.</param>
    public static Selector? Read(string phrase)
    {
        if (Branches().IsMatch(phrase))
            return new(["branch"], "支部", OfPlace: false);
        if (Form().Match(phrase) is not { Success: true } match)
            return null;
        var levels = match.Groups["level"].Captures.SelectMany(level => LevelsOf[level.Value]).ToHashSet(StringComparer.Ordinal);
        // In 区市县 the 市 is a county-level city.
        if (levels.Contains("county"))
            levels.Remove("city");
        return new(levels, match.Groups["ending"].Value, OfPlace: true);
    }

    /// <summary>Whether a unit of this name is meant.</summary>
    public bool Fits(string name) => name.EndsWith(Ending, StringComparison.Ordinal)
        && (!OfPlace || (name.Length > Ending.Length && PlaceEndings.Contains(name[^(Ending.Length + 1)], StringComparison.Ordinal)));

    [GeneratedRegex(@"^(全市|全省|全县|全区|所属)?各?(基层)?党?支部$")] private static partial Regex Branches();

    [GeneratedRegex(@"^(全市|全省|所属)?各(?:\(?(?<level>开放先导区|先导区|功能区|自治区|直辖市|乡镇|街道|省|市|州|盟|地|区|县|旗|乡|镇)[、)]?)+(?<ending>.+)$")]
    private static partial Regex Form();
}
