namespace Workflow.ServiceDefaults;

/// <summary>Metadata: how many bytes of body the endpoint accepts.</summary>
/// <param name="Bytes">Inclusive.</param>
public sealed record BodyLimit(long Bytes)
{
    /// <summary>Where nothing is declared: 1 MiB.</summary>
    public static BodyLimit Default { get; } = new(1 << 20);
}

/// <summary>Limits of bodies.</summary>
public static class BodyLimits
{
    /// <summary>What the server itself refuses, and then cuts the connection: above every endpoint's limit.</summary>
    internal const long OfServer = 64 << 20;

    /// <summary>
    /// Sets how many bytes of body the endpoint accepts, inclusive; more is a 413. The default is 1 MiB, the most 64 MiB.
    /// </summary>
    public static TBuilder LimitBody<TBuilder>(this TBuilder endpoint, long bytes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyLimit(bytes));

    /// <summary>
    /// Answers 413 without cutting the connection, as the server's own limit would: a client that is still sending would see that instead
    /// of the answer.
    /// What it still sends is read and dropped by the server.
    /// </summary>
    internal static Task Enforce(HttpContext context, RequestDelegate next)
    {
        var limit = (context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? BodyLimit.Default).Bytes;
        if (context.Request.ContentLength > limit)
            return Problems.TooLarge(limit).ExecuteAsync(context);
        if (context.Request.ContentLength is null)
        {
            var read = 0L;
            context.Request.Body = new WatchedBody(context.Request.Body, count => read = read + count <= limit ? read + count
                : throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge));
        }
        return next(context);
    }
}
