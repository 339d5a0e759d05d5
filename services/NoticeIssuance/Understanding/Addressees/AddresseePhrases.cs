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

    /// <summary>Exactly these units, in the directory's order.</summary>
    internal sealed record Units(IReadOnlyList<string> Codes) : AddresseeResolution;

    /// <summary>Some of these (部分…): a person chooses.</summary>
    internal sealed record SomeOf(IReadOnlyList<string> Candidates) : AddresseeResolution;

    /// <summary>The directory knows nobody by this phrase.</summary>
    internal sealed record Unresolved : AddresseeResolution;
}

/// <summary>A snapshot of the directory that addressee phrases are resolved against. Pure; build once, resolve many.</summary>
internal sealed class AddresseePhrases(IReadOnlyList<DirectoryUnit> units)
{
    /// <summary>部分高等学校: which ones, the phrase leaves open.</summary>
    public static bool IsPartial(string phrase) => phrase.StartsWith("部分", StringComparison.Ordinal) || phrase.StartsWith("有关", StringComparison.Ordinal) || phrase.StartsWith("相关", StringComparison.Ordinal);

    /// <param name="issuer">Code of the issuing unit: only units below it are meant by a selector (各…); null: any.</param>
    public AddresseeResolution Resolve(string phrase, string? issuer = null) =>
        units.Count == 0 || phrase.Length == 0 || issuer == "" ? new AddresseeResolution.Unresolved() : new AddresseeResolution.Unresolved();
}
