namespace AuditReplay.Events;

/// <summary>An entry of the ledger as its JSON is, for the document: what is answered are the entry's very bytes.</summary>
/// <param name="Source">The service that has stored the event.</param>
/// <param name="Ordinal">Its place among the source's, from 1.</param>
/// <param name="Id">Of the event.</param>
/// <param name="Stream">Id of the stream it stands in.</param>
/// <param name="Version">Its place there, from 1.</param>
/// <param name="Type">Stored name with its version, such as assignment.dispatched.v1; later versions of the product add some.</param>
/// <param name="RecordedAt">When it was stored.</param>
/// <param name="Actor">Opaque person id, or system:{service}.</param>
/// <param name="CorrelationId">The notice it belongs to, where there is one.</param>
/// <param name="CausationId">The message or event it follows from, where there is one.</param>
/// <param name="Headers">Role and unit of the actor, trace, and what else was kept beside it.</param>
/// <param name="Data">What happened, by type.</param>
internal sealed record EntryShape([OneOf(typeof(Sources))] string Source, long Ordinal, Guid Id, Guid Stream, long Version, string Type,
    DateTimeOffset RecordedAt, string? Actor, Guid? CorrelationId, Guid? CausationId, JsonElement Headers, JsonElement Data);
