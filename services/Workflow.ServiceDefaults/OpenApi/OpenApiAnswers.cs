using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>Every answer of an operation: what its endpoint says itself, and what the conventions may answer in its stead.</summary>
internal static class OpenApiAnswers
{
    private const string ProblemMediaType = "application/problem+json";

    /// <summary>By status: when it comes, and what it then says.</summary>
    private static readonly Dictionary<int, (string When, string Code, string Detail)> Problem = new()
    {
        [400] = ("The request cannot be read.", "unknown-field", "Unknown field $.requirments."),
        [401] = ("No token, or none that counts.", "token-expired", "The token has expired."),
        [403] = ("Known to exist, but not the caller's.", "role", "None of the token's roles may do this."),
        [404] = ("Unknown, or its existence is not the caller's to know.", "unknown", "There is nothing at this address."),
        [409] = ("The rules of the business say no.", "notice-issued", "The notice is issued."),
        [412] = ("`If-Match` names another version than the present one.", "stale",
            "The present version is 4; read again and decide again."),
        [413] = ("The body is too large.", "too-large", "At most 1048576 bytes are accepted here."),
        [415] = ("A media type or charset that is not read here.", "unsupported-media-type", "This endpoint reads 'application/json'."),
        [422] = ("Readable, but not usable.", "idempotency-key-reused",
            "This Idempotency-Key was used with another request; take a new key."),
        [429] = ("More than a unit may ask for, or than this service takes.", "too-many-requests",
            "These are more requests a second than a unit may make, or than this service takes; wait as long as 'Retry-After' says."),
        [500] = ("Something is wrong in the service; it has been logged.", "internal", "Something went wrong here; it has been logged."),
        [503] = ("Not able now; nothing was lost.", "not-now", "A part this service needs is away; nothing was lost, try again."),
    };

    private static readonly Dictionary<string, (string Description, JsonSchemaType Type)> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ETag"] = ("The version, quoted, as `If-Match` takes it; of bytes, their SHA-256.", JsonSchemaType.String),
        ["Location"] = ("Where to read what came of it.", JsonSchemaType.String),
        ["Retry-After"] = ("Seconds to wait.", JsonSchemaType.Integer),
        ["WWW-Authenticate"] = ("`Bearer`, and why a token does not count.", JsonSchemaType.String),
        ["X-Ledger-Size"] = ("How many entries the ledger had when the answer began.", JsonSchemaType.Integer),
        ["Content-Disposition"] = ("The name to save it under.", JsonSchemaType.String),
    };

    internal static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var answers = operation.Responses ??= [];
        var statuses = answers.Keys.Select(int.Parse).Where(status => status >= 400)
            .Concat(metadata.OfType<IAllowAnonymous>().Any() ? [] : Conventional(operation, metadata)).Distinct().ToList();
        var said = metadata.OfType<AnswerHeaders>().SelectMany(headers => headers.Names).ToList();
        foreach (var (status, answer) in answers.Where(answer => answer.Key[0] == '2'))
            ((OpenApiResponse)answer).Headers = HeadersOf(status is "201" or "202" ? [.. said, "Location"] : said);
        operation.Responses = [];
        foreach (var (status, answer) in answers.Where(answer => answer.Key[0] == '2').OrderBy(answer => answer.Key))
            operation.Responses[status] = answer;
        foreach (var status in statuses.Where(Problem.ContainsKey).Order())
            operation.Responses[$"{status}"] = answers.GetValueOrDefault($"{status}") is OpenApiResponse { Content: { } content } own
                && !content.ContainsKey(ProblemMediaType) ? own : Reference(status, context.Document!);
    }

    private static IEnumerable<int> Conventional(OpenApiOperation operation, IList<object> metadata)
    {
        var bound = OpenApiConventions.Bound(metadata);
        yield return 400;
        yield return 401;
        yield return 403;
        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) is true)
            yield return 404;
        if (bound.Contains(typeof(IfMatch)))
            yield return 412;
        if (operation.RequestBody is not null)
            foreach (var status in (int[])[413, 415, 422])
                yield return status;
        if (operation.Parameters?.Any(parameter => parameter.Name == "Idempotency-Key") is true)
            yield return 422;
        if (!metadata.OfType<DisableRateLimitingAttribute>().Any())
            yield return 429;
        yield return 500;
        yield return 503;
    }

    /// <summary>A problem's answer is the same everywhere and stands once.</summary>
    private static OpenApiResponseReference Reference(int status, OpenApiDocument document)
    {
        var (when, code, detail) = Problem[status];
        var name = ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);
        if (document.Components?.Responses?.ContainsKey(name) is not true)
            document.AddComponent<IOpenApiResponse>(name, new OpenApiResponse
            {
                Description = when,
                Headers = HeadersOf(status switch { 401 => ["WWW-Authenticate"], 429 or 503 => ["Retry-After"], _ => [] }),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemMediaType] = new()
                    {
                        Schema = OpenApiSchemas.Problem(document),
                        Example = Example(status, code, detail),
                    },
                },
            });
        return new(name, document);
    }

    private static JsonObject Example(int status, string code, string detail) => new()
    {
        ["type"] = $"urn:workflow:{(status == 409 ? "refusal" : "problem")}:{code}",
        ["title"] = ReasonPhrases.GetReasonPhrase(status),
        ["status"] = status,
        ["detail"] = detail,
        ["code"] = code,
        ["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(IReadOnlyList<string> names) => names is [] ? null
        : names.ToDictionary(name => name, name => (IOpenApiHeader)new OpenApiHeader
        {
            Description = Headers[name].Description, Schema = new OpenApiSchema { Type = Headers[name].Type },
        });
}
