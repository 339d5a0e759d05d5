namespace Architecture.Tests;

public sealed partial class ShapeTests
{
    private const int LongestFile = 300;
    private const int LongestLine = 140;
    private static readonly string[] TopLevel = ["services", "contracts", "tests", "deploy", "Workflow.sln", "global.json",
        "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "THIRD-PARTY-NOTICES"];

    [Fact]
    public void Nothing_else_stands_at_the_top() => Assert.Empty(
        from path in Directory.EnumerateFileSystemEntries(Checkout.Root)
        let name = Path.GetFileName(path)
        where !name.StartsWith('.') && !TopLevel.Contains(name) && !MsBuildFile().IsMatch(name)
        select name);

    [Fact]
    public void No_file_is_longer_than_300_lines() => Assert.Empty(
        from project in Project.All
        from source in project.Sources
        where source.Lines.Count > LongestFile
        select $"{source.Path}: {source.Lines.Count} lines");

    [Fact]
    public void No_line_is_longer_than_140_signs() => Assert.Empty(
        from project in Project.All
        from source in project.Sources
        from line in source.Lines.Index()
        where line.Item.Length > LongestLine
        select $"{source.Path}:{line.Index + 1}: {line.Item.Length}");

    /// <summary>What depends on a condition stands on a line of its own.</summary>
    [Fact]
    public void Bodies_stand_on_their_own_lines() => Assert.Empty(
        from project in Project.All
        from source in project.Sources
        from line in source.Lines.Index()
        where BodyBeside().IsMatch(line.Item)
        select $"{source.Path}:{line.Index + 1}: {line.Item.Trim()}");

    [Theory]
    [InlineData("        if (rows.Count == 0) return;", true)]
    [InlineData("        while (await row.ReadAsync(ct)) rows.Add(read(row));", true)]
    [InlineData("        if (rows.Count == 0)", false)]
    [InlineData("        foreach (var row in rows.Where(r => r.Count > 0))", false)]
    [InlineData("        for (var n = 1; ; n++)", false)]
    [InlineData("            if (a is { } b && b.Count > 0) // why;", false)]
    public void A_body_beside_its_condition_is_found(string line, bool found) => Assert.Equal(found, BodyBeside().IsMatch(line));

    [Fact]
    public void Names_say_what_a_type_is_for() => Assert.Empty(
        from project in Project.All
        from source in project.Sources
        from line in source.Lines
        where HasBannedName(line)
        select $"{source.Path}: {line.Trim()}");

    [Theory]
    [InlineData("internal sealed class NoticeManager(int a)", true)]
    [InlineData("public record UnitDto(string Code);", true)]
    [InlineData("internal abstract class HandlerBase<T>", true)]
    [InlineData("internal sealed class NotificationService : IHostedService", true)]
    [InlineData("public sealed class PostgresDatabase : IAsyncLifetime", false)]
    [InlineData("internal sealed class ServiceClocks(LocalSystem system)", false)]
    public void A_banned_name_is_found(string line, bool banned) => Assert.Equal(banned, HasBannedName(line));

    [Fact]
    public void Folders_are_features_not_layers() => Assert.Empty(
        from service in Project.Services
        from folder in Directory.EnumerateDirectories(service.Folder, "*", SearchOption.AllDirectories)
        where Path.GetFileName(folder) is "Commands" or "Handlers" or "Dtos" or "Helpers" or "Core" or "Common" or "Utils"
        select Path.GetRelativePath(Checkout.Root, folder));

    /// <summary>A suppression stands next to what it suppresses, with its reason.</summary>
    [Fact]
    public void Suppressions_are_local_and_say_why() => Assert.Empty(
        from project in Project.All
        from source in project.Sources
        from line in source.Lines
        where line.Contains("#pragma warning " + "disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)
            || line.Contains("[SuppressMessage", StringComparison.Ordinal) && !line.Contains("Justification", StringComparison.Ordinal)
        select $"{source.Path}: {line.Trim()}");

    // Where a service as a process is meant, the word says what it is.
    private static bool HasBannedName(string line) =>
        BannedName().Match(line) is { Success: true } match
            && match.Groups["name"].Value is not ("WorkflowService" or "RunningService" or "SendingService");

    /// <summary>The parentheses of the condition balance, and a statement follows.</summary>
    [GeneratedRegex(@"^\s*(?:else )?(?:if|foreach|for|while|lock) \((?>[^()]|(?<open>\()|(?<-open>\)))*(?(open)(?!))\) [^{/].*;\s*$")]
    private static partial Regex BodyBeside();

    [GeneratedRegex(@"^Directory\.[A-Za-z.]+\.(props|targets)$")]
    private static partial Regex MsBuildFile();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|sealed|abstract|static|partial|readonly|file)\s+)*"
        + @"(?:class|record|struct|interface|record\s+struct)\s+(?<name>\w*(?:Manager|Helpers?|Utils?|Base|Dto|Impl|Service))\b")]
    private static partial Regex BannedName();
}
