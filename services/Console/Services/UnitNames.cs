namespace WorkflowConsole.Services;

/// <summary>Names for the codes a page would otherwise show.</summary>
internal static class UnitNames
{
    private const int Most = 60;

    /// <summary>What the directory calls them, where it tells the caller; asked once for each, at the same time.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(Api api, IEnumerable<string> codes)
    {
        var asked = codes.Where(code => code.Length > 0 && code.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-'))
            .Distinct().Take(Most).ToList();
        var answers = await Task.WhenAll(asked.Select(code => api.GetAsync<UnitView>(Part.Directory, $"/v1/units/{code}")));
        return asked.Zip(answers).Where(one => one.Second.Is)
            .ToDictionary(one => one.First, one => one.Second.Value!.ShortName ?? one.Second.Value!.Name);
    }
}
