using System.Net;
using System.Net.Http.Headers;

namespace Workflow.Local;

/// <summary>
/// <c>token ROLE UNIT [--valid SECONDS] [--sub ID]</c>: the token alone on standard output; on standard error that nobody knows the unit.
/// </summary>
internal static class TokenCommand
{
    private const string Usage = "token ROLE UNIT [--valid SECONDS] [--sub ID]";
    private static readonly string[] Roles = ["upstream", "officer", "branch", "inspector", "auditor", "operator"];
    private static readonly TimeSpan DefaultValid = TimeSpan.FromHours(12);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken ct)
    {
        if (arguments is not [var role, var unit, .. var options] || options.Length % 2 != 0)
            throw new UsageException(Usage);
        if (!Roles.Contains(role))
            throw new UsageException($"'{role}' is no role; one of {string.Join(", ", Roles)}.");
        var (valid, subject) = (DefaultValid, $"{role}@{unit}");
        foreach (var option in options.Chunk(2))
            switch (option[0])
            {
                case "--valid" when int.TryParse(option[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds):
                    valid = TimeSpan.FromSeconds(seconds);
                    break;
                case "--sub":
                    subject = option[1];
                    break;
                default:
                    throw new UsageException(Usage);
            }
        using var tokens = LocalSystem.OpenTokens();
        Console.WriteLine(tokens.Create([role], unit, subject, valid));
        // Auditors stand outside the tree.
        if (role != "auditor" && await IsUnknownAsync(tokens.Create([role], unit, subject, TimeSpan.FromMinutes(1)), ct))
            await Console.Error.WriteLineAsync($"warning: there is no unit {unit} (yet): the services will answer 403 unit-unknown, "
                + "but to an import while there is none at all.");
        return 0;
    }

    /// <summary>Whether the directory runs, and says so.</summary>
    private static async Task<bool> IsUnknownAsync(string token, CancellationToken ct)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = LocalSystem.Open().Services["directory"], Timeout = TimeSpan.FromSeconds(2) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.GetAsync(new Uri("/v1/me", UriKind.Relative), ct);
            return answer.StatusCode == HttpStatusCode.Forbidden
                && (await answer.Content.ReadAsStringAsync(ct)).Contains("unit-unknown", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UsageException or KeyNotFoundException)
        {
            return false;
        }
    }
}
