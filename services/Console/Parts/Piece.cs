using Microsoft.AspNetCore.Components;

namespace WorkflowConsole.Parts;

/// <summary>What every page and part of one has at hand: who it is for, in which language, on which day.</summary>
public abstract class Piece : ComponentBase
{
    [Inject]
    internal TimeProvider Clock { get; set; } = null!;

    [CascadingParameter]
    internal HttpContext Http { get; set; } = null!;

    /// <summary>The page's language.</summary>
    private protected Lang L => field ??= Lang.Of(Http.Request);

    /// <summary>Days in words, by business time.</summary>
    private protected Days D => field ??= new(Clock.GetUtcNow(), L);

    /// <summary>Who is signed in.</summary>
    private protected Session? Who => field ??= Session.Of(Http.User);

    /// <summary>The value of the query, null where it is empty.</summary>
    private protected string? Asked(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;
}

/// <summary>Addresses with values in their query.</summary>
internal static class Addresses
{
    /// <summary>The address with one value of its query set, or taken away by null.</summary>
    public static string With(string address, string name, string? value)
    {
        var (path, query) = address.Split('?', 2) is [var before, var behind] ? (before, behind) : (address, "");
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query).Where(pair => pair.Key != name)
            .SelectMany(pair => pair.Value.Select(one => (pair.Key, Value: one)))
            .Concat(value is null ? [] : [(name, Value: value)]).ToList();
        return values.Count == 0 ? path
            : path + "?" + string.Join('&', values.Select(pair =>
                $"{Uri.EscapeDataString(pair.Item1)}={Uri.EscapeDataString(pair.Value ?? "")}"));
    }

    /// <summary>A path with those values of its query that there are.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text)
                path = With(path, name, text);
        }
        return path;
    }
}
