namespace Workflow.ServiceDefaults.Tests;

public sealed class LimitsTests(Sample sample) : IClassFixture<Sample>
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public async Task What_a_unit_asks_for_too_often_is_refused_for_a_while_and_another_unit_does_not_notice()
    {
        await using var few = await WithAsync(("UnitRequestsPerSecond", 2), ("UnitBurst", 5));
        using var hasty = few.With(sample.Token("branch", "B1"));
        using var other = few.With(sample.Token("branch", "B2"));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++)
            answers.Add(await hasty.GetAsync("/who", Ct));

        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), 5, 12);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK), IsTooMany);
        Assert.Equal("too-many-requests", await CodeAsync(answers.First(answer => answer.StatusCode != HttpStatusCode.OK)));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/who", Ct)).StatusCode);
        await Eventually.HoldsAsync(async () => (await hasty.GetAsync("/who", Ct)).StatusCode == HttpStatusCode.OK, "the unit may again");
    }

    [Fact]
    public async Task All_units_together_are_bounded_and_calls_without_a_token_are_one_unit_and_health_and_the_document_answer_always()
    {
        await using var few = await WithAsync(("UnitRequestsPerSecond", 1), ("UnitBurst", 4), ("RequestsPerSecond", 5));
        using var nobody = few.With(token: null);
        var unknown = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
            unknown.Add((await nobody.GetAsync("/who", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, unknown[^1]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async unit =>
        {
            using var one = few.With(sample.Token("branch", $"U{unit}"));
            return (await one.GetAsync("/who", Ct)).StatusCode;
        }));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Contains(HttpStatusCode.Forbidden, answers);
        using var auditor = few.With(sample.Token("auditor", "A"));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync("/openapi/v1.json", Ct)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/health/live", Ct)).StatusCode);
        }
    }

    [Fact]
    public async Task A_units_requests_take_turns_and_nobody_else_waits_for_them()
    {
        await using var few = await WithAsync(("UnitAtOnce", 2), ("UnitWaiting", 1));
        using var open = new Uploads(sample, "B1", few);
        using var waiting = few.With(sample.Token("branch", "B1"));
        await open.BeginAsync(1000);
        await open.BeginAsync(1000);
        var two = new[] { waiting.GetAsync("/who", Ct), waiting.GetAsync("/who", Ct) };
        var refused = await Task.WhenAny(two);
        IsTooMany(await refused);
        var next = two.Single(one => one != refused);
        Assert.False(next.IsCompleted);
        Assert.Equal(HttpStatusCode.NoContent, await open.TryAsync(2 * Mebibyte));
        using (var others = few.With(sample.Token("branch", "B2")))
            Assert.Equal(HttpStatusCode.OK, (await others.GetAsync("/who", Ct)).StatusCode);

        await open.FinishAsync();
        Assert.Equal(HttpStatusCode.OK, (await next).StatusCode);
    }

    [Fact]
    public async Task A_turn_ends_when_the_answer_begins()
    {
        await using var few = await WithAsync(("UnitAtOnce", 1));
        using var reader = few.With(sample.Token("branch", "B1"));
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++)
            streams.Add(await reader.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, Ct));
        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/who", Ct)).StatusCode);
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task A_unit_sends_four_large_bodies_at_once_and_no_more()
    {
        using var open = new Uploads(sample, "B1");
        for (var i = 0; i < 4; i++)
            await open.BeginAsync(2 * Mebibyte);
        Assert.Equal(HttpStatusCode.TooManyRequests, await open.TryAsync(2 * Mebibyte));
        Assert.Equal(HttpStatusCode.NoContent, await open.TryAsync(Mebibyte / 2));
        using (var others = new Uploads(sample, "B2"))
            Assert.Equal(HttpStatusCode.NoContent, await others.TryAsync(2 * Mebibyte));

        await open.FinishAsync();
        Assert.Equal(HttpStatusCode.NoContent, await open.TryAsync(2 * Mebibyte));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bodies_under_way_are_bounded_and_their_room_comes_back(bool announced)
    {
        using var one = new Uploads(sample, "B1");
        using var two = new Uploads(sample, "B2");
        for (var i = 0; i < 3; i++)
            await one.BeginAsync(40 * Mebibyte);
        Assert.Equal(HttpStatusCode.TooManyRequests, await two.TryAsync(3 * Mebibyte, announced));
        await one.FinishAsync();
        Assert.Equal(HttpStatusCode.NoContent, await two.TryAsync(3 * Mebibyte, announced));
    }

    [Theory]
    [InlineData("UnitRequestsPerSecond", "0")]
    [InlineData("BodyBytesInFlight", "1000")]
    [InlineData("UnitUploads", "0")]
    [InlineData("UnitAtOnce", "0")]
    [InlineData("UnitWaiting", "-1")]
    public async Task A_limit_that_cannot_be_keeps_the_service_from_starting(string name, string value)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            Sample.StartAsync(new Dictionary<string, string?>(sample.Settings) { [$"Limits:{name}"] = value }));
        Assert.StartsWith($"Limits__{name}: ", fault.Failures.Single(), StringComparison.Ordinal);
    }

    private static void IsTooMany(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();

    private Task<RunningService> WithAsync(params (string Name, int Value)[] limits)
    {
        var settings = new Dictionary<string, string?>(sample.Settings);
        foreach (var (name, value) in limits)
            settings[$"Limits:{name}"] = value.ToString(CultureInfo.InvariantCulture);
        return Sample.StartAsync(settings);
    }

    /// <summary>A unit's uploads, some of them half sent.</summary>
    private sealed class Uploads(Sample sample, string unit, RunningService? at = null) : IDisposable
    {
        private readonly RunningService _service = at ?? sample.Service;
        private readonly HttpClient _http = (at ?? sample.Service).With(sample.Token("branch", unit));
        private readonly List<(HalfSent Body, Task<HttpResponseMessage> Answer)> _open = [];

        /// <summary>Announces so many bytes, sends one and returns when the service is reading.</summary>
        public async Task BeginAsync(int bytes)
        {
            var body = new HalfSent(bytes);
            _open.Add((body, _http.PostAsync("/upload", body, Ct)));
            await body.Begun;
            var bodies = _service.Services.GetRequiredService<BodiesInFlight>();
            var before = _open.Take(_open.Count - 1).Sum(it => it.Body.Bytes);
            await Eventually.HoldsAsync(() => bodies.Bytes >= before + bytes, "the body is under way");
        }

        public async Task FinishAsync()
        {
            _open.ForEach(it => it.Body.Finish());
            foreach (var (_, answer) in _open)
                Assert.Equal(HttpStatusCode.NoContent, (await answer).StatusCode);
            _open.Clear();
        }

        public async Task<HttpStatusCode> TryAsync(int bytes, bool announced = true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new ByteArrayContent(new byte[bytes]) };
            request.Headers.TransferEncodingChunked = !announced;
            request.Headers.ExpectContinue = true;
            using var answer = await _http.SendAsync(request, Ct);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                IsTooMany(answer);
            return answer.StatusCode;
        }

        public void Dispose() => _http.Dispose();
    }

    /// <summary>A body of which the rest comes when it is told to.</summary>
    private sealed class HalfSent(int bytes) : HttpContent
    {
        private readonly TaskCompletionSource _begun = new();
        private readonly TaskCompletionSource _rest = new();

        public int Bytes => bytes;

        public Task Begun => _begun.Task;

        public void Finish() => _rest.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[1], Ct);
            await stream.FlushAsync(Ct);
            _begun.SetResult();
            await _rest.Task;
            await stream.WriteAsync(new byte[bytes - 1], Ct);
        }

        protected override bool TryComputeLength(out long length) => (length = bytes) > 0;
    }
}
