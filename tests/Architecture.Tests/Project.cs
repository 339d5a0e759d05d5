using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>One project of the checkout: what its file references and what its sources say.</summary>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public static IReadOnlyList<Project> All { get; } =
        [.. In("services").Concat(In("contracts")).Concat(In("tests")).Concat(In("deploy"))];

    /// <summary>The services proper, without the shared Workflow.* projects.</summary>
    public static IReadOnlyList<Project> Services { get; } =
        [.. In("services").Where(project => !project.Name.StartsWith("Workflow.", StringComparison.Ordinal))];

    public static Project Named(string name) => All.Single(project => project.Name == name);

    public IEnumerable<SourceFile> Sources =>
        from path in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        where !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)
        select new SourceFile(Path.GetRelativePath(Checkout.Root, path), File.ReadAllLines(path));

    private static IEnumerable<Project> In(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.csproj", SearchOption.AllDirectories).Select(Read);

    private static Project Read(string file)
    {
        var items = XDocument.Load(file).Descendants("ItemGroup").Elements()
            .ToLookup(item => item.Name.LocalName, item => (string?)item.Attribute("Include") ?? "");
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            Path.GetDirectoryName(file)!,
            [.. items["ProjectReference"].Select(reference => Path.GetFileNameWithoutExtension(reference))],
            [.. items["PackageReference"], .. items["FrameworkReference"]]);
    }
}

/// <summary>A source file by its path in the checkout.</summary>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines);
