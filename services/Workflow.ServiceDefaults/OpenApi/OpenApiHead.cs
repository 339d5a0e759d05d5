using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>What a document says of the whole service: title, servers, groups, tokens.</summary>
internal static class OpenApiHead
{
    private const string OpenIdConnect = "OpenIdConnect";

    /// <summary>Each alone is enough: both end in the same header.</summary>
    internal static readonly string[] Schemes = [BearerTokens.Scheme, OpenIdConnect];

    /// <summary>Title and port of each service where a checkout runs.</summary>
    private static readonly Dictionary<string, (string Title, int Port)> Services = new(StringComparer.Ordinal)
    {
        [Sources.Notices] = ("notices are handed in, understood and issued", 7101),
        [Sources.Assignments] = ("units report on what they owe, and are judged", 7102),
        [Sources.Reminders] = ("what is due is said in time", 7103),
        [Sources.Audit] = ("the ledger of all that happened", 7104),
        [Sources.Directory] = ("units, calendars and who may order whom", 7105),
    };

    internal static void Write(OpenApiDocument document, string source)
    {
        var (title, port) = Services.GetValueOrDefault(source, (source, 7100));
        document.Info = new()
        {
            Title = $"Workflow, {source}: {title}",
            Version = "v1",
            Description = Description,
            License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers =
        [
            new() { Url = $"http://127.0.0.1:{port}", Description = "A checkout after `deploy/local/up`." },
            new()
            {
                Url = "https://{host}", Description = "Where it is run.",
                Variables = new Dictionary<string, OpenApiServerVariable>
                {
                    ["host"] = new() { Default = $"{source}.workflow.internal", Description = "As its operator has named it." },
                },
            },
        ];
        document.Tags = document.Paths.SelectMany(path => path.Value.Operations ?? []).SelectMany(operation => operation.Value.Tags ?? new
            HashSet<OpenApiTagReference>()).Select(tag => tag.Reference.Id!).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name,
                Description = OpenApiNames.Tags.GetValueOrDefault(name) }).ToHashSet();
        document.Components ??= new();
        // It stands in addresses alone, where it is a text.
        document.Components.Schemas?.Remove(nameof(At));
        foreach (var schema in document.Components.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
            OpenApiSchemas.AllowNullOnce(schema);
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerTokens.Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = Claims,
            },
            [OpenIdConnect] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OpenIdConnect,
                OpenIdConnectUrl = new("https://issuer.workflow.internal/.well-known/openid-configuration"),
                Description = "Where `Authentication:Authority` names an issuer: its access tokens, with the same claims, signed by keys "
                    + "that its discovery document names (ES256 or RS256). The address here stands for the operator's.",
            },
        };
    }

    private const string Description =
        """
        JSON is camelCase, instants are ISO-8601 with offset, lists are `{ items, next }`. An unknown or repeated field is refused, not
        ignored. Whatever is refused is answered with RFC 9457 problem details, `application/problem+json`, whose `code` says what it is:
        `contracts/refusals.md` names every code, its sentence and what to do. Within `v1` fields, values of enumerations, answers and
        operations may be added; nothing is taken away or changes its meaning. A reader passes over fields it does not know.
        """;

    private const string Claims =
        """
        A JWT in `Authorization: Bearer`, signed with ES256 (RS256 too where an OpenID Connect issuer is set). Claims: `iss` and `aud` as
        the service is set (a checkout: `workflow-local`, `workflow`), `exp` (no grace) and `nbf`; `sub`: an opaque person id; `unit`: the
        code of the unit the person acts for; `roles`: a list of `upstream`, `officer`, `branch`, `inspector`, `auditor`, `operator`. What
        a token reaches follows the unit tree of today. With the header `X-Delegation`, the id of a delegation (`GET /v1/me`), a call is
        made for the person that gave it: in that one's unit and roles, and in none of the caller's own.
        """;
}
