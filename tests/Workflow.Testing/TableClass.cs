using System.Reflection;

namespace Workflow.Testing;

/// <summary>
/// Each table's class, which its script says in the line directly above the definition: <c>-- class: </c> and one of <c>read model, made
/// again from …</c>, <c>replica, made again from …</c>, <c>content</c>, <c>bookkeeping</c>, <c>person store</c>, <c>ledger</c>.
/// </summary>
public static partial class TableClasses
{
    /// <summary>What the SQL scripts embedded in an assembly leave unsaid; empty when there are tables, and each has its class.</summary>
    public static IReadOnlyList<string> Problems(Assembly assembly)
    {
        var scripts = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order().ToList();
        return scripts.Count == 0
            ? [$"{assembly.GetName().Name} embeds no SQL scripts."]
            : [.. scripts.SelectMany(name => Problems(name, Read(assembly, name)))];
    }

    /// <summary>The same of one script.</summary>
    public static IEnumerable<string> Problems(string name, string script)
    {
        var above = "";
        foreach (var line in script.ReplaceLineEndings("\n").Split('\n'))
        {
            if (Definition().Match(line) is { Success: true } table && !Class().IsMatch(above))
                yield return $"{name}: table {table.Groups["name"]} has no class directly above it.";
            above = line;
        }
    }

    private static string Read(Assembly assembly, string name)
    {
        using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return text.ReadToEnd();
    }

    [GeneratedRegex(@"^\s*create\s+(unlogged\s+)?table\s+(if\s+not\s+exists\s+)?(?<name>[\w.]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^-- class: ((read model|replica), made again from \S.*|content|bookkeeping|person store|ledger)$")]
    private static partial Regex Class();
}
