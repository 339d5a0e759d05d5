namespace NoticeIssuance.Understanding;

/// <summary>A unit as addressee phrases see it.</summary>
/// <param name="Kind">Free text of the directory, such as 组织部 or party-org.</param>
/// <param name="Level">central, province, city, county, township or branch.</param>
internal sealed record DirectoryUnit(
    string Code, string Name, string? ShortName, string Kind, string Level, string? Parent, IReadOnlyList<string> Aliases);

/// <summary>Whom a phrase means.</summary>
internal abstract record AddresseeResolution
{
    private AddresseeResolution() { }

    /// <summary>Exactly these units, in ordinal order of their codes.</summary>
    internal sealed record Units(IReadOnlyList<string> Codes) : AddresseeResolution;

    /// <summary>Some of these (部分…): a person chooses.</summary>
    internal sealed record SomeOf(IReadOnlyList<string> Candidates) : AddresseeResolution;

    /// <summary>The directory knows nobody by this phrase.</summary>
    internal sealed record Unresolved : AddresseeResolution;
}

/// <summary>
/// A snapshot of the directory that addressee phrases are resolved against. Pure; build once, resolve many.
/// First what units are called (aliases, then names and short names), then, part by part, what stands between 、, then selectors
/// (各 + level + how the name ends).
/// </summary>
internal sealed class AddresseePhrases
{
    private static readonly string[] PartialWords = ["部分", "有关", "相关"];
    private readonly Dictionary<string, DirectoryUnit> _byCode;
    private readonly ILookup<string, string> _byAlias;
    private readonly ILookup<string, string> _byName;

    public AddresseePhrases(IReadOnlyList<DirectoryUnit> units)
    {
        _byCode = units.ToDictionary(unit => unit.Code, StringComparer.Ordinal);
        _byAlias = CodesBy(units, unit => unit.Aliases);
        _byName = CodesBy(units, Names);
    }

    private static ILookup<string, string> CodesBy(IEnumerable<DirectoryUnit> units, Func<DirectoryUnit, IEnumerable<string>> names) =>
        units.SelectMany(unit => names(unit).Select(name => (Key: UnitNaming.Fold(name), unit.Code)))
            .ToLookup(one => one.Key, one => one.Code);

    /// <summary>部分高等学校: which ones, the phrase leaves open.</summary>
    public static bool IsPartial(string phrase) => Array.Exists(PartialWords, word => phrase.StartsWith(word, StringComparison.Ordinal));

    /// <param name="phrase">As the notice writes it; width, brackets and white space do not matter.</param>
    /// <param name="area">Code of the unit below which a selector (各…) means units; null: any.</param>
    /// <param name="first">Which units, by code, are asked about first, others only where none of them is meant; null: all at once.</param>
    public AddresseeResolution Resolve(string phrase, string? area = null, Func<string, bool>? first = null)
    {
        var (folded, all) = (UnitNaming.Fold(phrase), new Whom(area, _ => true, Before: null));
        if (first is null)
            return Resolve(folded, all);
        var among = all with { May = first };
        return Resolve(folded, among) is var own and not (AddresseeResolution.Unresolved or AddresseeResolution.SomeOf { Candidates: [] })
            ? own : Resolve(folded, all with { Before = among });
    }

    private AddresseeResolution Resolve(string phrase, Whom whom)
    {
        var codes = Known(phrase, whom);
        if (!IsPartial(phrase))
            return codes is [] ? new AddresseeResolution.Unresolved() : new AddresseeResolution.Units(codes);
        if (codes is [])
            codes = Known(phrase[2..], whom);
        return new AddresseeResolution.SomeOf(codes is [] ? Known($"各{phrase[2..].TrimStart('各')}", whom) : codes);
    }

    private List<string> Known(string phrase, Whom whom)
    {
        if (Called(phrase, whom) is { Count: > 0 } called)
            return called;
        var parts = UnitNaming.Parts(phrase).Select(part => Part(part, whom)).ToList();
        return parts.Count > 1 && parts.TrueForAll(part => part.Count > 0) ? InOrder(parts.SelectMany(part => part))
            : Selected(phrase, whom);
    }

    private List<string> Part(string part, Whom whom) => whom.Before is { } before && Part(part, before) is { Count: > 0 } own ? own
        : Called(part, whom) is { Count: > 0 } called ? called : Selected(part, whom);

    /// <summary>An alias of one unit does not hide another that is named so.</summary>
    private List<string> Called(string phrase, Whom whom) => InOrder(_byAlias[phrase].Concat(_byName[phrase]).Where(whom.May));

    /// <summary>各区县委组织部: every unit of that level in the area whose name ends so.</summary>
    private List<string> Selected(string phrase, Whom whom)
    {
        return Selector.Read(phrase) is { } selector
            ? InOrder(_byCode.Values.Where(IsMeant).Select(unit => unit.Code).Where(whom.May)) : [];

        bool IsMeant(DirectoryUnit unit) => selector.Levels.Contains(unit.Level) && IsBelow(unit, whom.Area)
            && Names(unit).Any(name => selector.Fits(UnitNaming.Fold(name)));
    }

    private bool IsBelow(DirectoryUnit unit, string? area)
    {
        if (area is null)
            return true;
        var at = unit;
        // The count ends a cycle, which a half-heard tree can hold for a moment.
        for (var steps = 0; at.Parent is { } parent && steps <= _byCode.Count; steps++)
        {
            if (parent == area)
                return true;
            if (!_byCode.TryGetValue(parent, out at))
                return false;
        }
        return false;
    }

    /// <summary>Who can be meant: of whom it may be; by a selector those below the area; who is asked of before, part by part.</summary>
    private sealed record Whom(string? Area, Func<string, bool> May, Whom? Before);

    private static IEnumerable<string> Names(DirectoryUnit unit) => unit.ShortName is { } shortName ? [unit.Name, shortName] : [unit.Name];

    private static List<string> InOrder(IEnumerable<string> codes) =>
        [.. codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
