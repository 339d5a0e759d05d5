using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Workflow.ServiceDefaults;

/// <summary>
/// JSON at the HTTP face: camelCase, enums in kebab-case, instants with the offset of official time, nothing silently ignored in what is
/// received.
/// </summary>
public static class HttpJson
{
    /// <summary>The options of every endpoint. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>
    /// Makes <paramref name="options"/> the strict ones: an unknown or repeated field, a missing required one or a null where none is
    /// allowed is an error that names its path.
    /// </summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(JsonTexts.RefuseNullItems).WithAddedModifier(JsonInstants.ShowOfficial);
    }

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
