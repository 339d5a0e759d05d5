namespace AuditReplay.Ledger;

/// <summary>How long a stream is in the ledger, and whom it is about.</summary>
/// <param name="Version">Of its last entry.</param>
/// <param name="Notice">The notice it belongs to; null where it belongs to none.</param>
/// <param name="Unit">Code of the unit whose assignment, plan, channel or own stream it is; null otherwise.</param>
internal sealed record StreamHead(long Version, Guid? Notice, string? Unit)
{
    /// <summary>
    /// What a stream's first event says. Read from the JSON by the stored name's first word, not from today's types:
    /// the ledger keeps versions of events that this version of the product does not know yet.
    /// </summary>
    public static StreamHead Begin(LedgerEntry first) => first.Type.Split('.')[0] switch
    {
        "notice" => new(1, first.Stream, null),
        "assignment" or "reminder" => new(1, Named(first), Text(first, "unit")),
        "unit" => new(1, null, Text(first, "code")),
        "grant" => new(1, null, Text(first, "issuer")),
        "channel" => new(1, null, Text(first, "unit")),
        _ => new(1, Correlated(first), null),
    };

    private static Guid? Named(LedgerEntry first) => Guid.TryParse(Text(first, "notice"), out var notice) ? notice : Correlated(first);

    private static Guid? Correlated(LedgerEntry first) =>
        Guid.TryParse(first.CorrelationId, out var correlation) && correlation != first.Stream ? correlation : null;

    private static string? Text(LedgerEntry entry, string member) =>
        entry.Data.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
