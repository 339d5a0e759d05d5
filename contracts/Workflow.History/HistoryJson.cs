using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>How stored events and states are written as JSON: camelCase, enums in lower kebab-case, absent values left out.</summary>
public static class HistoryJson
{
    /// <summary>The options of every stored event. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>
    /// A state as JSON: its properties, and <c>state</c> with the kebab-case name of the state it is in (<c>dispatched</c>).
    /// </summary>
    public static JsonElement State(object state)
    {
        var node = JsonSerializer.SerializeToNode(state, state.GetType(), Options)!.AsObject();
        node["state"] = NameOf(state);
        return JsonSerializer.SerializeToElement(node, Options);
    }

    /// <summary>The kebab-case name of the state a stream is in.</summary>
    public static string NameOf(object state) => JsonNamingPolicy.KebabCaseLower.ConvertName(state.GetType().Name);
}
