using System.Reflection;
using System.Xml.Linq;

namespace Workflow.ServiceDefaults;

/// <summary>What comments say of types and their properties, read from the files that lie beside the assemblies.</summary>
internal static partial class XmlWords
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Known = new();

    /// <summary>The summary of a type; null without one.</summary>
    internal static string? OfType(Type type) => Summary(Member(type, $"T:{NameOf(type)}"));

    /// <summary>The summary of a property, or what a record says of the parameter it comes from; null without either.</summary>
    internal static string? OfProperty(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Summary(Member(type, $"P:{NameOf(type)}.{property.Name}")) ?? Text(Member(type, $"T:{NameOf(type)}")?.Elements("param")
            .FirstOrDefault(parameter => (string?)parameter.Attribute("name") == property.Name));
    }

    private static XElement? Member(Type type, string id) => Known.GetOrAdd(type.Assembly, Read).GetValueOrDefault(id);

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static IReadOnlyDictionary<string, XElement> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        return !File.Exists(file) ? new Dictionary<string, XElement>() : XDocument.Load(file).Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);
    }

    private static string? Summary(XElement? member) => Text(member?.Element("summary"));

    /// <summary>References and code are set as code.</summary>
    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var words = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see =>
                $"`{((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword"))?.Split('.', ':')[^1]}`",
            XElement other => $"`{other.Value}`",
            _ => ((XText)node).Value,
        }));
        return Blanks().Replace(words, " ").Trim() is { Length: > 0 } text ? text : null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
