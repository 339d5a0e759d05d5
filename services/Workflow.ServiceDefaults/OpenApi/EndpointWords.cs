using Microsoft.OpenApi;

namespace Workflow.ServiceDefaults;

/// <summary>Metadata: headers that an endpoint's success carries.</summary>
internal sealed record AnswerHeaders(IReadOnlyList<string> Names);

/// <summary>Metadata: a parameter that no handler's argument shows, because something reads it by itself.</summary>
internal sealed record TakenParameter(ParameterLocation In, string Name, OpenApiSchema Schema, string Description);

/// <summary>Metadata: media types of a success beside JSON, or instead of it.</summary>
internal sealed record AnswerMedia(IReadOnlyList<string> Types);

/// <summary>Metadata: the parts of a multipart body, each with what it holds.</summary>
internal sealed record TakenParts(IReadOnlyList<(string Name, string Description)> Parts);

/// <summary>Metadata: an example of a body: of text taken or given, of JSON that is taken.</summary>
internal sealed record ShownText(string MediaType, string Text);

/// <summary>What an endpoint says of itself in the OpenAPI document, beside its summary.</summary>
public static class EndpointWords
{
    /// <summary>Names headers that a success carries; <c>Location</c> of 201 and 202 need not be named.</summary>
    public static TBuilder AnswersWith<TBuilder>(this TBuilder endpoint, params string[] headers)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswerHeaders(headers));

    /// <summary>Names media types that a 200 comes as, beside JSON or instead of it.</summary>
    public static TBuilder AnswersAs<TBuilder>(this TBuilder endpoint, params string[] mediaTypes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswerMedia(mediaTypes));

    /// <summary>Shows what a body looks like: text that is taken or given, JSON that is taken and is not made up from its schema.</summary>
    public static TBuilder Shows<TBuilder>(this TBuilder endpoint, string mediaType, string text)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ShownText(mediaType, text));

    /// <summary>Names the parts of a multipart body.</summary>
    public static TBuilder TakesParts<TBuilder>(this TBuilder endpoint, params (string Name, string Description)[] parts)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TakenParts(parts));

    /// <summary>Names a header that is read where no handler's argument shows it.</summary>
    public static TBuilder TakesHeader<TBuilder>(this TBuilder endpoint, string name, string description)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TakenParameter(ParameterLocation.Header, name, new() { Type = JsonSchemaType.String }, description));

    /// <summary>Names a query parameter that is read where no handler's argument shows it.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder endpoint, string name, string description)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TakenParameter(ParameterLocation.Query, name, new() { Type = JsonSchemaType.String }, description));

    /// <summary>Names the <c>limit</c> of a list that binds its paging itself: 1 to 500.</summary>
    public static TBuilder TakesLimit<TBuilder>(this TBuilder endpoint, string description, int byDefault = 50)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(
            new TakenParameter(ParameterLocation.Query, "limit", OpenApiConventions.Limit(byDefault), description));

    /// <summary>Says which problems an endpoint answers itself, beside those of the conventions.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.ProducesProblem(status);
        return endpoint;
    }
}

/// <summary>The values that a text may have, where its type does not say so; for the document, not checked here.</summary>
/// <param name="words">
/// Each a value, or a type that lists values: in a static property <c>All</c>, else as its constants.
/// </param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class OneOfAttribute(params object[] words) : Attribute
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<string> Values =>
        [.. words.SelectMany(word => word is Type type ? In(type) : [(string)word]).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> In(Type type) =>
        type.GetProperty("All", Statics)?.GetValue(null) as IEnumerable<string>
        ?? type.GetFields(Statics).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    private const System.Reflection.BindingFlags Statics =
        System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public;
}
