using System.Buffers;

namespace Workflow.History;

/// <summary>
/// One stored event as the audit ledger keeps it: the bytes are the RFC 8785 canonical JSON of these members, and what is hashed.
/// Every member is present; what is absent is null. <see cref="RecordedAt"/> is UTC with at most 6 decimals.
/// </summary>
/// <param name="Source">notices, assignments, reminders, audit or directory.</param>
/// <param name="Ordinal">1, 2, 3 … without a gap within the source.</param>
/// <param name="Id">Of the stored event.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="RecordedAt">Business time.</param>
/// <param name="Actor">Opaque person id.</param>
/// <param name="CorrelationId">The notice's id, else the stream's own.</param>
/// <param name="CausationId">What caused it.</param>
/// <param name="Headers">role, unit, onBehalfOf, traceparent.</param>
/// <param name="Data">The event's own members.</param>
public sealed record LedgerEntry(string Source, long Ordinal, Guid Id, Guid Stream, long Version, string Type, DateTimeOffset RecordedAt,
    string? Actor, string? CorrelationId, string? CausationId, JsonElement? Headers, JsonElement Data)
{
    /// <summary>The largest entry, in bytes.</summary>
    public const int MaxBytes = 65_535;

    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    /// <summary>The entry's bytes: the members are written in the order of RFC 8785.</summary>
    /// <exception cref="InvalidOperationException">They would be more than <see cref="MaxBytes"/>.</exception>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Text("{\"actor\":"u8, Actor);
        Text(",\"causationId\":"u8, CausationId);
        Text(",\"correlationId\":"u8, CorrelationId);
        Member(",\"data\":"u8, Data);
        if (Headers is { } headers)
            Member(",\"headers\":"u8, headers);
        else
            output.Write(",\"headers\":null"u8);
        Text(",\"id\":"u8, Id.ToString());
        Number(",\"ordinal\":"u8, Ordinal);
        Text(",\"recordedAt\":"u8, RecordedAt.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));
        Text(",\"source\":"u8, Source);
        Text(",\"stream\":"u8, Stream.ToString());
        Text(",\"type\":"u8, Type);
        Number(",\"version\":"u8, Version);
        output.Write("}"u8);
        return output.WrittenCount <= MaxBytes
            ? output.WrittenSpan.ToArray()
            : throw new InvalidOperationException(
                $"Event {Id} makes a ledger entry of {output.WrittenCount} bytes; at most {MaxBytes} are allowed.");

        void Text(ReadOnlySpan<byte> name, string? value)
        {
            output.Write(name);
            if (value is null)
                output.Write("null"u8);
            else
                CanonicalJson.WriteString(value, output);
        }

        void Member(ReadOnlySpan<byte> name, JsonElement value)
        {
            output.Write(name);
            CanonicalJson.Write(value, output);
        }

        void Number(ReadOnlySpan<byte> name, long value)
        {
            output.Write(name);
            CanonicalJson.WriteNumber(value, output);
        }
    }

    /// <summary>Reads an entry's bytes.</summary>
    /// <exception cref="JsonException">They are no entry.</exception>
    public static LedgerEntry Parse(ReadOnlyMemory<byte> bytes) =>
        JsonSerializer.Deserialize<LedgerEntry>(bytes.Span, HistoryJson.Options) ?? throw new JsonException("An entry is an object.");

    /// <summary>The stored event, as today's type.</summary>
    /// <exception cref="JsonException">The stored name is unknown, or the data do not fit it.</exception>
    public object Read() => Vocabulary.Today.Read(Type, Data);
}
