namespace Workflow.ServiceDefaults;

/// <summary>The <c>Idempotency-Key</c> of a request, scoped to the calling unit; bindable (null without the header).</summary>
public sealed class IdempotencyKey
{
    internal IdempotencyKey(string unit, string key, byte[] requestHash) => (Unit, Key, RequestHash) = (unit, key, requestHash);

    /// <summary>The calling unit.</summary>
    public string Unit { get; }

    /// <summary>The key, 1–255 visible ASCII characters.</summary>
    public string Key { get; }

    /// <summary>SHA-256 of method, path, query, content type and body.</summary>
    internal byte[] RequestHash { get; }

    /// <summary>The answer is stored with the events; nobody need store it again.</summary>
    internal bool Completed { get; private set; }

    /// <summary>Whether a text may be a key: 1–255 visible ASCII characters.</summary>
    public static bool IsFit(string key) => key.Length is > 0 and <= 255 && key.All(sign => sign is >= '!' and <= '~');

    /// <summary>Binds what the idempotency middleware found.</summary>
    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<IdempotencyKey>());

    /// <summary>
    /// Stores the answer in the transaction of the events it reports, so that a crash before the answer is sent, or a second request at the
    /// same moment, cannot do the work twice:
    /// the second waits here until the first has committed or rolled back. A 2xx may be answered only once this transaction is committed.
    /// </summary>
    /// <param name="transaction">Of the events.</param>
    /// <param name="status">2xx.</param>
    /// <param name="body">Answered as JSON.</param>
    /// <param name="location">The header, where there is one.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="rows">Adds what is executed before, in its order and in the same round trip; statements that answer nothing.</param>
    /// <exception cref="AlreadyAnsweredException">
    /// Another request with this key committed first; nothing of this transaction may be committed. The middleware then sends that answer.
    /// </exception>
    public async Task CompleteAsync(
        StreamTransaction transaction, int status, object body, string? location, CancellationToken ct, Action<Sql>? rows = null)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf-8" };
        if (location is not null)
            headers["Location"] = location;
        var sql = transaction.Sql();
        rows?.Invoke(sql);
        await CompleteAsync(sql, status, headers, JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), HttpJson.Options), ct);
        Completed = true;
    }

    internal async Task CompleteAsync(Sql sql, int status, Dictionary<string, string> headers, byte[] body, CancellationToken ct)
    {
        var answered = await sql.Add(
            """
            insert into idempotency as known (unit, key, request_hash, status, headers, body) values ($1, $2, $3, $4, $5::jsonb, $6)
            on conflict (unit, key) do update set status = excluded.status, headers = excluded.headers, body = excluded.body
            where known.status is null and known.request_hash = excluded.request_hash
            returning true
            """, Unit, Key, RequestHash, status, JsonSerializer.Serialize(headers), body).ScalarAsync<bool>(ct);
        if (!answered)
            throw new AlreadyAnsweredException();
    }
}

/// <summary>A request with the same key has been answered meanwhile.</summary>
public sealed class AlreadyAnsweredException() : Exception("A request with the same idempotency key has been answered meanwhile.");

/// <summary>
/// Metadata: the endpoint wants an <c>Idempotency-Key</c>, and stores its answer with
/// <see cref="IdempotencyKey.CompleteAsync(StreamTransaction, int, object, string?, CancellationToken, Action{Sql}?)"/>.
/// </summary>
public sealed record IdempotencyKeyRequired
{
    /// <summary>The only one.</summary>
    public static IdempotencyKeyRequired Instance { get; } = new();
}
