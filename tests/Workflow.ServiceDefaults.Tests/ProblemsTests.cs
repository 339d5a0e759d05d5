using System.Net.Http.Headers;

namespace Workflow.ServiceDefaults.Tests;

/// <summary>What a caller gets for a request that cannot be served: status, code, and the place of what is wrong.</summary>
public sealed class ProblemsTests(Sample sample) : IClassFixture<Sample>, IDisposable
{
    private readonly HttpClient _http = sample.As("branch", "B1");

    public void Dispose() => _http.Dispose();

    public static TheoryData<string, string, string> BadJson => new()
    {
        { """{"name":"a","part":{"number":1},"surplus":1}""", "unknown-field", "$.surplus" },
        { """{"name":"a","part":{"number":1,"surplus":1}}""", "unknown-field", "$.part.surplus" },
        { """{"name":"a","part":{"number":1},"parts":[{"number":1},{"numbre":2}]}""", "unknown-field", "$.parts[1].numbre" },
        { """{"name":"a","part":{"number":1},"Name":"b"}""", "unknown-field", "$.Name" },
        { """{"name":"a","name":"b","part":{"number":1}}""", "repeated-field", "$.name" },
        { """{"part":{"number":1}}""", "missing-field", "$" },
        { """{"name":null,"part":{"number":1}}""", "malformed-json", "$.name" },
        { """{"name":"a","part":{"number":"1"}}""", "malformed-json", "$.part.number" },
        { """{"name":"a","part":{"number":1,"kind":"else"}}""", "malformed-json", "$.part.kind" },
        { """{"name":"a","part":{"number":1,"dueAt":"tomorrow"}}""", "malformed-json", "$.part.dueAt" },
        { """{"name":"a",""", "malformed-json", "$" },
    };

