using System.Text.Json.Nodes;
using Json.Schema;

namespace Workflow.Testing;

/// <summary>A committed OpenAPI document, read once in a process.</summary>
public sealed class OpenApiContract
{
    private static readonly ConcurrentDictionary<string, Lazy<OpenApiContract?>> Known = new(StringComparer.Ordinal);
    private static readonly IReadOnlyList<(string Code, string Under)> Codes = [..
        from part in File.ReadAllText(Path.Combine(Checkout.Root, "contracts/refusals.md")).Split("\n## ")
        from Match row in Regex.Matches(part, @"(?m)^\| `([^`{]+).*$")
        select (row.Groups[1].Value, part[..part.IndexOf('\n', StringComparison.Ordinal)] + row.Value)];

    private static readonly ConcurrentDictionary<string, bool> Seen = new(StringComparer.Ordinal);

    private readonly List<Operation> _operations = [];
    private readonly string _source;

    // tests/run holds them against the documents.
    static OpenApiContract() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (Environment.GetEnvironmentVariable("WORKFLOW_SEEN") is { } file)
            File.AppendAllLines(file, Seen.Keys);
    };

    private OpenApiContract(string source)
    {
        _source = source;
        // Schemas of a JSON Schema document stand under another name than those of an OpenAPI document.
        var text = File.ReadAllText(PathOf(source)).Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var document = JsonNode.Parse(text)!;
        var schemas = new Schemas(document["components"]!["schemas"]!);
        foreach (var (path, operations) in document["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject())
                _operations.Add(new(method.ToUpperInvariant(), path, operation!, document, schemas));
        // What names an address exactly comes before what names it by a parameter.
        _operations.Sort((a, b) => a.Path.Count(sign => sign == '{') - b.Path.Count(sign => sign == '{'));
    }

    /// <summary>The document of a service; null for one that has none.</summary>
    public static OpenApiContract? Of(string source) => Known.GetOrAdd(source,
        name => new(() => File.Exists(PathOf(name)) ? new(name) : null)).Value;

    /// <summary>
    /// Whether the page of refusals has the code under the status, or names that beside it; one that ends with a dash stands for many.
    /// </summary>
    internal static bool Knows(string code, HttpStatusCode status) => Codes.Any(known =>
        known.Under.Contains($"{(int)status}", StringComparison.Ordinal)
        && (known.Code == code || (known.Code.EndsWith('-') && code.StartsWith(known.Code, StringComparison.Ordinal))));

    internal Operation? Find(string method, string path) =>
        _operations.Find(operation => operation.Method == method && operation.Matches(path));

    /// <summary>Notes that an operation was answered with success.</summary>
    internal void HasSeen(Operation operation) => Seen.TryAdd($"{_source}/{operation.Id}", true);

    private static string PathOf(string source) => Path.Combine(Checkout.Root, "contracts/openapi", $"{source}.json");

    /// <summary>An operation, and what it may answer.</summary>
    internal sealed class Operation(string method, string path, JsonNode node, JsonNode document, Schemas schemas)
    {
        private readonly Regex _address = new($"^{Regex.Replace(path, "{[^}]+}", "[^/]+")}/?$");
        private readonly ConcurrentDictionary<(int, string), Schema> _compiled = new();

        public string Id { get; } = (string)node["operationId"]!;

        public string Method => method;

        public string Path => path;

        public bool Matches(string address) => _address.IsMatch(address);

        /// <summary>What the document does not say of such an answer; null where it says it.</summary>
        public string? Look(int status, string? type, out Schema? schema)
        {
            schema = null;
            if (node["responses"]?[$"{status}"] is not { } said)
                return "no such status.";
            if ((string?)said["$ref"] is { } reference)
                said = document["components"]!["responses"]![reference.Split('/')[^1]]!;
            if (type is null)
                return null;
            var content = said["content"]?.AsObject();
            if (content is null || (content[type] ?? content["*/*"]) is not { } media)
                return "no such media type.";
            if (media["schema"] is not null && type is "application/json" or "application/problem+json")
                schema = _compiled.GetOrAdd((status, type), _ => schemas.Compile(media["schema"]!));
            return null;
        }
    }

    /// <summary>Makes schemas that refer to those of the document.</summary>
    internal sealed class Schemas(JsonNode defs)
    {
        public Schema Compile(JsonNode schema) => new(JsonSchema.FromText(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$defs"] = Reached(schema),
            ["allOf"] = new JsonArray(schema.DeepClone()),
        }.ToJsonString()));

        /// <summary>Those of the document that the schema comes to.</summary>
        private JsonObject Reached(JsonNode schema)
        {
            var reached = new JsonObject();
            var open = new Stack<JsonNode>([schema]);
            while (open.TryPop(out var next))
                foreach (Match match in Regex.Matches(next.ToJsonString(), "\"#/\\$defs/([^\"/]+)\""))
                    if (!reached.ContainsKey(match.Groups[1].Value))
                    {
                        reached[match.Groups[1].Value] = defs[match.Groups[1].Value]!.DeepClone();
                        open.Push(defs[match.Groups[1].Value]!);
                    }
            return reached;
        }
    }

    /// <summary>A schema that bodies are held against.</summary>
    internal sealed class Schema(JsonSchema schema)
    {
        private static readonly EvaluationOptions Short = new() { OutputFormat = OutputFormat.Flag };
        private static readonly EvaluationOptions Long = new() { OutputFormat = OutputFormat.Hierarchical };

        /// <summary>Where a body is not as the schema says, and why; null where it is.</summary>
        public string? Fault(ReadOnlyMemory<byte> body)
        {
            using var json = JsonDocument.Parse(body);
            if (schema.Evaluate(json.RootElement, Short).IsValid)
                return null;
            return string.Join("; ", Faults(schema.Evaluate(json.RootElement, Long)).Take(8));
        }

        /// <summary>What is wrong where all around it is wrong: one of several that need not fit is not told.</summary>
        private static IEnumerable<string> Faults(EvaluationResults found) => found.IsValid ? [] :
        [
            .. (found.Errors ?? new Dictionary<string, string>()).Select(error => $"{found.InstanceLocation}: {error.Key} {error.Value}"),
            .. (found.Details ?? []).SelectMany(Faults),
        ];
    }
}
