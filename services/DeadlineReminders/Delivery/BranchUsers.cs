using System.Net.Http.Headers;

namespace DeadlineReminders.Delivery;

/// <summary>The broker's users for units, made over its management API: each may read its own queue, and nothing else.</summary>
internal sealed class BranchUsers(HttpClient http, IOptions<RabbitMqOptions> options)
{
    /// <summary>
    /// Makes the unit's user with a new password (an earlier one ends), which is kept nowhere; answers the address to connect to.
    /// </summary>
    /// <exception cref="HttpRequestException">The management API is not there, or not configured.</exception>
    public async Task<Uri> GrantAsync(string unit, CancellationToken ct)
    {
        var (name, password) = (BranchExchange.QueueOf(unit), RandomNumberGenerator.GetHexString(48, lowercase: true));
        await SendAsync(HttpMethod.Put, $"api/users/{Escape(name)}", new { password, tags = "" }, ct);
        await SendAsync(HttpMethod.Put, $"api/permissions/{Escape(VirtualHost)}/{Escape(name)}",
            new { configure = "^$", write = "^$", read = $"^{Regex.Escape(name)}$" }, ct);
        return new UriBuilder(options.Value.Uri!) { UserName = Escape(name), Password = password }.Uri;
    }

    /// <summary>Ends the unit's user; none is as good.</summary>
    public Task RevokeAsync(string unit, CancellationToken ct) =>
        SendAsync(HttpMethod.Delete, $"api/users/{Escape(BranchExchange.QueueOf(unit))}", body: null, ct, absentIsFine: true);

    private string VirtualHost => options.Value.Uri!.AbsolutePath is ['/', .. { Length: > 0 } name] ? Uri.UnescapeDataString(name) : "/";

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken ct, bool absentIsFine = false)
    {
        var root = options.Value.ManagementUri ?? throw new HttpRequestException("RabbitMq:ManagementUri is not configured.");
        using var request = new HttpRequestMessage(method, new Uri(new Uri(root.GetLeftPart(UriPartial.Authority) + "/"), path));
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(root.UserInfo))));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, ct);
        if (absentIsFine && response.StatusCode == System.Net.HttpStatusCode.NotFound)
            return;
        response.EnsureSuccessStatusCode();
    }

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}
