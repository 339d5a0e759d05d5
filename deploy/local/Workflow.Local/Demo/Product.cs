using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Workflow.Local.Demo;

/// <summary>The product as its callers see it: five HTTP addresses and a token for each role and unit.</summary>
/// <param name="address">Base address of a service by its name: notices, assignments, reminders, audit, directory.</param>
/// <param name="token">A token for a role and a unit's code.</param>
internal sealed class Product(Func<string, Uri> address, Func<string, string, string> token) : IDisposable
{
    private const int MostTries = 10;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Task<JsonNode> GetAsync(Caller caller, string service, string path, CancellationToken ct) =>
        SendAsync(caller, HttpMethod.Get, service, path, () => null, ct);

    public Task<JsonNode> PostAsync(Caller caller, string service, string path, JsonNode body, CancellationToken ct) =>
        SendAsync(caller, HttpMethod.Post, service, path, () => Json(body), ct);

    public Task<JsonNode> PutAsync(Caller caller, string service, string path, JsonNode body, CancellationToken ct) =>
        SendAsync(caller, HttpMethod.Put, service, path, () => Json(body), ct);

    public Task<JsonNode> PostTextAsync(Caller caller, string service, string path, string text, string mediaType, CancellationToken ct) =>
        SendAsync(caller, HttpMethod.Post, service, path, () => new StringContent(text, Encoding.UTF8, mediaType), ct);

    public Task<JsonNode> PutTextAsync(Caller caller, string service, string path, string text, string mediaType, CancellationToken ct) =>
        SendAsync(caller, HttpMethod.Put, service, path, () => new StringContent(text, Encoding.UTF8, mediaType), ct);

    /// <summary>Every item of a list, page after page.</summary>
    public async Task<List<JsonNode>> ListAsync(Caller caller, string service, string path, CancellationToken ct)
    {
        var items = new List<JsonNode>();
        string? after = null;
        do
        {
            var more = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            var page = await GetAsync(caller, service, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=500{more}",
                ct);
            items.AddRange(page["items"]!.AsArray()!);
            after = page["next"]?.ToString();
        }
        while (after is not null);
        return items;
    }

    /// <summary>Asks until the answer is as wanted; 404 and 503 count as not yet.</summary>
    /// <exception cref="DemoStoppedException">It was not, within the time allowed.</exception>
    public async Task<JsonNode> AwaitAsync(Caller caller, string service, string path, Func<JsonNode, bool> wanted, string what,
        CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        JsonNode? last = null;
        try
        {
            while (true)
            {
                using var response = await RequestAsync(caller, HttpMethod.Get, service, path, null, key: null, limit.Token);
                if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable))
                {
                    last = await ReadAsync(response, path, limit.Token);
                    if (wanted(last))
                        return last;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DemoStoppedException($"Waited 60 s for {what}; {path} last answered {last?.ToJsonString() ?? "nothing"}.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    /// <summary>
    /// What is answered "not now" is asked again, under the same key, as the answer says: nothing was lost, nothing is done twice.
    /// </summary>
    private async Task<JsonNode> SendAsync(Caller caller, HttpMethod method, string service, string path, Func<HttpContent?> content,
        CancellationToken ct)
    {
        var key = method == HttpMethod.Post ? Guid.NewGuid().ToString() : null;
        for (var tries = 1; ; tries++)
        {
            using var response = await RequestAsync(caller, method, service, path, content(), key, ct);
            if (tries == MostTries || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                return await ReadAsync(response, path, ct);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), TimeProvider.System, ct);
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(Caller caller, HttpMethod method, string service, string path,
        HttpContent? content, string? key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(address(service), path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token(caller.Role, caller.Unit));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request, ct);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, string path, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
            throw new DemoStoppedException($"{path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text) ?? throw new JsonException($"{path} answered null.");
    }
}

/// <summary>Who asks: a role, and the code of the unit it is held in.</summary>
internal sealed record Caller(string Role, string Unit);
