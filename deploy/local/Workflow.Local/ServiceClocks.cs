using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Workflow.Local;

/// <summary>What time each running service takes it to be, from its health page.</summary>
internal sealed class ServiceClocks(LocalSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>Returns when every service that runs shows the time of the file.</summary>
    /// <exception cref="UsageException">One does not, after 5 s.</exception>
    public async Task AwaitAsync(BusinessClockFile clock, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var tokens = LocalSystem.OpenTokens();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", tokens.Create(["operator"], "-", "clock", TimeSpan.FromMinutes(1)));
        await Task.WhenAll(system.Services.Select(service => AwaitAsync(http, service.Key, service.Value, clock, ct)));
    }

    private static async Task AwaitAsync(HttpClient http, string name, Uri address, BusinessClockFile clock, CancellationToken ct)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (await ShownAsync(http, address, ct) is { } shown && (shown - clock.Now).Duration() > Tolerance)
        {
            if (TimeProvider.System.GetUtcNow() > until)
                throw new UsageException($"{name} still takes it to be {shown:O}; its log: .local/log/{name}.log");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }
    }

    private static async Task<DateTimeOffset?> ShownAsync(HttpClient http, Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address, "/health/ready"), ct);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))?["businessTime"]?.GetValue<DateTimeOffset>();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return null;    // it does not run
        }
    }
}
