namespace Workflow.ServiceDefaults;

/// <summary>A unit as pages show it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name by the tree of today; its code where the tree does not know it.</param>
public sealed record UnitName(string Code, string Name);

/// <summary>What units are called on pages.</summary>
public static class NamedUnits
{
    /// <summary>Its full name; its code where the tree does not know it.</summary>
    public static string NameOf(this UnitSnapshot tree, string code) => tree.Find(code)?.Name ?? code;

    /// <summary>Its short name where it has one, else its full one; its code where the tree does not know it.</summary>
    public static string ShortNameOf(this UnitSnapshot tree, string code) =>
        tree.Find(code) is { } unit ? unit.ShortName is { Length: > 0 } name ? name : unit.Name : code;

    /// <summary>Code and full name.</summary>
    public static UnitName Named(this UnitSnapshot tree, string code) => new(code, tree.NameOf(code));

    /// <summary>Short names of the units above it, the root first.</summary>
    public static IReadOnlyList<string> NamesAbove(this UnitSnapshot tree, string code) =>
        [.. tree.Path(code).SkipLast(1).Select(tree.ShortNameOf)];
}
