namespace AuditReplay.Ledger;

/// <summary>The streams that a page continues or begins.</summary>
internal sealed class StreamHeads
{
    private readonly Dictionary<Guid, StreamHead> _heads = [];

    private StreamHeads() { }

    public IReadOnlyDictionary<Guid, StreamHead> All => _heads;

    public static async Task<StreamHeads> ReadAsync(NpgsqlTransaction transaction, string source, Guid[] streams, CancellationToken ct)
    {
        var heads = new StreamHeads();
        var known = await transaction
            .Sql("select stream, version, notice, unit from stream where source = $1 and stream = any($2)", source, streams)
            .ReadAsync(row => (Stream: row.GetGuid(0), Head: new StreamHead(row.GetInt64(1), row.Maybe<Guid>(2), row.Text(3))), ct);
        foreach (var (stream, head) in known)
            heads._heads.Add(stream, head);
        return heads;
    }

    /// <summary>The stream with this entry at its end.</summary>
    /// <exception cref="LedgerFaultException">The entry's version does not ascend by one.</exception>
    public StreamHead Follow(LedgerEntry entry, long page)
    {
        var head = _heads.GetValueOrDefault(entry.Stream);
        if (entry.Version != (head?.Version ?? 0) + 1)
            throw new LedgerFaultException(entry.Source, page,
                $"ordinal {entry.Ordinal} is version {entry.Version} of stream {entry.Stream}, which has {head?.Version ?? 0}.");
        return _heads[entry.Stream] = head is null ? StreamHead.Begin(entry) : head with { Version = entry.Version };
    }
}
