namespace Flow.Tests.Live;

/// <summary>
/// Upstream systems that hand in one notice after the other, whatever happens: each is tried under its key until it is accepted.
/// From every fifth they walk away before the answer has come, and ask again.
/// </summary>
internal sealed class UpstreamLoad(RunningSystem system)
{
    private const int Systems = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Caller _upstream = system.As("upstream", "C");
    private readonly ConcurrentDictionary<int, string> _accepted = new();
    private readonly ConcurrentBag<(HttpStatusCode Status, bool SaysWhen)> _refused = [];
    private int _number;

    /// <summary>The notices' ids by number.</summary>
    public IReadOnlyDictionary<int, string> Accepted => _accepted;

    /// <summary>Answers other than 202, each with whether it has <c>Retry-After</c>.</summary>
    public IReadOnlyCollection<(HttpStatusCode Status, bool SaysWhen)> Refused => _refused;

    /// <summary>Hands in until stopped; returns when everything begun is accepted.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Systems).Select(_ => HandInAsync(stop)));

    /// <summary>Everything once more under its key.</summary>
    /// <returns>The ids by number.</returns>
    public async Task<IReadOnlyDictionary<int, string>> RepeatAsync()
    {
        var again = new ConcurrentDictionary<int, string>();
        await Parallel.ForEachAsync(Accepted.Keys, Ct, async (number, ct) => again[number] = await TryAsync(number, ct) ?? "refused");
        return again;
    }

    private async Task HandInAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _number);
            if (number % 5 == 0)
                await WalkAwayAsync(number);
            while (await TryAsync(number, Ct) is not { } id || !_accepted.TryAdd(number, id))
                await Task.Delay(Pause, TimeProvider.System, Ct);
            await Task.Delay(Pause, TimeProvider.System, Ct);
        }
    }

    private async Task WalkAwayAsync(int number)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMilliseconds(number % 40));
        try
        {
            await TryAsync(number, patience.Token);
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            // Whether it was accepted is not known.
        }
    }

    private async Task<string?> TryAsync(int number, CancellationToken ct)
    {
        var text = Notices.Campaign.Replace("7号", $"{1000 + number}号", StringComparison.Ordinal);
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/notices", UriKind.Relative)) { Content = new StringContent(text) };
        request.Headers.Add("Idempotency-Key", $"load-{number}");
        try
        {
            using var answer = await _upstream.SendAsync("notices", request, ct);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!["id"]!;
            _refused.Add((answer.StatusCode, answer.Headers.RetryAfter is not null));
        }
        catch (HttpRequestException)
        {
            // No answer: neither accepted nor refused.
        }
        return null;
    }
}
