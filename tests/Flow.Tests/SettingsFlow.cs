using System.Diagnostics;

namespace Flow.Tests;

public sealed class SettingsFlow
{
    [Theory]
    [InlineData("NoticeIssuance"), InlineData("TaskAssignment"), InlineData("DeadlineReminders"), InlineData("AuditReplay")]
    [InlineData("OrganisationDirectory")]
    public async Task A_service_without_settings_says_which_a_line_each_and_ends(string service)
    {
        var command = Workflow.Testing.ServiceProcess.Command(service, [], "Production");
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var said = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(2, process.ExitCode);
        string[] needed = ["Postgres__ConnectionString", "RabbitMq__Uri", "Authentication__Audience"];
        Assert.Equal(service == "DeadlineReminders" ? [.. needed, "Links__Assignment"] : needed,
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')[0]));
    }
}
