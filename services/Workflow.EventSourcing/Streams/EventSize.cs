using System.Buffers;
using System.Text.Json;
using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>Measures an event's JSON without keeping it.</summary>
internal static class EventSize
{
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? _scratch;

    public static void Check(Guid stream, object @event)
    {
        var (buffer, json) = _scratch ??= Scratch();
        buffer.ResetWrittenCount();
        json.Reset();
        JsonSerializer.Serialize(json, @event, @event.GetType(), HistoryJson.Options);
        if (buffer.WrittenCount > EventTooLargeException.MaximumBytes)
            throw new EventTooLargeException(stream, @event.GetType().Name, buffer.WrittenCount);
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Scratch()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new(buffer, new() { Encoder = HistoryJson.Options.Encoder, SkipValidation = true }));
    }
}
