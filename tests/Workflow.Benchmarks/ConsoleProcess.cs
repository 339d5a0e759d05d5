using System.Text.RegularExpressions;

namespace Workflow.Benchmarks;

/// <summary>The pages for people, over services that run; in Development, where anybody may sign in as anybody.</summary>
internal sealed partial class ConsoleProcess(ServiceProcess process) : IDisposable
{
    public static async Task<ConsoleProcess> StartAsync(string postgres, IReadOnlyDictionary<string, BenchmarkedProcess> services)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Postgres:ConnectionString"] = postgres,
            ["LocalSignIn:PrivateKeyFile"] = TestTokens.PrivateKeyFile,
            ["Services:Directory"] = Address("OrganisationDirectory"),
            ["Services:Notices"] = Address("NoticeIssuance"),
            ["Services:Assignments"] = Address("TaskAssignment"),
            ["Services:Reminders"] = Address("DeadlineReminders"),
            ["Services:Audit"] = Address("AuditReplay"),
        };
        var command = ServiceProcess.Command("Console", settings, Environments.Development);
        return new(await (await ServiceProcess.StartAsync(command)).ReadyAsync());

        string Address(string service) => services[service].Address.ToString();
    }

    /// <summary>A browser's cookies of somebody who has signed in.</summary>
    public async Task<HttpClient> SignInAsync(string role, string unit)
    {
        var person = new HttpClient(new SocketsHttpHandler()) { BaseAddress = process.Address };
        var page = await person.GetStringAsync(new Uri("/signin", UriKind.Relative));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value, ["unit"] = unit, ["roles"] = role,
            ["back"] = "/units",
        });
        (await person.PostAsync(new Uri("/signin/local", UriKind.Relative), form)).EnsureSuccessStatusCode();
        return person;
    }

    public void Dispose() => process.Dispose();

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
