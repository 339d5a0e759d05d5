using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>What a type does not say of its JSON by itself.</summary>
internal static class OpenApiSchemas
{
    /// <summary>The standard's format <c>time</c> has an offset, which a time of day has not.</summary>
    private const string TimeOfDay = @"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$";

    internal static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var property = context.JsonPropertyInfo;
        if (property is not null && OneOf(property.AttributeProvider, property.AssociatedParameter?.AttributeProvider) is { } words)
            Limit(schema.Items as OpenApiSchema ?? schema, words.Values);
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Description ??= XmlWords.OfType(context.JsonTypeInfo.Type);
            // What is left out where it is null need not be there.
            schema.Required?.ExceptWith(context.JsonTypeInfo.Properties.Where(IsLeftOut).Select(left => left.Name));
        }
        if (schema.Format == "time")
            (schema.Format, schema.Pattern) = (null, TimeOfDay);
        if (property is null && context.JsonTypeInfo.Type == typeof(ProblemDetails))
            WriteProblem(schema);
        // What has a type of its own is described there.
        if (property is { AttributeProvider: PropertyInfo member } && context.JsonTypeInfo.Kind != JsonTypeInfoKind.Object
            && !(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum)
            schema.Description ??= XmlWords.OfProperty(member) ?? PropertyWords.Of(property.Name);
        return Task.CompletedTask;
    }

    /// <summary>Makes a text an enumeration; one that may be absent stays so.</summary>
    internal static void Limit(OpenApiSchema schema, IReadOnlyList<string> values)
    {
        schema.Enum = [.. values.Select(value => (JsonNode)value)];
        if (schema.Type?.HasFlag(JsonSchemaType.Null) is true)
            schema.Enum.Add(JsonNullSentinel.JsonNull);
    }

    /// <summary>
    /// That something may be null is said where it stands, not by its type: a value that is no object of any kind fits both, so that one of
    /// them is enough.
    /// </summary>
    internal static void AllowNullOnce(OpenApiSchema schema)
    {
        if (schema is { Enum: { Count: > 0 } values, Type: null })
            (schema.Type, schema.Enum) = (JsonSchemaType.String, values.Where(value => value is not null && !value.IsJsonNullSentinel())
                .ToList());
        foreach (var property in schema.Properties?.Values.OfType<OpenApiSchema>().Where(property => property.OneOf is not null) ?? [])
            (property.AnyOf, property.OneOf) = (property.OneOf, null);
    }

    /// <summary>The one schema of everything that is refused.</summary>
    internal static OpenApiSchemaReference Problem(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(nameof(ProblemDetails)) is not true)
        {
            var schema = new OpenApiSchema();
            WriteProblem(schema);
            document.AddComponent<IOpenApiSchema>(nameof(ProblemDetails), schema);
        }
        return new(nameof(ProblemDetails), document);
    }

    private static bool IsLeftOut(JsonPropertyInfo property) => property.AttributeProvider?
        .GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false).OfType<JsonIgnoreAttribute>()
        .Any(ignored => ignored.Condition is JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault) is true;

    private static OneOfAttribute? OneOf(params IEnumerable<ICustomAttributeProvider?> providers) =>
        providers.OfType<ICustomAttributeProvider>()
        .SelectMany(provider => provider.GetCustomAttributes(typeof(OneOfAttribute), inherit: false)).OfType<OneOfAttribute>()
        .FirstOrDefault();

    private static void WriteProblem(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Description = "RFC 9457 problem details.";
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = new HashSet<string> { "type", "title", "status", "detail", "code" };
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("`urn:workflow:refusal:{code}` for a refusal by the rules of the business, else `urn:workflow:problem:{code}`.",
                "^urn:workflow:(refusal|problem):"),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
            ["detail"] = Text("What is wrong, for a person; not to be read by programs."),
            ["instance"] = Text("What it is about, where that has an address."),
            ["code"] = Text("What is wrong, for programs: one of `contracts/refusals.md`; new ones may be added.", "^[a-z][A-Za-z0-9-]*$"),
            ["errors"] = List("Each thing that is wrong, with its place.", new()
            {
                AnyOf =
                [
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "message" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["field"] = Text("A JSON path, a parameter, a header or a column."),
                            ["line"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Of a file, from 1." },
                            ["message"] = Text("What is wrong and what is allowed."),
                        },
                    },
                    Text("What is out of reach: a code."),
                ],
            }),
            ["questions"] = List("With `questions-open`: the questions, as in the notice.", new()
            {
                Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true,
            }),
            ["traceId"] = Text("Names the request in logs and traces."),
        };
    }

    private static OpenApiSchema Text(string description, string? pattern = null) =>
        new() { Type = JsonSchemaType.String, Description = description, Pattern = pattern };

    private static OpenApiSchema List(string description, OpenApiSchema items) =>
        new() { Type = JsonSchemaType.Array, Description = description, Items = items };
}
