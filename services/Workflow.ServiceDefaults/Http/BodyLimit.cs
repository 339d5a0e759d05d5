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
            context.Request.Body = new Limited(context.Request.Body, limit);
        return next(context);
    }

    /// <summary>A body of unannounced length.</summary>
    private sealed class Limited(Stream body, long limit) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            if ((_read += count) <= limit)
                return count;
            throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Bodies are read asynchronously.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
