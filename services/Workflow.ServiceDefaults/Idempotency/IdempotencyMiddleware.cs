namespace Workflow.ServiceDefaults;

/// <summary>
/// Honours <c>Idempotency-Key</c> on every POST: the same key and request get the stored answer, the same key with another request 422.
/// Only answers of success are stored; after any other the request may be repeated or mended under the same key.
/// An endpoint that requires a key stores its answer in the transaction of its events, and that is all: one commit. For any other the key
/// is noted before and the answer after.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, NpgsqlDataSource dataSource)
{
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag"];

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || !HttpMethods.IsPost(context.Request.Method) || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }

        var required = endpoint.Metadata.GetMetadata<IdempotencyKeyRequired>() is not null;
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
        {
            if (!required)
                await next(context);
            else
                await Problems.Malformed("idempotency-key-missing", "This endpoint needs the header 'Idempotency-Key'.")
                .ExecuteAsync(context);
            return;
        }

        if (!IdempotencyKey.IsFit(key))
        {
            await Problems.Malformed("idempotency-key-invalid", "'Idempotency-Key' is 1 to 255 visible ASCII characters.")
                .ExecuteAsync(context);
            return;
        }

        var known = new IdempotencyKey(Caller.From(context.User).Unit, key,
            await RequestHash.OfAsync(context.Request, context.RequestAborted));
        using var arrived = endpoint.Metadata.GetMetadata<NotesArrival>()?.Note(context);
        var noted = !required && await NoteAsync(known, context.RequestAborted);
        // Under way elsewhere, or left by a crash: the act itself is idempotent, so it is tried again.
        if (!noted && await FindAsync(known, context.RequestAborted) is { } stored && !(stored.Status is null && stored.IsOf(known)))
        {
            await AnswerAsync(context, stored, known);
            return;
        }

        context.Features.Set(known);
        await ExecuteAsync(context, known, notes: !required);
    }

    private async Task ExecuteAsync(HttpContext context, IdempotencyKey key, bool notes)
    {
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
            if (context.Response.StatusCode is >= 200 and <= 299)
                await KeepAsync(context, key, answer.ToArray());
            else if (notes)
                await ReleaseAsync(key);
            context.Response.Body = wire;
            answer.Position = 0;
            await answer.CopyToAsync(wire, context.RequestAborted);
        }
        catch (AlreadyAnsweredException)
        {
            context.Response.Body = wire;
            context.Response.Clear();
            await AnswerAsync(context, (await FindAsync(key, CancellationToken.None))!, key);
        }
        catch
        {
            context.Response.Body = wire;
            if (notes)
                await ReleaseAsync(key);
            throw;
        }
    }

    private async Task KeepAsync(HttpContext context, IdempotencyKey key, byte[] body)
    {
        if (key.Completed)
            return;
        var headers = KeptHeaders.Where(name => context.Response.Headers.ContainsKey(name))
            .ToDictionary(name => name, name => context.Response.Headers[name].ToString());
        try
        {
            await key.CompleteAsync(dataSource.Sql(), context.Response.StatusCode, headers, body, CancellationToken.None);
        }
        catch (AlreadyAnsweredException)
        {
            // A twin was faster; acts are idempotent, so the answers say the same.
        }
    }

    /// <summary>Notes the key as under way.</summary>
    /// <returns>Whether it is new.</returns>
    private async Task<bool> NoteAsync(IdempotencyKey key, CancellationToken ct) =>
        await dataSource.Sql("insert into idempotency (unit, key, request_hash) values ($1, $2, $3) on conflict do nothing",
            key.Unit, key.Key, key.RequestHash).ExecuteAsync(ct) == 1;

    private Task<Stored?> FindAsync(IdempotencyKey key, CancellationToken ct) =>
        dataSource.Sql("select request_hash, status, headers::text, body from idempotency where unit = $1 and key = $2", key.Unit, key.Key)
            .FirstAsync<Stored?>(row => new(row.GetFieldValue<byte[]>(0), row.Maybe<int>(1), row.Text(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)), ct);

    private async Task ReleaseAsync(IdempotencyKey key)
    {
        try
        {
            await dataSource.Sql("delete from idempotency where unit = $1 and key = $2 and status is null", key.Unit, key.Key)
                .ExecuteAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The note stays; the same request may still be repeated under this key.
        }
    }

    private static async Task AnswerAsync(HttpContext context, Stored stored, IdempotencyKey key)
    {
        if (stored.Status is null || !stored.IsOf(key))
        {
            await Problems.Unusable("idempotency-key-reused", "This Idempotency-Key was used with another request; take a new key.")
                .ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = stored.Status.Value;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(stored.Headers!)!)
            context.Response.Headers[
            name] = value;
        if (stored.Body!.Length > 0)
            await context.Response.Body.WriteAsync(stored.Body, context.RequestAborted);
    }

    private sealed record Stored(byte[] RequestHash, int? Status, string? Headers, byte[]? Body)
    {
        public bool IsOf(IdempotencyKey key) => RequestHash.AsSpan().SequenceEqual(key.RequestHash);
    }
}

/// <summary>
/// Of an endpoint for which it counts when a request had arrived whole: called where its body has been read before its handler is reached.
/// </summary>
/// <param name="Note">Notes that it has; disposed of when it is answered.</param>
public sealed record NotesArrival(Func<HttpContext, IDisposable> Note);

/// <summary>Idempotency of endpoints.</summary>
public static class IdempotencyEndpointExtensions
{
    /// <summary>Without an <c>Idempotency-Key</c> the endpoint answers 400.</summary>
    public static TBuilder RequireIdempotencyKey<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(IdempotencyKeyRequired.Instance);
}
