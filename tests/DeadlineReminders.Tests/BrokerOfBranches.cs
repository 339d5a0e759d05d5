namespace DeadlineReminders.Tests;

/// <summary>The broker as its administrator sees it, in the virtual host of the tests.</summary>
internal sealed class BrokerOfBranches(RabbitVirtualHost host) : IDisposable
{
    private readonly HttpClient _http = RabbitServer.Client(host.ManagementUri);

    private string Host { get; } = host.Uri.AbsolutePath is "/" ? "%2F" : host.Uri.AbsolutePath[1..];

    /// <summary>Names of branch queues, and of the users that read them.</summary>
    public async Task<(HashSet<string> Queues, HashSet<string> Users)> NamesAsync() =>
        (await NamesAsync($"queues/{Host}?disable_stats=true&columns=name"), await NamesAsync("users"));

    /// <summary>What the unit's queue is bound to the exchange by.</summary>
    public async Task<string[]> BindingsAsync(string unit) =>
        [.. (await ListAsync($"queues/{Host}/branch.{unit}/bindings")).Where(b => b.GetProperty("source").GetString() == "branch")
            .Select(b => b.GetProperty("routing_key").GetString()!)];

    /// <summary>How many messages lie in a queue.</summary>
    public async Task<int> LengthAsync(string queue) => (await PeekAsync(queue)).Count;

    /// <summary>The id of the first message in a queue.</summary>
    public async Task<Guid> FirstAsync(string queue) =>
        JsonSerializer.Deserialize<JsonElement>((await PeekAsync(queue))[0].GetProperty("payload").GetString()!)
            .GetProperty("id").GetGuid();

    /// <summary>To which exchanges the service's own user may write; a pattern.</summary>
    public Task AllowWritingAsync(string exchanges) => SendAsync(HttpMethod.Put,
        $"permissions/{Host}/{host.Uri.UserInfo.Split(':')[0]}", new { configure = ".*", write = exchanges, read = ".*" });

    public Task DeleteQueueAsync(string unit) => SendAsync(HttpMethod.Delete, $"queues/{Host}/branch.{unit}", body: null);

    public Task DeleteUserAsync(string unit) => SendAsync(HttpMethod.Delete, $"users/branch.{unit}", body: null);

    public Task DeletePermissionAsync(string unit) => SendAsync(HttpMethod.Delete, $"permissions/{Host}/branch.{unit}", body: null);

    public Task UnbindAsync(string unit, string key) =>
        SendAsync(HttpMethod.Delete, $"bindings/{Host}/e/branch/q/branch.{unit}/{key}", body: null);

    /// <summary>In the place of the unit's queue stands one of another kind.</summary>
    public async Task ReplaceQueueAsync(string unit)
    {
        using (await _http.DeleteAsync(Path($"queues/{Host}/branch.{unit}"), Ct))
        {
            // Perhaps there was none.
        }
        await SendAsync(HttpMethod.Put, $"queues/{Host}/branch.{unit}", new { durable = true, arguments = new { } });
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<JsonElement>> PeekAsync(string queue)
    {
        var answer = await _http.PostAsJsonAsync(Path($"queues/{Host}/{queue}/get"),
            new { count = 1000, ackmode = "ack_requeue_true", encoding = "auto" }, Ct);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<List<JsonElement>>(Ct))!;
    }

    private async Task<HashSet<string>> NamesAsync(string path) =>
        [.. (await ListAsync(path)).Select(entry => entry.GetProperty("name").GetString()!)
            .Where(name => name.StartsWith("branch.", StringComparison.Ordinal))];

    private async Task<List<JsonElement>> ListAsync(string path) =>
        await _http.GetAsync(Path(path), Ct) is { IsSuccessStatusCode: true } answer
            ? (await answer.Content.ReadFromJsonAsync<List<JsonElement>>(Ct))! : [];

    private async Task SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, Path(path)) { Content = body is null ? null : JsonContent.Create(body) };
        (await _http.SendAsync(request, Ct)).EnsureSuccessStatusCode();
    }

    private static Uri Path(string path) => new($"api/{path}", UriKind.Relative);
}
