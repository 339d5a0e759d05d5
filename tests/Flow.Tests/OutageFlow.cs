using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Flow.Tests.Live;
using Workflow.Testing;
using Xunit;

namespace Flow.Tests;

/// <summary>The database or the broker away under load: <c>FLOW_OUTAGE</c> seconds (default 4).</summary>
public sealed class OutageFlow : IAsyncLifetime
{
    private const int Posters = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("FLOW_OUTAGE"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 4);

    private readonly RunningSystem _system = new();
    private readonly ConcurrentDictionary<string, string> _accepted = new();
    private readonly ConcurrentBag<(HttpStatusCode Status, bool SaysWhen)> _refused = [];

    public async ValueTask InitializeAsync()
    {
        await _system.StartAsync(cabled: true);
        await _system.SetClockAsync(Notices.Posted);
        await _system.ImportAsync(districts: 2, branches: 4);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Theory]
    [InlineData("database")]
    [InlineData("broker")]
    public async Task Away_under_load_it_is_said_or_queued_and_all_goes_on_by_itself(string what)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var posters = Enumerable.Range(0, Posters).Select(poster => PostAsync(poster, stop.Token)).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(_accepted.Count > 20), "notices are accepted");

        var cable = what == "database" ? _system.Cables!.Value.Postgres : _system.Cables!.Value.Broker;
        var before = _accepted.Count;
        await cable.CutAsync();
        await Task.Delay(Outage, TimeProvider.System, TestContext.Current.CancellationToken);
        var during = _accepted.Count - before;
        cable.Mend();
        var mended = Stopwatch.GetTimestamp();
        foreach (var service in _system.Services)
            await Eventually.HoldsAsync(service.IsReadyAsync, $"{service.Name} is ready", Recovery);
        var accepted = _accepted.Count;
        await Eventually.HoldsAsync(() => Task.FromResult(_accepted.Count > accepted + Posters), "notices are accepted again", Recovery);
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {during} accepted during the outage, {_refused.Count} refused, all well after {Stopwatch.GetElapsedTime(mended).TotalSeconds:F1} s");
        await stop.CancelAsync();
        await Task.WhenAll(posters);

        Assert.All(_refused, refusal => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), refusal));
        if (what == "broker")
            Assert.True(during > 0, "A broker that is away keeps nobody from handing in a notice.");
        var export = await _system.ExportAsync(within: TimeSpan.FromSeconds(90));
        Assert.Equal(_accepted.Values.Order(), export.Where(e => (string?)e["type"] == "notice.received.v1").Select(e => (string)e["stream"]!).Order());
    }

    /// <summary>Posts one notice after the other; each is tried under its key until it is accepted.</summary>
    private async Task PostAsync(int poster, CancellationToken stop)
    {
        var upstream = _system.As("upstream", "C");
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var key = $"outage-{poster}-{n}";
            var text = Notices.Campaign.Replace("7号", $"{(1000 * (poster + 1)) + n}号", StringComparison.Ordinal);
            while (await TryAsync(upstream, key, text) is not { } id || !_accepted.TryAdd(key, id))
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string?> TryAsync(Caller upstream, string key, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/notices", UriKind.Relative)) { Content = new StringContent(text) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await upstream.SendAsync("notices", request);
        if (answer.StatusCode == HttpStatusCode.Accepted)
            return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        _refused.Add((answer.StatusCode, answer.Headers.RetryAfter is not null));
        return null;
    }
}
