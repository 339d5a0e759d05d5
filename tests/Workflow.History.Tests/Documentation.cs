using System.Xml.Linq;

namespace Workflow.History.Tests;

/// <summary>The summaries in the XML documentation that lies beside an assembly, as plain text.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, string> _summaries;

    private Documentation(Dictionary<string, string> summaries) => _summaries = summaries;

    public static Documentation Of(Assembly assembly) => new(
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!)));

    /// <summary>What is said of a type or property; null when nothing is.</summary>
    public string? Of(MemberInfo member) =>
        _summaries.GetValueOrDefault(member is Type type ? $"T:{type.FullName}" : $"P:{member.DeclaringType!.FullName}.{member.Name}");

    private static string Text(XElement summary) => Whitespace().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "paramref" } parameter => JsonNamingPolicy.CamelCase.ConvertName((string)parameter.Attribute("name")!),
        XElement { Name.LocalName: "see" } see => ((string)see.Attribute("cref")!).Split('.', ':')[^1],
        XElement element => element.Value,
        _ => node.ToString(),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
