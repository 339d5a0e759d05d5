namespace WorkflowConsole.Parts;

/// <summary>抄送 as a form sets it.</summary>
internal static class Copying
{
    /// <summary>Adds the units that are named, and takes out those that are ticked.</summary>
    public static async Task<Answer<Nothing>> SetAsync(Api api, Guid notice, IFormCollection form)
    {
        var typed = form["copies-add"].ToString().Trim();
        var units = typed.Length > 0 ? await UnitsNamed.CodesAsync(api, typed) : new([], null);
        return units.Trouble is { } trouble ? new(null, trouble)
            : await api.PostAsync<Nothing>(Part.Notices, $"/v1/notices/{notice}/copies",
                new { add = units.Value, remove = form["copies-remove"].OfType<string>().ToArray() }, form["key"]);
    }
}
