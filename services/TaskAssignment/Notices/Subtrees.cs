namespace TaskAssignment.Notices;

/// <summary>
/// The units at and below one, each with the direct subordinate whose subtree it stands in; the unit itself stands for itself.
/// </summary>
/// <param name="Top">Its code.</param>
/// <param name="Codes">All of them.</param>
/// <param name="Children">Of each, the direct subordinate.</param>
internal sealed record Subtrees(string Top, string[] Codes, string[] Children)
{
    public static Subtrees Of(UnitSnapshot tree, string top)
    {
        var pairs = tree.BelowByChild(top).Prepend((Code: top, Child: top)).ToList();
        return new(top, [.. pairs.Select(pair => pair.Code)], [.. pairs.Select(pair => pair.Child)]);
    }

    /// <summary>The query that narrows a list to a row's units: <c>under=</c>, or <c>unit=</c> of the unit itself.</summary>
    public string Query(string key) => $"{(key == Top ? "unit" : "under")}={Uri.EscapeDataString(key)}";
}
