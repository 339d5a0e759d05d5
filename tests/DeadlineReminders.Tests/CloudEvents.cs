using System.Net.Mime;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

namespace DeadlineReminders.Tests;

/// <summary>Branch messages as who does not know this product reads them: by the CloudEvents SDK.</summary>
internal static class CloudEvents
{
    private static readonly JsonEventFormatter<JsonElement> Formatter = new();

    /// <summary>Why a message is no CloudEvent as it is said to be; null where it is one.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="contentType">As it was named beside it.</param>
    public static string? Fault(ReadOnlyMemory<byte> body, string? contentType)
    {
        try
        {
            var type = new ContentType(contentType!);
            if (type.MediaType != "application/cloudevents+json")
                return $"{contentType} is not of CloudEvents.";
            var read = Formatter.DecodeStructuredModeMessage(body, type, extensionAttributes: null).Validate();
            return read is { Time: not null, Subject.Length: > 0, Source: not null, Data: JsonElement { ValueKind: JsonValueKind.Object } }
                && Guid.TryParse(read.Id, out _) ? null : $"Attributes are not there: {Encoding.UTF8.GetString(body.Span)}";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or JsonException)
        {
            return $"{e.Message} {Encoding.UTF8.GetString(body.Span)}";
        }
    }
}
