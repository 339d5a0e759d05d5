using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>Bodies that are no JSON: text, tables, pages, files, parts, lines and events, as they are.</summary>
internal static class OpenApiMedia
{
    internal static void Describe(OpenApiOperation operation, IList<object> metadata)
    {
        var taken = operation.RequestBody?.Content;
        foreach (var type in taken?.Keys.Where(type => !IsJson(type)).ToList() ?? [])
            taken![type] = type == "multipart/form-data" ? Parts(metadata) : Of(type, metadata);
        if (taken?.TryGetValue("application/json", out var json) is true && Shown("application/json", metadata) is { } example)
            json.Example = JsonNode.Parse(example);
        var media = metadata.OfType<AnswerMedia>().LastOrDefault()?.Types ?? [];
        if (media.Count > 0 && operation.Responses?.ContainsKey("200") is not true)
            (operation.Responses ??= [])["200"] = new OpenApiResponse { Description = "OK" };
        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse answer)
            return;
        answer.Content ??= new Dictionary<string, OpenApiMediaType>();
        foreach (var type in answer.Content.Keys.Where(type => !IsJson(type)).Concat(media).ToList())
            answer.Content[type] = Of(type, metadata);
    }

    private static bool IsJson(string type) => type is "application/json" or "application/problem+json";

    private static OpenApiMediaType Parts(IList<object> metadata)
    {
        var parts = metadata.OfType<TakenParts>().Last().Parts;
        return new()
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { parts[0].Name },
                Properties = parts.ToDictionary(part => part.Name, part => (IOpenApiSchema)new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "binary",
                    Description = part.Description,
                }),
            },
        };
    }

    /// <summary>Text is a string; of bytes nothing can be said by a schema.</summary>
    private static OpenApiMediaType Of(string type, IList<object> metadata) => new()
    {
        Example = Shown(type, metadata),
        Schema = type switch
        {
            "application/x-ndjson" => Text("One JSON object a line, each as an item of the JSON answer; each line ends with a line feed."),
            "text/event-stream" => Text("Server-sent events: `id` is the position to go on from, `data` a message as JSON on one line."),
            "text/csv" => Text("UTF-8, with a line of column names."),
            _ when type.StartsWith("text/", StringComparison.Ordinal) => Text(description: null),
            _ => new OpenApiSchema { Description = "The bytes of the file." },
        },
    };

    private static string? Shown(string type, IList<object> metadata) =>
        metadata.OfType<ShownText>().FirstOrDefault(shown => shown.MediaType == type)?.Text;

    private static OpenApiSchema Text(string? description) => new() { Type = JsonSchemaType.String, Description = description };
}
