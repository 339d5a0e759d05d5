using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Architecture.Tests;

/// <summary>The published documents say what a reader needs, and linters of other houses find no error in them.</summary>
public sealed class DocumentTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "contracts/openapi");
    private static readonly string[] Sources = ["assignments", "audit", "directory", "notices", "reminders"];
    private static readonly string Linters = Path.Combine(Checkout.Root, "tests/documents");

    public static TheoryData<string> Documents => [.. Sources.Select(source => $"{source}.json")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_operation_has_an_id_a_summary_and_its_refusals(string document) => Assert.DoesNotContain(Operations(document),
        operation => operation.Node["operationId"] is null || operation.Node["summary"] is null || operation.Node["security"] is null
            || (operation.Path.StartsWith("/v1/", StringComparison.Ordinal)
                && new[] { "400", "401", "403", "429", "500", "503" }.Any(status => operation.Node["responses"]![status] is null)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_parameter_and_property_is_described(string document)
    {
        var schemas = Read(document)["components"]!["schemas"]!.AsObject();
        Assert.Empty(from schema in schemas
                     from property in schema.Value!["properties"]?.AsObject() ?? []
                     where property.Value!["description"] is null && property.Value["$ref"] is null && property.Value["anyOf"] is null
                     select $"{schema.Key}.{property.Key}");
        Assert.Empty(from operation in Operations(document)
                     from parameter in operation.Node["parameters"]?.AsArray() ?? []
                     where parameter!["description"] is null
                     select $"{operation.Path} {parameter["name"]}");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_body_of_JSON_or_text_has_an_example(string document) => Assert.Empty(
        from operation in Operations(document)
        from body in operation.Node["responses"]!.AsObject().Select(answer => answer.Value).Append(operation.Node["requestBody"])
        from content in body?["content"]?.AsObject() ?? []
        where content.Key is "application/json" or "text/csv" or "application/x-ndjson" or "text/event-stream"
            && content.Value!["schema"]?["description"]?.GetValue<string>() != "The bytes of the file."
            && content.Value["example"] is null
        select $"{operation.Path} {content.Key}");

    [Fact]
    public void A_linter_finds_no_error_in_the_OpenAPI_documents() =>
        Lint("node_modules/.bin/redocly", ["lint", "--config", "redocly.yaml", .. Directory.GetFiles(Folder, "*.json").Order()]);

    [Fact]
    public void A_parser_finds_no_error_in_the_AsyncAPI_document() => Lint("node", ["asyncapi.mjs", "../../contracts/asyncapi.json"]);

    /// <summary>Nothing is asked of the net: neither is usage reported nor a newer version looked for.</summary>
    private static void Lint(string tool, string[] arguments)
    {
        Assert.True(Directory.Exists(Path.Combine(Linters, "node_modules")),
            $"The linters are not there; tests/run installs them, as does 'npm ci' in {Linters}.");
        using var process = Process.Start(new ProcessStartInfo(tool.Contains('/') ? Path.Combine(Linters, tool) : tool, arguments)
        {
            WorkingDirectory = Linters,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true", ["CI"] = "true" },
        })!;
        var (said, told) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said.Result + told.Result);
    }

    private static JsonNode Read(string document) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, document)))!;

    private static IEnumerable<(string Path, JsonNode Node)> Operations(string document) =>
        from path in Read(document)["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Value!);
}
