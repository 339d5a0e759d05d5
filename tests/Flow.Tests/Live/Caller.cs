namespace Flow.Tests.Live;

/// <summary>
/// Somebody who calls the system over HTTP. A call names the service and the path; an answer with another status than
/// expected fails the test with what the service said.
/// </summary>
public sealed class Caller(Func<string, Uri> address, string? token)
{
    /// <summary>Of lists that are read again and again some are held against the service's document.</summary>
    private const int MostChecked = 20;

    private static readonly ConcurrentDictionary<string, HttpClient> Clients = new(StringComparer.Ordinal);

    /// <summary>The answer's JSON.</summary>
    public Task<JsonNode> GetAsync(string service, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        JsonAsync(HttpMethod.Get, service, path, null, expected);

    /// <summary>The stream version an answer shows, by its ETag.</summary>
    public async Task<long> VersionAsync(string service, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var response = await SendAsync(service, request);
        Assert.True(response.Headers.ETag is not null, $"{service}{path}: {(int)response.StatusCode} without an ETag");
        return long.Parse(response.Headers.ETag!.Tag.Trim('"'), CultureInfo.InvariantCulture);
    }

    /// <summary>The answer's JSON; null when it is not 200: not there yet, or the service is away.</summary>
    public async Task<JsonNode?> TryGetAsync(string service, string path)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            using var response = await SendAsync(service, request);
            return response.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct)) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The answer's JSON; an empty object where it has no body.</summary>
    public Task<JsonNode> PostAsync(string service, string path, JsonNode body, HttpStatusCode expected = HttpStatusCode.OK) =>
        JsonAsync(HttpMethod.Post, service, path, Text(body.ToJsonString(), "application/json"), expected);

    /// <summary>The answer's JSON; an empty object where it has no body.</summary>
    public Task<JsonNode> PutAsync(string service, string path, JsonNode body, HttpStatusCode expected = HttpStatusCode.OK) =>
        JsonAsync(HttpMethod.Put, service, path, Text(body.ToJsonString(), "application/json"), expected);

    /// <summary>Posts UTF-8 text of a media type.</summary>
    public Task<JsonNode> PostTextAsync(string service, string path, string text, string mediaType = "text/plain",
        HttpStatusCode expected = HttpStatusCode.OK) =>
        JsonAsync(HttpMethod.Post, service, path, Text(text, mediaType), expected);

    /// <summary>Every item of a list, page after page.</summary>
    public async Task<List<JsonNode>> ListAsync(string service, string path)
    {
        var items = new List<JsonNode>();
        for (string? after = ""; after is not null;)
        {
            var page = await GetAsync(service, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=500{after}");
            items.AddRange(page["items"]!.AsArray()!);
            after = page["next"] is { } next ? $"&after={Uri.EscapeDataString(next.ToString())}" : null;
        }
        return items;
    }

    /// <summary>The raw answer. POST gets an idempotency key unless the request has one.</summary>
    public async Task<HttpResponseMessage> SendAsync(string service, HttpRequestMessage request, CancellationToken? ct = null)
    {
        request.RequestUri = new Uri(address(service), request.RequestUri!);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (request.Method == HttpMethod.Post && !request.Headers.Contains("Idempotency-Key"))
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var http = Clients.GetOrAdd(service, _ => new(OpenApiContract.Of(service) is { } contract
            ? new CheckedAnswers(contract, new SocketsHttpHandler(), MostChecked) : new SocketsHttpHandler())
            { Timeout = TimeSpan.FromSeconds(60) });
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct ?? Ct);
    }

    private static StringContent Text(string text, string mediaType) => new(text, Encoding.UTF8, mediaType);

    private async Task<JsonNode> JsonAsync(HttpMethod method, string service, string path, HttpContent? content, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var response = await SendAsync(service, request);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.StatusCode == expected,
            $"{method} {service}{path}: expected {(int)expected}, was {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
