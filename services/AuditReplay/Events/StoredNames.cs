namespace AuditReplay.Events;

/// <summary>The names of the stored events of this version of the product.</summary>
internal static class StoredNames
{
    public static IReadOnlyList<string> All { get; } =
        [.. Vocabulary.Today.All.Select(stored => stored.Name).Distinct(StringComparer.Ordinal)];
}