    [Theory]
    [MemberData(nameof(BadJson))]
    public async Task Json_that_does_not_fit_is_a_400_with_its_path(string json, string code, string path)
    {
        var problem = await ExpectAsync(await PostAsync(Encoding.UTF8.GetBytes(json)), HttpStatusCode.BadRequest, code);
        Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.DoesNotContain("System.", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sample", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_that_fits_is_read_and_written_in_kebab_and_camel_case()
    {
        using var answer = await PostAsync(Encoding.UTF8.GetBytes("""{"name":"各区","part":{"number":1,"kind":"passing"}}"""));
        Assert.Equal("""{"name":"各区","part":{"number":1,"dueAt":null,"kind":"passing"},"parts":null}""",
            await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task An_empty_body_is_a_400() => await ExpectAsync(await PostAsync([]), HttpStatusCode.BadRequest, "empty-body");

    [Fact]
    public async Task A_body_over_the_limit_is_a_413() =>
        await ExpectAsync(await PostAsync(new byte[2001]), HttpStatusCode.RequestEntityTooLarge, "too-large");

    [Fact]
    public async Task A_body_far_over_the_limit_is_a_413_too() =>
        await ExpectAsync(await PostAsync(new byte[30_000_000]), HttpStatusCode.RequestEntityTooLarge, "too-large");

    [Fact]
    public async Task A_body_of_unknown_length_over_the_limit_is_a_413()
    {
        using var body = new StreamContent(new UnseekableStream(new byte[5000])) { Headers = { ContentType = new("application/json") } };
        await ExpectAsync(await _http.PostAsync("/thing", body, Ct), HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task Undecodable_bytes_are_a_422() =>
        await ExpectAsync(await PostAsync([.. "{\"name\":\""u8, 0xB8, 0xF7, .. "\",\"part\":{\"number\":1}}"u8]),
            HttpStatusCode.UnprocessableContent, "charset");

    [Theory]
    [InlineData("text/plain", "unsupported-media-type"), InlineData("application/json; charset=klingon", "unsupported-charset")]
    public async Task A_type_or_charset_nobody_knows_is_a_415(string type, string code) =>
        await ExpectAsync(await PostAsync("{}"u8.ToArray(), type), HttpStatusCode.UnsupportedMediaType, code);

    [Theory]
    [InlineData("/at?at=yesterday", "invalid-at"), InlineData("/at?at=2016-04-01", "invalid-at"),
        InlineData("/at?at=2016-04-01T00:00:00", "invalid-at"), InlineData("/at?at=2016-02-30T00:00:00Z", "invalid-at")]
    [InlineData("/page?limit=0", "invalid-limit"), InlineData("/page?limit=501", "invalid-limit"),
        InlineData("/page?limit=ten", "invalid-limit")]
    public async Task A_parameter_that_cannot_be_read_is_a_400(string path, string code) =>
        await ExpectAsync(await _http.GetAsync(path, Ct), HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("2016-04-01T00:00:00+08:00"), InlineData("2016-04-01T00:00:00%2B08:00"), InlineData("2016-03-31T16:00:00Z"),
        InlineData("2016-03-31T16:00Z"), InlineData("2016-03-31T16:00:00.000000Z")]
    public async Task An_instant_is_read_also_with_a_plus_that_was_not_escaped(string at) =>
        Assert.Equal(new DateTimeOffset(2016, 3, 31, 16, 0, 0, TimeSpan.Zero),
            await _http.GetFromJsonAsync<DateTimeOffset>($"/at?at={at}", Ct));

    [Fact]
    public async Task A_page_is_fifty_from_the_beginning_unless_asked_otherwise()
    {
        Assert.Equal("""{"after":null,"limit":50}""", await _http.GetStringAsync("/page", Ct));
        Assert.Equal("""{"after":"B1","limit":500}""", await _http.GetStringAsync("/page?after=B1&limit=500", Ct));
    }

    [Fact]
    public async Task If_match_is_optional_stale_or_malformed()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(ifMatch: null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync("*")).StatusCode);
        var matched = await PutAsync("\"3\"");
        Assert.Equal((HttpStatusCode.NoContent, "\"3\""), (matched.StatusCode, matched.Headers.ETag!.Tag));
        await ExpectAsync(await PutAsync("\"2\""), HttpStatusCode.PreconditionFailed, "stale");
        await ExpectAsync(await PutAsync("three"), HttpStatusCode.BadRequest, "invalid-if-match");
    }

    [Theory]
    [InlineData("database-away", "not-now"), InlineData("conflict", "not-now")]
    public async Task What_passes_by_itself_is_a_503_with_retry_after(string how, string code)
    {
        var answer = await _http.GetAsync($"/fails/{how}", Ct);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
        var problem = await ExpectAsync(answer, HttpStatusCode.ServiceUnavailable, code);
        Assert.DoesNotContain("10.0.0.1", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_defect_is_a_500_without_internals()
    {
        var problem = await ExpectAsync(await _http.GetAsync("/fails/unexpected", Ct), HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_method_are_problems_too()
    {
        await ExpectAsync(await _http.GetAsync("/nowhere", Ct), HttpStatusCode.NotFound, "unknown");
        await ExpectAsync(await _http.DeleteAsync("/thing", Ct), HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task A_refusal_is_a_409_of_its_own_family()
    {
        var problem = await ExpectAsync(await _http.PostAsync("/refused", content: null, Ct), HttpStatusCode.Conflict, "never");
        Assert.Equal("urn:workflow:refusal:never", problem.GetProperty("type").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(byte[] body, string type = "application/json") =>
        _http.PostAsync("/thing", new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } }, Ct);

    private Task<HttpResponseMessage> PutAsync(string? ifMatch)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/matched");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return _http.SendAsync(request, Ct);
    }

    private static async Task<JsonElement> ExpectAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.All(["type", "title", "detail"], name => Assert.NotEqual("", problem.GetProperty(name).GetString()));
        return problem;
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
