using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Workflow.Testing;

/// <summary>The tests' RabbitMQ, with its management API. Without one a test fails; it is never skipped.</summary>
public static class RabbitServer
{
    private static readonly Lazy<Task<(Uri Amqp, Uri Management, HttpClient Http)>> Server = new(FindAsync);

    /// <summary>The management API's address, with an administrator's credentials in it; ends with a slash.</summary>
    public static async Task<Uri> ManagementUriAsync() => (await Server.Value).Management;

    /// <summary>A client for the management API: paths are relative (`api/queues/{vhost}`), credentials are set.</summary>
    public static async Task<HttpClient> ManagementAsync() => (await Server.Value).Http;

    /// <summary>An empty virtual host of its own.</summary>
    /// <returns>Its AMQP URI, of an administrator; the virtual host's name is the URI's path without the slash.</returns>
    public static async Task<Uri> CreateVirtualHostAsync(CancellationToken ct = default)
    {
        var (amqp, _, http) = await Server.Value;
        var name = $"test-{Guid.NewGuid():n}";
        (await http.PutAsync(new Uri($"api/vhosts/{name}", UriKind.Relative), content: null, ct)).EnsureSuccessStatusCode();
        var permissions = new { configure = ".*", write = ".*", read = ".*" };
        var user = amqp.UserInfo.Split(':')[0];
        (await http.PutAsJsonAsync($"api/permissions/{name}/{user}", permissions, ct)).EnsureSuccessStatusCode();
        return new Uri(amqp, name);
    }

    /// <summary>Removes a virtual host with all that is in it; clients still connected are thrown out.</summary>
    public static async Task DeleteVirtualHostAsync(Uri virtualHost, CancellationToken ct = default) =>
        (await (await ManagementAsync()).DeleteAsync(new Uri($"api/vhosts{virtualHost.AbsolutePath}", UriKind.Relative), ct)).EnsureSuccessStatusCode();

    private static async Task<(Uri, Uri, HttpClient)> FindAsync()
    {
        var found = await TestServers.FindAsync("rabbitmq", "WORKFLOW_TEST_RABBITMQ", "WORKFLOW_TEST_RABBITMQ_MANAGEMENT");
        var management = new Uri(found[1]);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo)));
        var http = new HttpClient { BaseAddress = new UriBuilder(management) { UserName = "", Password = "" }.Uri };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return (new Uri(found[0]), management, http);
    }
}
