using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Audit.V1;
using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Notices.V1;
namespace Workflow.Testing;

/// <summary>The tests' RabbitMQ, with its management API. Without one a test fails; it is never skipped.</summary>
public static class RabbitServer
{
    private static readonly Type[] Messages = [
        typeof(NoticeIssued), typeof(NoticeDistributed), typeof(DeadlineRecomputed), typeof(AssignmentsDispatched),
            typeof(AssignmentChanged), typeof(AssignmentReassigned), typeof(AssignmentNews),
            typeof(NoticeDischarged), typeof(NoticeAmended), typeof(NoticeWithdrawn), typeof(NoticeCopied),
            typeof(AssignmentsAsked), typeof(DatedAssignmentsAsked),
        typeof(UnitChanged), typeof(DirectoryRequested), typeof(CalendarPublished), typeof(DelegationChanged),
            typeof(EventPage), typeof(PagesRequested),
    ];

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
        await ListenAsync(http, name, ct);
        return new Uri(amqp, name);
    }

    /// <summary>
    /// One queue takes every message, as the other services would: a publisher waits for as long as a message has no receiver.
    /// </summary>
    internal static async Task ListenAsync(HttpClient http, string virtualHost, CancellationToken ct)
    {
        await SendAsync(HttpMethod.Put, $"api/queues/{virtualHost}/everything",
            new { durable = true, arguments = new Dictionary<string, object> { ["x-max-length"] = 1000 } });
        foreach (var message in Messages)
        {
            var exchange = Uri.EscapeDataString($"{message.Namespace}:{message.Name}");
            await SendAsync(HttpMethod.Put, $"api/exchanges/{virtualHost}/{exchange}", new { type = "fanout", durable = true });
            await SendAsync(HttpMethod.Post, $"api/bindings/{virtualHost}/e/{exchange}/q/everything", new { routing_key = "" });
        }

        async Task SendAsync(HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
            (await http.SendAsync(request, ct)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Connects a bus to a virtual host.</summary>
    public static void At(this IRabbitMqBusFactoryConfigurator bus, Uri virtualHost)
    {
        var user = virtualHost.UserInfo.Split(':');
        bus.Host(new UriBuilder(virtualHost) { UserName = "", Password = "" }.Uri, host =>
        {
            host.Username(user[0]);
            host.Password(Uri.UnescapeDataString(user[1]));
        });
    }

    /// <summary>Removes a virtual host with all that is in it; clients still connected are thrown out.</summary>
    public static async Task DeleteVirtualHostAsync(Uri virtualHost, CancellationToken ct = default) =>
        (await (await ManagementAsync()).DeleteAsync(new Uri($"api/vhosts{virtualHost.AbsolutePath}", UriKind.Relative), ct))
            .EnsureSuccessStatusCode();

    private static async Task<(Uri, Uri, HttpClient)> FindAsync()
    {
        var found = await TestServers.FindAsync("rabbitmq", "WORKFLOW_TEST_RABBITMQ", "WORKFLOW_TEST_RABBITMQ_MANAGEMENT");
        var management = new Uri(found[1]);
        return (new Uri(found[0]), management, Client(management));
    }

    /// <summary>A client for a management API, with the credentials in its address; to be disposed of by the caller.</summary>
    public static HttpClient Client(Uri management)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo)));
        var http = new HttpClient { BaseAddress = new UriBuilder(management) { UserName = "", Password = "" }.Uri };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return http;
    }
}
