using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Says in the OpenAPI document what the conventions add to an endpoint: its name, paging, <c>If-Match</c>, <c>Idempotency-Key</c>, who
/// may, the token, and every answer that may come.
/// </summary>
internal static class OpenApiConventions
{
    internal static void Describe(OpenApiOptions options)
    {
        options.AddSchemaTransformer(OpenApiSchemas.TransformAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, context, _) =>
        {
            OpenApiHead.Write(document, context.ApplicationServices.GetRequiredService<ServiceIdentity>().Source);
            OpenApiExamples.Write(document);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var (endpoint, method) = (context.Description, context.Description.HttpMethod!);
        var metadata = endpoint.ActionDescriptor.EndpointMetadata;
        operation.OperationId = OpenApiNames.Id(method, endpoint.RelativePath!);
        if (!metadata.OfType<ITagsMetadata>().Any())
            operation.Tags = new HashSet<OpenApiTagReference> { new(OpenApiNames.Tag(endpoint.RelativePath!), context.Document) };
        OpenApiParameters.Describe(operation, context);
        operation.Parameters = [.. operation.Parameters ?? [], .. Parameters(metadata, method)];
        if (metadata.OfType<AccessTable>().LastOrDefault() is { } table)
            operation.Description = $"{operation.Description}\n\nRoles: {string.Join(", ", table.Rules.Select(Said))}.".TrimStart();
        operation.Security = metadata.OfType<IAllowAnonymous>().Any() ? []
            : [.. OpenApiHead.Schemes.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [],
            })];
        OpenApiMedia.Describe(operation, metadata);
        OpenApiAnswers.Describe(operation, context);
    }

    private static string Said(AccessRule rule) => rule switch
    {
        { Role: Roles.Auditor } => "auditor (each call is recorded)",
        _ when rule.Reach.HasFlag(Reach.Root) => $"{rule.Role} of the root",
        _ => rule.Role,
    };

    private static IEnumerable<OpenApiParameter> Parameters(IList<object> metadata, string? method)
    {
        var bound = Bound(metadata);
        if (bound.Contains(typeof(Paging)))
        {
            yield return Query("after", "The `next` of the part before.", new() { Type = JsonSchemaType.String });
            yield return Query("limit", "At most so many items.", Limit(byDefault: 50));
        }

        if (bound.Contains(typeof(IfMatch)))
            yield return Header("If-Match", "The version acted on, as in `ETag`; checked only when something would change.",
                required: false);
        if (method == "POST")
            yield return Header("Idempotency-Key", "1 to 255 visible ASCII characters, of the calling unit: the same key and request get "
                + "the same answer, the same key with another request 422.", metadata.OfType<IdempotencyKeyRequired>().Any());
        if (!metadata.OfType<IAllowAnonymous>().Any())
            yield return Header(ActingFor.Header, "The id of a delegation that the caller was given: the call is made for who gave it.",
                required: false, format: "uuid");
        foreach (var taken in metadata.OfType<TakenParameter>())
            yield return taken.In == ParameterLocation.Header ? Header(taken.Name, taken.Description, required: false)
                : Query(taken.Name, taken.Description, taken.Schema);
    }

    internal static OpenApiSchema Limit(int byDefault) =>
        new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500", Default = byDefault };

    /// <summary>The types that the handler of an endpoint takes.</summary>
    internal static HashSet<Type> Bound(IList<object> metadata) => metadata.OfType<MethodInfo>()
        .SelectMany(handler => handler.GetParameters())
        .SelectMany(parameter => parameter.IsDefined(typeof(AsParametersAttribute)) ?
            parameter.ParameterType.GetProperties().Select(property => property.PropertyType) : [parameter.ParameterType]).ToHashSet();

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };

    private static OpenApiParameter Header(string name, string description, bool required, string? format = null) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Required = required,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format } };
}
