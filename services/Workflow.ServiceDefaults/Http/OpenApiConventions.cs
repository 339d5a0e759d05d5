using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Says in the OpenAPI document what the conventions add to an endpoint: paging, <c>If-Match</c>, <c>Idempotency-Key</c>, who may, and the
/// token.
/// </summary>
internal static class OpenApiConventions
{
    internal static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info =
                new() { Title = $"Workflow: {context.ApplicationServices.GetRequiredService<ServiceIdentity>().Source}", Version = "v1" };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerTokens.Scheme] =
                new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, ct) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            operation.Parameters = [.. operation.Parameters ?? [], .. Parameters(metadata, context.Description.HttpMethod)];
            if (metadata.OfType<AccessTable>().LastOrDefault() is { } table)
                operation.Description = $"Roles: {string.Join(", ", table.Rules.Select(Said))}.";
            if (!metadata.OfType<IAllowAnonymous>().Any())
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(BearerTokens.Scheme, context.Document)] = [] }];
            if (!metadata.OfType<DisableRateLimitingAttribute>().Any())
                (operation.Responses ??= [])["429"] = TooMany(await ProblemAsync(context, ct));
        });
    }

    private static async Task<IOpenApiSchema> ProblemAsync(OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        context.Document!.AddComponent(nameof(ProblemDetails),
            await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), parameterDescription: null, ct));
        return new OpenApiSchemaReference(nameof(ProblemDetails), context.Document);
    }

    private static OpenApiResponse TooMany(IOpenApiSchema problem) => new()
    {
        Description = "Too Many Requests",
        Headers = new Dictionary<string, IOpenApiHeader>
        {
            [HeaderNames.RetryAfter] = new OpenApiHeader
            {
                Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
            },
        },
        Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
    };

    private static string Said(AccessRule rule) => rule switch
    {
        { Role: Roles.Auditor } => "auditor (each call is recorded)",
        _ when rule.Reach.HasFlag(Reach.Root) => $"{rule.Role} of the root",
        _ => rule.Role,
    };

    private static IEnumerable<OpenApiParameter> Parameters(IList<object> metadata, string? method)
    {
        var bound = metadata.OfType<MethodInfo>().SelectMany(handler => handler.GetParameters())
            .Select(parameter => parameter.ParameterType).ToHashSet();
        if (bound.Contains(typeof(Paging)))
        {
            yield return new() { Name = "after", In = ParameterLocation.Query, Description = "The `next` of the part before.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            yield return new()
            {
                Name = "limit",
                In = ParameterLocation.Query,
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500", Default = 50 },
            };
        }

        if (bound.Contains(typeof(IfMatch)))
            yield return Header("If-Match", "The version acted on, as in `ETag`; checked only when something would change.",
                required: false);
        if (method == "POST")
            yield return Header("Idempotency-Key", "The same key and request get the same answer.",
                metadata.OfType<IdempotencyKeyRequired>().Any());
    }

    private static OpenApiParameter Header(string name, string description, bool required) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Required = required,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
