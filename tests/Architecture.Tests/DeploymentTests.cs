using YamlDotNet.RepresentationModel;

namespace Architecture.Tests;

/// <summary>
/// What is said in deploy/ of how services are started, against what they can be told. Images are made by nobody here; that the examples
/// start is shown by <c>ProductionFlow</c>.
/// </summary>
public sealed class DeploymentTests
{
    private static readonly string[] OfAll = ["ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "Postgres__ConnectionString",
        "Telemetry__PrometheusPort", "Authentication__Authority"];

    private static readonly string[] OfEvents = ["RabbitMq__Uri", "RabbitMq__ManagementUri", "Authentication__Audience"];

    public static TheoryData<string> Services => [.. ServiceOptions.Projects.Keys];

    [Theory, MemberData(nameof(Services))]
    public void Every_setting_of_an_example_is_an_option_and_what_is_needed_is_there(string service)
    {
        foreach (var names in new[] { Example(service), Compose(service).Keys, Kubernetes(service).Keys })
        {
            Assert.Empty(ServiceOptions.Unknown(service, names));
            Assert.Empty(Needed(service).Except(names));
        }
    }

    [Fact]
    public void A_setting_that_is_no_option_is_found() => Assert.Equal(["Links__Assignment", "RabbitMq__Url"],
        ServiceOptions.Unknown("audit", ["RabbitMq__Uri", "RabbitMq__Url", "Ledger__PublishedBy", "Links__Assignment"]).Order());

    [Theory, MemberData(nameof(Services))]
    public void Two_replicas_are_asked_whether_they_are_ready_and_have_secrets_by_reference(string service)
    {
        var deployment = Documents($"kubernetes/{service}.yaml").Single(document => Value(document, "kind") == "Deployment");
        Assert.Equal("2", Value(deployment, "spec", "replicas"));
        var container = At(deployment, "spec", "template", "spec", "containers", "0");
        Assert.Equal($"workflow-{service}", Value(container, "image"));
        Assert.Equal("/health/ready", Value(container, "readinessProbe", "httpGet", "path"));
        Assert.Equal("/health/live", Value(container, "livenessProbe", "httpGet", "path"));
        Assert.All(Kubernetes(service).Where(setting => IsSecret(setting.Key)),
            setting => Assert.StartsWith("secret ", setting.Value, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Services))]
    public void Every_service_has_an_image_and_a_step_that_makes_its_tables(string service)
    {
        var dockerfile = File.ReadAllText(Path.Combine(Checkout.Root, "deploy/Dockerfile"));
        var project = ServiceOptions.Projects[service];
        Assert.Contains($"FROM run AS {service}\nCOPY --from=build /published/{project} .\nENTRYPOINT [\"dotnet\", \"{project}.dll\"]",
            dockerfile, StringComparison.Ordinal);
        Assert.Contains($" {project} ", Assert.Single(dockerfile.Split('\n'), line => line.StartsWith("RUN for", StringComparison.Ordinal))
            .Replace(";", " ;", StringComparison.Ordinal), StringComparison.Ordinal);

        var job = (YamlSequenceNode)At(Documents("kubernetes/schema.yaml").Single(), "spec", "template", "spec", "initContainers");
        var step = job.Children.Single(container => Value(container, "name") == service);
        Assert.Equal(($"workflow-{service}", "db-apply"), (Value(step, "image"), Value(step, "args", "0")));
        Assert.Empty(ServiceOptions.Unknown(service, Settings(step).Keys));
        var made = At(Documents("compose/compose.yaml").Single(), "services", service == "audit" ? "ledger-tables" : $"{service}-tables");
        Assert.Equal(($"workflow-{service}", "db-apply"), (Value(made, "image"), Value(made, "command", "0")));
        Assert.Empty(ServiceOptions.Unknown(service, Merged(At(made, "environment")).Keys));
    }

    /// <summary>What compose is given by its <c>.env</c> is in the example, and nothing else is.</summary>
    [Fact]
    public void What_compose_asks_for_is_in_its_example()
    {
        var asked = Regex.Matches(File.ReadAllText(Path.Combine(Checkout.Root, "deploy/compose/compose.yaml")), @"(?<!\$)\$\{(\w+)")
            .Select(match => match.Groups[1].Value).Distinct().Order();
        Assert.Equal(asked, Names("compose/example.env").Order());
    }

