using System.Reflection;
using System.Threading.RateLimiting;
using DeadlineReminders.Rows;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace DeadlineReminders.Inbox;

/// <summary>
/// A unit's inbox as server-sent events, from a position on, without end: until the reader goes, the token ends, the reader's unit reaches
/// the inbox no more, or the process stops. What is sent waits for the reader; one who reads slower than the server allows is cut off and
/// goes on from the last event he has.
/// </summary>
internal sealed class FollowInbox(ReadInbox inbox, InboxWatch watch, IOptions<InboxStreamOptions> options,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, IHostApplicationLifetime life) : IDisposable
{
    private const int ReadAtOnce = 100;

    /// <summary>No timer waits longer than 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<string> _open = PartitionedRateLimiter.CreateChained(
        AtOnce(unit => unit, options.Value.OfUnit), AtOnce(_ => "", options.Value.OfNode));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder inbox) => inbox.MapGet("/stream", Handle)
        .Shows("text/event-stream", ": open\n\nid: 42\ndata: {\"specversion\":\"1.0\",\"type\":\"workflow.reminder.v1\",…}\n\n")
        .WithSummary("The same as server-sent events, from after or Last-Event-ID on, until the token ends");

    public void Dispose() => _open.Dispose();

    private static Results<Stream, ProblemHttpResult> Handle(string code, string? after,
        [FromHeader(Name = "Last-Event-ID")] string? last, Permission permission, UnitTree tree, FollowInbox follow)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        // A stream would outlive what it was opened by.
        if (permission.Caller.OnBehalfOf is not null)
            return Problems.NotYours("Who acts for another reads the inbox page by page; streams are for its own.", "delegation-no-stream");
        var from = string.IsNullOrEmpty(last) ? after : last;
        return ReadInbox.TryRead(from, out var position)
            ? new Stream(follow, code, position, permission.Caller.Unit, () => permission.In(tree.Now).Unreachable(code, tree) is null)
            : ReadInbox.InvalidAfter(from);
    }

    private async Task RunAsync(HttpContext context, Stream stream)
    {
        using var place = _open.AttemptAcquire(stream.Caller);
        if (!place.IsAcquired)
        {
            await Problems.TooMany($"At most {options.Value.OfUnit} streams of a unit and {options.Value.OfNode} in all are open at once.",
                RetryAfter).ExecuteAsync(context);
            return;
        }

        using var tokenEnds = new CancellationTokenSource(Remaining(context), wall);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, tokenEnds.Token, life.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await SendAsync(context.Response, stream, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || end.IsCancellationRequested || Transience.IsTransient(e))
        {
            // It is over, or the database is away: the reader comes again and is told then.
        }
    }

    private async Task SendAsync(HttpResponse response, Stream stream, CancellationToken ct)
    {
        using var following = watch.Follow(stream.Unit);
        await SayAsync(response, ": open\n\n", ct);
        for (var after = stream.After; stream.IsOpen();)
        {
            var next = following.Next;
            var messages = await inbox.ReadAsync(stream.Unit, after, ReadAtOnce, onlyOpen: false, ct);
            foreach (var (position, body) in messages)
            {
                after = position;
                await SayAsync(response, string.Create(CultureInfo.InvariantCulture, $"id: {position}\ndata: {body}\n\n"), ct);
            }
            while (messages.Count < ReadAtOnce && stream.IsOpen()
                && !await Signal.WaitAsync(next, options.Value.HeartbeatInterval, wall, ct))
                await SayAsync(response, ": still here\n\n", ct);
        }
    }

    /// <summary>The server's own minimum rate lets whoever has read fast before stand still for hours.</summary>
    private async Task SayAsync(HttpResponse response, string text, CancellationToken ct)
    {
        try
        {
            await response.WriteAsync(text, ct).WaitAsync(options.Value.ReaderPatience, wall, ct);
        }
        catch (TimeoutException)
        {
            response.HttpContext.Abort();
            throw new OperationCanceledException("The reader does not read.");
        }
    }

    private TimeSpan Remaining(HttpContext context)
    {
        var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(context.User.FindFirst("exp")!.Value, CultureInfo.InvariantCulture));
        var remaining = ends - wall.GetUtcNow();
        return remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining > Longest ? Longest : remaining;
    }

    private static PartitionedRateLimiter<string> AtOnce(Func<string, string> whose, int most) =>
        PartitionedRateLimiter.Create<string, string>(unit =>
            RateLimitPartition.GetConcurrencyLimiter(whose(unit), _ => new() { PermitLimit = most }), StringComparer.Ordinal);

    /// <summary>The answer: a stream, or 429.</summary>
    /// <param name="Unit">Whose inbox.</param>
    /// <param name="After">Position of the last message the reader has.</param>
    /// <param name="Caller">Unit of the token.</param>
    /// <param name="IsOpen">Whether the token still reaches the inbox.</param>
    private sealed record Stream(FollowInbox Follow, string Unit, long After, string Caller, Func<bool> IsOpen)
        : IResult, IEndpointMetadataProvider
    {
        public Task ExecuteAsync(HttpContext httpContext) => Follow.RunAsync(httpContext, this);

        public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/event-stream"]));
    }
}
