namespace AuditReplay.Events;

/// <summary>The names of the stored events of this version of the product.</summary>
internal static class StoredNames
{
    public static IReadOnlyList<string> All { get; } =
        [.. Vocabulary.Today.All.Select(stored => stored.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Of these events, of every version.</summary>
    public static string[] Of(params Type[] events) =>
        [.. Vocabulary.Today.All.Where(stored => events.Contains(stored.Clr)).Select(stored => stored.Name)];
}