    /// <summary>What the pods take from the cluster is on the page for operators, or they would not start.</summary>
    [Theory, MemberData(nameof(Services))]
    public void Every_secret_of_the_manifests_is_on_the_page(string service)
    {
        var page = File.ReadAllLines(Path.Combine(Checkout.Root, "deploy/README.md"));
        var manifest = File.ReadAllText(Path.Combine(Checkout.Root, $"deploy/kubernetes/{service}.yaml"));
        var taken = Regex.Matches(manifest, @"secretKeyRef: \{ name: (?<name>[\w-]+), key: (?<key>[\w-]+)|secretName: (?<name>[\w-]+)");
        Assert.NotEmpty(taken);
        Assert.DoesNotContain(taken, one => !page.Any(row => row.StartsWith("| secret", StringComparison.Ordinal)
            && (row.Contains($"`{one.Groups["name"].Value}`", StringComparison.Ordinal)
                || row.Contains($"`{one.Groups["name"].Value.Replace(service, "SERVICE", StringComparison.Ordinal)}`",
                    StringComparison.Ordinal))
            && (!one.Groups["key"].Success || row.Contains($"`{one.Groups["key"].Value}`", StringComparison.Ordinal))));
    }

    /// <summary>As <c>Branches__MaxLength</c>, or after the first of its section as <c>…MaxLength</c>.</summary>
    [Theory, MemberData(nameof(Services))]
    public void Every_option_is_in_the_table_of_the_README(string service)
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        Assert.DoesNotContain(ServiceOptions.Own(service), option => !readme.Contains($"`{option}`", StringComparison.Ordinal)
            && !readme.Contains($"`…{option.Split("__")[1]}`", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Needed(string service) => service switch
    {
        "console" => [.. OfAll, "Authentication__ClientId", "Services__Notices", "Services__Assignments", "Services__Reminders",
            "Services__Audit", "Services__Directory", "Sealing__CertificateFile"],
        "reminders" => [.. OfAll, .. OfEvents, "Links__Assignment", "Links__Notice"],
        "audit" => [.. OfAll, .. OfEvents, "Ledger__PublishedBy"],
        _ => [.. OfAll, .. OfEvents],
    };

    private static bool IsSecret(string name) => name is "Postgres__ConnectionString" or "RabbitMq__Uri" or "RabbitMq__ManagementUri"
        or "Branches__Uri" or "Sealing__CertificatePassword"
        or "Authentication__ClientSecret";

    private static ICollection<string> Example(string service) => [.. Names($"production/{service}.env")];

    private static IEnumerable<string> Names(string file) => File.ReadLines(Path.Combine(Checkout.Root, "deploy", file))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)[0]);

    private static Dictionary<string, string> Compose(string service) =>
        Merged(At(Documents("compose/compose.yaml").Single(), "services", service, "environment"));

    private static Dictionary<string, string> Kubernetes(string service) => Settings(At(
        Documents($"kubernetes/{service}.yaml").Single(document => Value(document, "kind") == "Deployment"),
        "spec", "template", "spec", "containers", "0"));

    /// <summary>Of a container; what refers to a secret is <c>secret NAME</c>.</summary>
    private static Dictionary<string, string> Settings(YamlNode container) =>
        ((YamlSequenceNode)At(container, "env")).Children.Cast<YamlMappingNode>().ToDictionary(env => Value(env, "name"), env =>
            env.Children.ContainsKey("value") ? Value(env, "value") : $"secret {Value(env, "valueFrom", "secretKeyRef", "name")}");

    /// <summary>With what <c>&lt;&lt;</c> takes over.</summary>
    private static Dictionary<string, string> Merged(YamlNode node)
    {
        var own = ((YamlMappingNode)node).Children.ToList();
        var merged = own.Where(entry => entry.Key.ToString() == "<<").SelectMany(entry => Merged(entry.Value)).ToDictionary();
        foreach (var (name, value) in own.Where(entry => entry.Key.ToString() != "<<"))
            merged[name.ToString()] = value.ToString();
        return merged;
    }

    private static IEnumerable<YamlNode> Documents(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Checkout.Root, "deploy", file));
        yaml.Load(reader);
        return yaml.Documents.Select(document => document.RootNode);
    }

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (at, step) =>
        at is YamlSequenceNode list ? list.Children[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : at[step]);

    private static string Value(YamlNode node, params string[] path) => At(node, path).ToString();
}
