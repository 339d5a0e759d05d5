namespace Architecture.Tests;

/// <summary>What a service can be told by its environment, as its options classes say it.</summary>
internal static partial class ServiceOptions
{
    /// <summary>Of the host and the runtime, not ours.</summary>
    private static readonly string[] OfTheHost =
    [
        "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "SSL_CERT_FILE",
        "Kestrel__Certificates__Default__Path", "Kestrel__Certificates__Default__KeyPath",
    ];

    /// <summary>The services by the names of their sources, and their projects.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = new Dictionary<string, string>
    {
        ["notices"] = "NoticeIssuance", ["assignments"] = "TaskAssignment", ["reminders"] = "DeadlineReminders",
        ["audit"] = "AuditReplay", ["directory"] = "OrganisationDirectory", ["console"] = "Console",
    };

    /// <summary>Their names in the environment, <c>Postgres__ConnectionString</c> and so on.</summary>
    public static IReadOnlySet<string> Of(string service) => Own(service).Concat(OfTheHost).ToHashSet(StringComparer.Ordinal);

    /// <summary>Those of the product.</summary>
    public static IEnumerable<string> Own(string service)
    {
        var (own, shared) = (Text(Projects[service]), Text("Workflow.ServiceDefaults"));
        // A process that keeps no events has what every host has, no more.
        var taken = service == "console" ? Host().Match(shared).Value : shared;
        return from text in new[] { (All: own, Where: own), (All: shared, Where: taken) }
               from Match setting in Added().Matches(text.Where)
               from name in Properties(text.All, setting.Groups["type"].Value)
               select $"{setting.Groups["section"].Value}__{name}";
    }

    /// <summary>What is no option of the service.</summary>
    public static IEnumerable<string> Unknown(string service, IEnumerable<string> names) => names.Except(Of(service));

    private static string Text(string project) =>
        string.Join('\n', Project.Named(project).Sources.SelectMany(source => source.Lines));

    private static IEnumerable<string> Properties(string sources, string type)
    {
        var from = sources.IndexOf($" class {type}", StringComparison.Ordinal);
        if (from < 0)
            throw new InvalidOperationException($"There is no class {type}.");
        return Property().Matches(sources[from..sources.IndexOf("\n}", from, StringComparison.Ordinal)])
            .Select(property => property.Groups["name"].Value);
    }

    [GeneratedRegex(@"AddSettings<(?<type>\w+)>\(""(?<section>\w+)""\)")]
    private static partial Regex Added();

    [GeneratedRegex(@"public [\w?<>]+ (?<name>\w+) \{ get; set; \}")]
    private static partial Regex Property();

    [GeneratedRegex(@"public static void AddWorkflowHost.*?\n    \}", RegexOptions.Singleline)]
    private static partial Regex Host();
}
