using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Workflow.ServiceDefaults;

/// <summary>A queue of messages that were set aside.</summary>
/// <param name="Name">At the broker.</param>
/// <param name="Input">The queue in which they failed.</param>
/// <param name="Messages">How many.</param>
/// <param name="Oldest">When the first of them failed, where it says so.</param>
/// <param name="Message">What the first of them is.</param>
/// <param name="Reason">Why the first of them failed.</param>
public sealed record SetAsideQueue(string Name, string Input, long Messages, DateTimeOffset? Oldest, string? Message, string? Reason);

/// <summary>
/// The error, skipped and dead queues of this service, as the broker's management API tells. The first message of a queue is looked at once
/// for every number of messages: each look counts as a delivery. Thread-safe.
/// </summary>
internal sealed class ErrorQueues(IHttpClientFactory clients, IOptions<RabbitMqOptions> options, ServiceIdentity identity)
{
    private static readonly string[] Suffixes = ["_error", "_skipped", "_dead"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (long Messages, SetAsideQueue Queue)> _seen = new(StringComparer.Ordinal);

    private string VirtualHost => RabbitMqOptions.VirtualHostOf(options.Value.Uri!);

    /// <summary>Those that hold something, by name; and why they cannot be seen, where they cannot.</summary>
    public async Task<(IReadOnlyList<SetAsideQueue> Queues, string? Unseen)> ReadAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var found = await SendAsync<List<ListedQueue>>(HttpMethod.Get,
                $"queues/{Uri.EscapeDataString(VirtualHost)}?disable_stats=true&enable_queue_totals=true&columns=name,messages", null,
                patience.Token);
            var queues = new List<SetAsideQueue>();
            foreach (var queue in found.Where(queue => queue.Messages > 0 && InputOf(queue.Name) is not null).OrderBy(queue => queue.Name))
                queues.Add(await LookAsync(queue, patience.Token));
            return (queues, null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return ([], e is OperationCanceledException ? "The broker's management API does not answer." : e.Message);
        }
    }

    /// <summary>The queue of this service whose failed messages it holds; null where it is no such queue.</summary>
    public string? InputOf(string queue) => queue.StartsWith($"workflow-{identity.Source}-", StringComparison.Ordinal)
        // A question that nobody answered in time is asked again; that it ended says nothing.
        && !queue.EndsWith("-asked_dead", StringComparison.Ordinal)
        && Suffixes.FirstOrDefault(suffix => queue.EndsWith(suffix, StringComparison.Ordinal)) is { } end ? queue[..^end.Length] : null;

    private async Task<SetAsideQueue> LookAsync(ListedQueue queue, CancellationToken ct)
    {
        if (_seen.TryGetValue(queue.Name, out var seen) && seen.Messages == queue.Messages)
            return seen.Queue;
        var first = (await SendAsync<List<PeekedMessage>>(HttpMethod.Post,
            $"queues/{Uri.EscapeDataString(VirtualHost)}/{Uri.EscapeDataString(queue.Name)}/get",
            new { count = 1, ackmode = "ack_requeue_true", encoding = "auto", truncate = 1 }, ct)).FirstOrDefault();
        var headers = first?.Properties is { ValueKind: JsonValueKind.Object } properties
            && properties.TryGetProperty("headers", out var told) && told.ValueKind == JsonValueKind.Object ? told : default;
        var looked = new SetAsideQueue(queue.Name, InputOf(queue.Name)!, queue.Messages, Instant(headers),
            Text(headers, "MT-Fault-MessageType"), Text(headers, "MT-Fault-Message") ?? Text(headers, "MT-Reason") ?? Death(headers));
        _seen[queue.Name] = (queue.Messages, looked);
        return looked;
    }

    private static DateTimeOffset? Instant(JsonElement headers) =>
        Text(headers, "MT-Fault-Timestamp") is { } text && DateTimeOffset.TryParse(text, null,
            System.Globalization.DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    /// <summary>As the broker says it of what it has set aside itself.</summary>
    private static string? Death(JsonElement headers) => headers.ValueKind == JsonValueKind.Object
        && headers.TryGetProperty("x-death", out var deaths) && deaths is { ValueKind: JsonValueKind.Array } && deaths.GetArrayLength() > 0
        && deaths[0].TryGetProperty("reason", out var reason) ? $"Set aside by the broker: {reason}" : null;

    private static string? Text(JsonElement headers, string name) => headers.ValueKind == JsonValueKind.Object
        && headers.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var root = options.Value.ManagementUri ?? throw new HttpRequestException("RabbitMq:ManagementUri is not configured.");
        using var http = clients.CreateClient(nameof(ErrorQueues));
        using var request = new HttpRequestMessage(method, new Uri(new Uri(root.GetLeftPart(UriPartial.Authority) + "/api/"), path));
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(root.UserInfo))));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>(ct))!;
    }

    private sealed record ListedQueue(string Name, long Messages = 0);

    private sealed record PeekedMessage(JsonElement Properties);
}
