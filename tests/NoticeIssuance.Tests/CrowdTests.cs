using System.Diagnostics;

namespace NoticeIssuance.Tests;

/// <summary>
/// The service as a process of its own, and more at its door than it takes. A busy machine does not reach the default number of requests a
/// second, so a unit has a tenth of it unless the test is thorough; all other limits are the defaults.
/// </summary>
public sealed class CrowdTests(NoticesFixture notices) : IClassFixture<NoticesFixture>, IAsyncLifetime
{
    private const long MostMemory = 300 << 20;
    private const int Posters = 64;
    private static readonly bool Thorough = Environment.GetEnvironmentVariable("WORKFLOW_THOROUGH") == "true";
    private static readonly int PerSecond = Thorough ? 200 : 20;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(Thorough ? 60 : 8);

    private ServiceProcess _service = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = notices.Settings;
        settings["Limits:UnitRequestsPerSecond"] = PerSecond.ToString(CultureInfo.InvariantCulture);
        settings["Limits:UnitBurst"] = (2 * PerSecond).ToString(CultureInfo.InvariantCulture);
        var command = ServiceProcess.Command("NoticeIssuance", settings, Environments.Development);
        _service = await (await ServiceProcess.StartAsync(command)).ReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        _service.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_sixty_four_posters_of_one_unit_what_is_too_much_is_refused_and_nothing_accepted_is_lost_and_others_are_served()
    {
        var alone = await MedianAsync("D", "alone");
        var (accepted, refused) = (new ConcurrentBag<string>(), new ConcurrentBag<bool>());
        using var stop = new CancellationTokenSource(Span, TimeProvider.System);
        var number = 0;
        var crowd = Task.WhenAll(Enumerable.Range(0, Posters).Select(async _ =>
        {
            using var http = _service.As("upstream", "C");
            while (!stop.IsCancellationRequested)
            {
                using var answer = await PostAsync(http, NoticesFixture.Notice($"港组发〔2016〕{1000 + Interlocked.Increment(ref number)}号"));
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    accepted.Add((string)(await NoticesFixture.ReadAsync(answer))["id"]!);
                else if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                    refused.Add(answer.Headers.RetryAfter is not null);
                else
                    Assert.Fail($"{answer.StatusCode}");
                // As told: whoever is refused comes again later.
                if (answer.Headers.RetryAfter is { Delta: { } later })
                    await Task.Delay(later, TimeProvider.System, Ct);
            }
        }));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        var beside = await MedianAsync("D", "beside");
        await crowd;

        TestContext.Current.SendDiagnosticMessage($"{accepted.Count} accepted, {refused.Count} refused in {Span.TotalSeconds} s; another "
            + $"unit {alone.TotalMilliseconds:0.0} ms alone, {beside.TotalMilliseconds:0.0} ms beside; {Memory() >> 20} MiB at most");
        Assert.True(Thorough || !refused.IsEmpty);
        Assert.DoesNotContain(false, refused);
        Assert.InRange(accepted.Count, PerSecond, PerSecond * (Span.TotalSeconds + 4));
        Assert.Equal(accepted.Count, await notices.Database.Sql("select count(*) from notice_list where id = any($1)",
            [accepted.Select(Guid.Parse).ToArray()]).ScalarAsync<long>(Ct));
        // A guard: how much slower it is a calm machine tells (ADR 0018).
        Assert.InRange(beside, TimeSpan.Zero, 8 * alone + TimeSpan.FromMilliseconds(100));
        Assert.InRange(Memory(), 1, MostMemory);
    }

    [Fact]
    public async Task Twenty_four_uploads_of_19_MB_at_once_take_turns()
    {
        string[] units = ["C", "D", "C-1", "C-2", "C-1-0", "C-1-1"];
        var answers = await Task.WhenAll(units.SelectMany(unit => Enumerable.Range(0, 4).Select(n => UploadAsync(unit, n))));
        TestContext.Current.SendDiagnosticMessage($"{answers.Sum()} refusals, {Memory() >> 20} MiB at most");
        // One body of 19 MB is held at a time, twice for a moment; the heap is slow to give back on a busy machine.
        Assert.InRange(Memory(), 1, 450L << 20);
    }

    /// <summary>Until it is accepted.</summary>
    /// <returns>How often it was refused before.</returns>
    private async Task<int> UploadAsync(string unit, int number)
    {
        using var http = _service.As("upstream", unit);
        var bytes = new byte[19_000_000];
        Random.Shared.NextBytes(bytes);
        for (var refused = 0; ; refused++)
        {
            using var body = new MultipartFormDataContent
            {
                { new StringContent(NoticesFixture.Text($"港组发〔2016〕{100 + number}号")), "notice" },
                { NoticesFixture.Bytes(bytes, "application/pdf"), "file", "附件.pdf" },
            };
            try
            {
                using var answer = await PostAsync(http, body);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    return refused;
                // A busy database may be away for a moment (503).
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable });
                await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, TimeProvider.System, Ct);
            }
            catch (HttpRequestException)
            {
                // Refused, and of those who send on all the same the server reads for five seconds at most.
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
            }
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, JsonNode body) => PostAsync(http, NoticesFixture.Json(body));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/notices") { Content = body };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Headers.ExpectContinue = body is MultipartFormDataContent;
        return await http.SendAsync(request, Ct);
    }

    /// <summary>How long a post of the unit takes, one after the other.</summary>
    private async Task<TimeSpan> MedianAsync(string unit, string word)
    {
        using var http = _service.As("upstream", unit);
        var took = new List<TimeSpan>();
        for (var i = 0; i < 30; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            var began = Stopwatch.GetTimestamp();
            using var answer = await PostAsync(http, NoticesFixture.Notice($"{word}〔2016〕{i}号"));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            took.Add(Stopwatch.GetElapsedTime(began));
        }
        return took.Order().ElementAt(took.Count / 2);
    }

    /// <summary>The most the process ever had, bytes.</summary>
    private long Memory() => 1024 * long.Parse(File.ReadLines($"/proc/{_service.Process.Id}/status")
        .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
