namespace WorkflowConsole.Parts;

/// <summary>Units as a person writes them.</summary>
internal static class UnitsNamed
{
    private static readonly char[] Between = [',', '，', '、', ';', '；', '\n'];

    /// <summary>Their codes, in the order written; which are not known, or mean several, otherwise.</summary>
    /// <param name="api">The directory is asked, once for each that is named.</param>
    /// <param name="typed">Codes, full or short names, other names.</param>
    public static async Task<Answer<IReadOnlyList<string>>> CodesAsync(Api api, string typed)
    {
        var named = Names(typed);
        var found = await Task.WhenAll(named.Select(name => FindAsync(api, name)));
        var unknown = named.Zip(found).Where(pair => pair.Second is null).Select(pair => pair.First).ToList();
        return named.Length > 0 && unknown.Count == 0 ? new([.. found.Select(code => code!)], null)
            : new(null, new(422, "unit-unresolved", "", unknown));
    }

    /// <summary>Each as it was written.</summary>
    public static string[] Names(string typed) =>
        typed.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The code of exactly one.</summary>
    public static async Task<Answer<string>> CodeAsync(Api api, string typed)
    {
        var units = await CodesAsync(api, typed);
        return units.Value is [var one] ? new(one, null) : new(null, units.Trouble ?? new(422, "unit-unresolved", "", [typed]));
    }

    private static async Task<string?> FindAsync(Api api, string name)
    {
        var answer = await api.GetPathAsync<Listed<UnitView>>(Part.Directory, Addresses.Of("/v1/units", ("q", name), ("limit", 50)));
        var units = answer.Value?.Items ?? [];
        return units.FirstOrDefault(unit => unit.Code == name)?.Code
            ?? (units.Where(unit => unit.Name == name).ToList() is [var full] ? full.Code
                : units.Where(unit => unit.ShortName == name || unit.Aliases.Contains(name)).ToList() is [var only] ? only.Code : null);
    }
}
