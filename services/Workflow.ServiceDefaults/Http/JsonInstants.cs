using System.Text.Json.Serialization.Metadata;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Instants in answers carry the offset of official time, however they are held. Not a converter: that would hide from the OpenAPI document
/// what it converts.
/// </summary>
internal static class JsonInstants
{
    /// <summary>Has each property of the type that is an instant written so.</summary>
    public static void ShowOfficial(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(IsInstant))
            if (property.Get is { } held)
                property.Get = owner => held(owner) is DateTimeOffset at ? TimeZoneInfo.ConvertTime(at, OfficialTime.Zone) : null;
    }

    private static bool IsInstant(JsonPropertyInfo property) =>
        property.PropertyType == typeof(DateTimeOffset) || property.PropertyType == typeof(DateTimeOffset?);
}
