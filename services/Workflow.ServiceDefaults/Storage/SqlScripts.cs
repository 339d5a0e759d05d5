using System.Reflection;

namespace Workflow.ServiceDefaults;

/// <summary>The numbered SQL scripts of a service's own tables, embedded from its <c>Tables/</c> folders (<c>&lt;EmbeddedResource Include="Tables/*.sql" /&gt;</c>).</summary>
/// <param name="Scripts">In the order in which they are applied: by name.</param>
public sealed record SqlScripts(IReadOnlyList<SqlScript> Scripts)
{
    /// <summary>All embedded <c>.sql</c> resources of the assembly, by name. Unqualified names in them mean the service's schema.</summary>
    public static SqlScripts In(Assembly assembly)
    {
        var names = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal));
        return new([.. names.Order(StringComparer.Ordinal).Select(name => new SqlScript(name, Read(assembly, name)))]);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>One script, applied once in each schema.</summary>
/// <param name="Name">What is remembered as applied; never renamed.</param>
/// <param name="Sql">One or more statements.</param>
public sealed record SqlScript(string Name, string Sql);
