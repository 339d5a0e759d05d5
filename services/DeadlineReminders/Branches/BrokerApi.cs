using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace DeadlineReminders.Branches;

/// <summary>The broker's management API, in the virtual host of the branches.</summary>
internal sealed class BrokerApi(HttpClient http, IOptions<RabbitMqOptions> options, IOptions<BranchOptions> branches)
{
    private const int MostAttempts = 3;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Where this service reaches the queues of branches; its virtual host is theirs.</summary>
    public Uri Address => branches.Value.Uri ?? options.Value.Uri!;

    /// <summary>The virtual host's name.</summary>
    public string VirtualHost => RabbitMqOptions.VirtualHostOf(Address);

    /// <summary>The address at which a unit reads its queue.</summary>
    public Uri AddressOf(string unit, string password)
    {
        var shown = branches.Value.Address ?? Address;
        return new UriBuilder(Address)
        {
            Scheme = shown.Scheme, Host = shown.Host, Port = shown.Port, UserName = Uri.EscapeDataString(BranchQueue.Of(unit)),
            Password = password,
        }.Uri;
    }

    /// <summary>All that concerns branches: seven listings, whatever their number.</summary>
    /// <exception cref="HttpRequestException">The management API is not there, or not configured, or refuses.</exception>
    public async Task<BrokerState> LookAsync(CancellationToken ct)
    {
        var host = Uri.EscapeDataString(VirtualHost);
        var queues = await ListAsync<BrokerQueue>(
            $"queues/{host}?disable_stats=true&columns=name,type,durable,auto_delete,exclusive,arguments", ct);
        var bindings = await ListAsync<BrokerBinding>($"bindings/{host}", ct);
        // A queue that is just being declared may be listed twice.
        return new(await ListAsync<BrokerExchange>($"exchanges/{host}?columns=name,type", ct),
            queues.DistinctBy(queue => queue.Name).ToDictionary(queue => queue.Name), bindings.ToLookup(binding => binding.Destination),
            (await ListAsync<BrokerUser>("users", ct)).ToDictionary(user => user.Name),
            (await ListAsync<BrokerPermission>($"vhosts/{host}/permissions", ct)).ToDictionary(permission => permission.User),
            await ListAsync<BrokerPolicy>($"policies/{host}", ct));
    }

    /// <summary>A queue; null when there is none.</summary>
    public async Task<BrokerQueue?> FindAsync(string queue, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get,
            $"queues/{Uri.EscapeDataString(VirtualHost)}/{Uri.EscapeDataString(queue)}", null, ct, absentIsFine: true);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<BrokerQueue>(Json, ct) : null;
    }

    /// <summary>Makes what is not there; users, permissions and policies become as they are given, queues that exist stay.</summary>
    public async Task ImportAsync(Definitions definitions, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "definitions", definitions, ct)).Dispose();

    /// <summary>Ends the connections of a unit's user; none is as good.</summary>
    public async Task DisconnectAsync(string unit, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await DeleteAsync($"connections/username/{Uri.EscapeDataString(BranchQueue.Of(unit))}", ct);
                return;
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.InternalServerError && attempt < MostAttempts)
            {
                // RabbitMQ stumbles over a connection that ends by itself meanwhile.
            }
        }
    }

    /// <summary>Ends the unit's user and its connections, then its queue with what lies in it; all of that lies in the inbox too.</summary>
    public async Task EndAsync(string unit, CancellationToken ct)
    {
        var name = Uri.EscapeDataString(BranchQueue.Of(unit));
        await DisconnectAsync(unit, ct);
        // Whoever was quick enough to come back is thrown out with it.
        await DeleteAsync($"users/{name}", ct);
        await DeleteAsync($"queues/{Uri.EscapeDataString(VirtualHost)}/{name}", ct);
    }

    /// <summary>Takes back a binding of the unit's queue.</summary>
    public Task UnbindAsync(string unit, BrokerBinding binding, CancellationToken ct) => DeleteAsync(
        $"bindings/{Uri.EscapeDataString(VirtualHost)}/e/{BranchQueue.Exchange}/q/{Uri.EscapeDataString(BranchQueue.Of(unit))}"
        + $"/{Uri.EscapeDataString(binding.PropertiesKey)}", ct);

    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, ct);
        return (await response.Content.ReadFromJsonAsync<List<T>>(Json, ct))!;
    }

    private async Task DeleteAsync(string path, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Delete, path, null, ct, absentIsFine: true)).Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct,
        bool absentIsFine = false)
    {
        var root = options.Value.ManagementUri ?? throw new HttpRequestException("RabbitMq:ManagementUri is not configured.");
        using var request = new HttpRequestMessage(method, new Uri(new Uri(root.GetLeftPart(UriPartial.Authority) + "/api/"), path));
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(root.UserInfo))));
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        var response = await http.SendAsync(request, ct);
        if (response.IsSuccessStatusCode || (absentIsFine && response.StatusCode == HttpStatusCode.NotFound))
            return response;
        using (response)
        {
            throw new HttpRequestException($"The broker's management API answers {(int)response.StatusCode} to {method} {path}: "
                + await response.Content.ReadAsStringAsync(ct), inner: null, response.StatusCode);
        }
    }
}
