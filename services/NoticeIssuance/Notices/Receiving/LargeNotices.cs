namespace NoticeIssuance.Notices;

/// <summary>
/// One request of more than 1 MiB is held in memory at a time, until it has been answered. The others wait on disk, where each has come
/// whole before it is read: a slow sender holds nobody up.
/// </summary>
internal sealed class LargeNotices : IDisposable
{
    private readonly SemaphoreSlim _place = new(1);

    /// <summary>Returns when it is this one's turn, which ends with its answer.</summary>
    public async Task AwaitAsync(HttpContext context)
    {
        if (context.Request.Body is not { CanSeek: true, Length: var bytes } || bytes <= BodyLimit.Default.Bytes)
            return;
        await _place.WaitAsync(context.RequestAborted);
        context.Response.RegisterForDispose(new Turn(_place));
    }

    public void Dispose() => _place.Dispose();

    private sealed class Turn(SemaphoreSlim place) : IDisposable
    {
        public void Dispose() => place.Release();
    }
}
