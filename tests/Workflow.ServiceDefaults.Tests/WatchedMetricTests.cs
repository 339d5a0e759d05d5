namespace Workflow.ServiceDefaults.Tests;

/// <summary>
/// Dashboard, alerts and their table are made from one list; what differs is left in <c>.local/watch</c>, to be copied over.
/// </summary>
public sealed partial class WatchedMetricTests
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_dashboard_shows_every_figure() => IsAsCommitted("dashboard.json", Dashboard().ToJsonString(Indented) + "\n");

    [Fact]
    public void Every_bound_is_an_alert() => IsAsCommitted("alerts.yml", Alerts());

    [Fact]
    public void The_page_for_operators_names_every_figure_and_bound()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "deploy/README.md"));
        Assert.DoesNotContain(WatchedMetric.All.Select(Row), row => !page.Contains(row, StringComparison.Ordinal));
    }

    /// <summary>What is listed and made nowhere would be a figure that never comes.</summary>
    [Fact]
    public void Every_figure_is_made_somewhere()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "services"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.EndsWith("WatchedMetric.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.DoesNotContain(WatchedMetric.All, metric => !sources.Contains($"\"{metric.Name}\"", StringComparison.Ordinal));
    }

    private static string Row(WatchedMetric metric) =>
        $"| `{metric.Prometheus}` | {metric.Words} | {(metric.Alert is { } a ? $"{a.Is} {a.Value:0} for {a.For}" : "")} |";

    /// <summary>All replicas say what stands in the database; where less is worse, the worst of them counts.</summary>
    private static string Over(WatchedMetric metric) =>
        $"{(metric.Alert is { Is: "<" } ? "min" : "max")} by ({By(metric)}) ({metric.Prometheus})";

    private static string By(WatchedMetric metric) => metric.By is null ? "job, service" : $"job, service, {metric.By}";

    private static JsonObject Dashboard() => new()
    {
        ["title"] = "Workflow",
        ["uid"] = "workflow",
        ["schemaVersion"] = 39,
        ["refresh"] = "30s",
        ["time"] = new JsonObject { ["from"] = "now-6h", ["to"] = "now" },
        ["templating"] = new JsonObject
        {
            ["list"] = new JsonArray(new JsonObject { ["name"] = "datasource", ["type"] = "datasource", ["query"] = "prometheus" }),
        },
        ["panels"] = new JsonArray([.. WatchedMetric.All.Select(Panel)]),
    };

    private static JsonNode Panel(WatchedMetric metric, int index) => new JsonObject
    {
        ["id"] = index + 1,
        ["type"] = "timeseries",
        ["title"] = metric.Name,
        ["description"] = metric.Words,
        ["datasource"] = Source(),
        ["gridPos"] = new JsonObject { ["x"] = index % 3 * 8, ["y"] = index / 3 * 7, ["w"] = 8, ["h"] = 7 },
        ["fieldConfig"] = new JsonObject { ["defaults"] = Defaults(metric), ["overrides"] = new JsonArray() },
        ["targets"] = new JsonArray(new JsonObject
        {
            ["refId"] = "A",
            ["datasource"] = Source(),
            ["expr"] = Over(metric),
            ["legendFormat"] = metric.By is null ? "{{job}}" : $"{{{{job}}}} {{{{{metric.By}}}}}",
        }),
    };

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private static JsonObject Defaults(WatchedMetric metric)
    {
        var defaults = new JsonObject { ["unit"] = metric.Unit == "s" ? "s" : "short", ["min"] = 0 };
        if (metric.Alert is not { } alert)
            return defaults;
        var below = alert.Is == "<";
        defaults["custom"] = new JsonObject { ["thresholdsStyle"] = new JsonObject { ["mode"] = "line" } };
        defaults["thresholds"] = new JsonObject
        {
            ["mode"] = "absolute",
            ["steps"] = new JsonArray(Step(below ? "red" : "green", null), Step(below ? "green" : "red", alert.Value)),
        };
        return defaults;

        static JsonObject Step(string colour, double? value) => new() { ["color"] = colour, ["value"] = value };
    }

    private static string Alerts()
    {
        var said = new StringBuilder("# Made from the list of figures (Workflow.ServiceDefaults, WatchedMetric); a test compares.\n"
            + "groups:\n  - name: workflow\n    rules:\n");
        said.Append(CultureInfo.InvariantCulture, $"""
                  - alert: WorkflowGone
                    expr: {string.Join(" or ", Sources.All.Select(service => $"absent(workflow_ready{{service=\"{service}\"}})"))}
                    for: 2m
                    annotations:
                      summary: "No replica of the service is there, or none is asked for its figures."
                      see: "Start it; then its log."

            """);
        foreach (var metric in WatchedMetric.All)
        {
            if (metric.Alert is not { } alert)
                continue;
            said.Append(CultureInfo.InvariantCulture, $"""
                      - alert: {Capitals().Replace($".{metric.Name}", word => word.Groups[1].Value.ToUpperInvariant())}
                        expr: {Over(metric)} {alert.Is} {alert.Value:0}
                        for: {alert.For}
                        annotations:
                          summary: {JsonSerializer.Serialize(metric.Words, Indented)}
                          see: {JsonSerializer.Serialize(alert.See, Indented)}

                """);
        }
        return said.ToString();
    }

    private static void IsAsCommitted(string name, string actual)
    {
        var committed = Path.Combine(Checkout.Root, "deploy/watch", name);
        if (File.Exists(committed) && File.ReadAllText(committed) == actual)
            return;
        var left = Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, ".local/watch")).FullName, name);
        File.WriteAllText(left, actual);
        Assert.Fail($"{committed} is not what the list says. If the change is meant, copy {left} over it.");
    }

    [GeneratedRegex(@"[._](\w)")]
    private static partial Regex Capitals();
}
