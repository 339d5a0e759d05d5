using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>
/// An example of every JSON body, made from its schema: what properties of a name usually hold, the first value of an enumeration, one item
/// of a list.
/// </summary>
internal static class OpenApiExamples
{
    private const int Deepest = 8;

    private static readonly Dictionary<string, JsonNode> ByName = Values();

    internal static void Write(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.SelectMany(path => path.Value.Operations ?? []).Select(operation => operation.Value))
        {
            Write(operation.RequestBody?.Content);
            foreach (var answer in operation.Responses?.Values.OfType<OpenApiResponse>() ?? [])
                Write(answer.Content);
        }
    }

    private static void Write(IDictionary<string, OpenApiMediaType>? content)
    {
        if (content?.TryGetValue("application/json", out var media) is true
            && media is { Example: null, Schema: { Type: not null } schema })
            media.Example = Of(schema, name: "", depth: 0);
    }

    private static JsonNode? Of(IOpenApiSchema schema, string name, int depth)
    {
        if ((schema.OneOf ?? schema.AnyOf)?.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } choice)
            return depth > Deepest ? null : Of(choice, name, depth);
        if (schema.Enum is { Count: > 0 } values)
            return values[0].DeepClone();
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Object(schema, depth),
            JsonSchemaType.Array => depth > Deepest || schema.Items is not { } items ? new JsonArray()
                : new JsonArray(Of(items, name, depth + 1)),
            JsonSchemaType.Integer or JsonSchemaType.Number => ByName.GetValueOrDefault(name) is JsonValue known
                && known.GetValueKind() == JsonValueKind.Number ? known.DeepClone() : 1,
            JsonSchemaType.Boolean => false,
            JsonSchemaType.String => Text(schema, name),
            _ => new JsonObject(),
        };
    }

    private static JsonObject Object(IOpenApiSchema schema, int depth)
    {
        var example = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            if (depth < Deepest || schema.Required?.Contains(name) is true)
                example[name] = Of(property, name, depth + 1);
        if (schema.AdditionalProperties is { } more)
            example["参与人数"] = Of(more, "name", depth + 1);
        return example;
    }

    private static JsonNode Text(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => "0198c5d2-7a10-7c3e-9b1f-2f6d1c0a4e55",
        "date-time" => "2016-04-30T17:00:00+08:00",
        "date" => "2016-04-01",
        "uri" => "amqps://branch.C-1@broker.workflow.internal/branches",
        _ when schema.Pattern is not null => "09:00:00",
        _ => ByName.GetValueOrDefault(name) is JsonValue known && known.GetValueKind() == JsonValueKind.String ? known.DeepClone()
            : "……",
    };

    private static Dictionary<string, JsonNode> Values() => new(StringComparer.Ordinal)
    {
        ["about"] = "requirement:1",
        ["addressees"] = "各区委组织部",
        ["calendar"] = "cn/2016/0",
        ["charset"] = "utf-8",
        ["code"] = "C-1",
        ["dueAt"] = "2016-04-30",
        ["documentNumber"] = "港组通〔2016〕12号",
        ["element"] = "title",
        ["en"] = "The unit has the assignment.",
        ["figures"] = "参与人数",
        ["href"] = "/v1/notices/0198c5d2-7a10-7c3e-9b1f-2f6d1c0a4e55/source",
        ["issuer"] = "港城市委组织部",
        ["issuingUnit"] = "C",
        ["issuingUnitName"] = "港城市委组织部",
        ["joint"] = "西区委组织部",
        ["key"] = "C-1",
        ["label"] = "一",
        ["lead"] = "东区委组织部",
        ["limit"] = 50,
        ["mediaType"] = "text/plain",
        ["name"] = "东区委组织部",
        ["next"] = "42",
        ["phrase"] = "各区委组织部",
        ["rather"] = "C-2",
        ["reportTo"] = "港城市委组织部",
        ["role"] = "组织委员",
        ["staffNumber"] = "1024",
        ["queue"] = "branch.C-1",
        ["quote"] = "4月30日前报送学习情况。",
        ["reason"] = "缺少参与人数。",
        ["requirement"] = 1,
        ["sha256"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ["shortName"] = "东区",
        ["size"] = 20480,
        ["source"] = "国办发明电〔2015〕18号",
        ["status"] = 204,
        ["step"] = "-3d",
        ["text"] = "各区委组织部：4月30日前报送学习情况。",
        ["title"] = "关于报送学习情况的通知",
        ["type"] = "assignment.acknowledged.v1",
        ["unit"] = "C-1",
        ["unitName"] = "东区委组织部",
        ["why"] = "通知所署日期之后最近的一个4月30日",
        ["words"] = "4月30日前",
        ["year"] = 2016,
        ["zh"] = "单位已签收。",
    };
}
