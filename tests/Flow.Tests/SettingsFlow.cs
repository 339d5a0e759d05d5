using System.Diagnostics;

namespace Flow.Tests;

public sealed class SettingsFlow
{
    [Theory]
    [InlineData("NoticeIssuance"), InlineData("TaskAssignment"), InlineData("DeadlineReminders"), InlineData("AuditReplay")]
    [InlineData("OrganisationDirectory"), InlineData("Console")]
    public async Task A_service_without_settings_says_which_a_line_each_and_ends(string service)
    {
        var command = Workflow.Testing.ServiceProcess.Command(service, [], "Production");
        command.Environment.Remove("ASPNETCORE_URLS");
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var said = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(2, process.ExitCode);
        string[] needed = service == "Console" ? ["Postgres__ConnectionString"]
            : ["Postgres__ConnectionString", "RabbitMq__Uri", "Authentication__Audience",
                "Authentication__Authority and Authentication__PublicKeyFile"];
        string[] own = service switch
        {
            "DeadlineReminders" => ["Links__Assignment", "Links__Notice"],
            "AuditReplay" => ["Ledger__PublishedBy"],
            "Console" => ["Services__Notices", "Services__Assignments", "Services__Reminders", "Services__Audit", "Services__Directory",
                "Authentication__Authority", "Sealing__CertificateFile"],
            _ => [],
        };
        Assert.Equal([.. needed, .. own],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')[0]));
    }

    /// <summary>Of each kind of value that is none of its type; what is wrong beside it is told with it.</summary>
    [Theory]
    [InlineData("InboxStreams:HeartbeatInterval", "00:99:00", "00:00:01 to 00:10:00 is allowed")]
    [InlineData("InboxStreams:ReaderPatience", "soon", "00:00:01 to 00:10:00 is allowed")]
    [InlineData("Limits:UnitBurst", "99999999999999", "1 to 1000000 requests are allowed")]
    [InlineData("Limits:UnitAtOnce", "2.5", "1 to 10000 requests at once are allowed")]
    [InlineData("Transport:Plain", "a little", "Refused or Loopback or EncryptedInFront is allowed")]
    public async Task A_value_of_another_type_is_a_sentence_among_the_others(string setting, string value, string allowed)
    {
        var command = Workflow.Testing.ServiceProcess.Command("DeadlineReminders",
            new Dictionary<string, string?> { [setting] = value }, "Production");
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var said = (await process.StandardError.ReadToEndAsync(Ct)).Split('\n');
        await process.WaitForExitAsync(Ct);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains($"{setting.Replace(":", "__", StringComparison.Ordinal)}: it is '{value}'; {allowed}.", said);
        Assert.Contains(said, line => line.StartsWith("Postgres__ConnectionString: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_chooses_who_to_be_in_production()
    {
        var command = Workflow.Testing.ServiceProcess.Command("Console", new Dictionary<string, string?>
        {
            ["LocalSignIn:PrivateKeyFile"] = TestTokens.PrivateKeyFile,
        }, "Production");
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        Assert.Contains("LocalSignIn__PrivateKeyFile: in Production", await process.StandardError.ReadToEndAsync(Ct),
            StringComparison.Ordinal);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(2, process.ExitCode);
    }

    [Theory]
    [InlineData("", "ASPNETCORE_URLS,Postgres__ConnectionString,RabbitMq__ManagementUri,RabbitMq__Uri,Telemetry__OtlpEndpoint")]
    [InlineData("Loopback", "Telemetry__OtlpEndpoint"), InlineData("loopback", "Telemetry__OtlpEndpoint")]
    [InlineData("EncryptedInFront", "")]
    [InlineData("whatever", "Transport__Plain")]
    public async Task In_production_nothing_travels_unencrypted_unless_a_setting_says_so(string plain, string refused)
    {
        var command = Workflow.Testing.ServiceProcess.Command("OrganisationDirectory", new Dictionary<string, string?>(TestTokens.Settings)
        {
            ["Postgres:ConnectionString"] = "Host=127.0.0.1;Port=1;Database=workflow;Username=workflow",
            ["RabbitMq:Uri"] = "amqp://guest:guest@127.0.0.1:1/",
            ["RabbitMq:ManagementUri"] = "http://127.0.0.1:1",
            ["Telemetry:OtlpEndpoint"] = "http://collector.example:4318",
            ["Transport:Plain"] = plain == "" ? null : plain,
        }, "Production");
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var said = process.StandardError.ReadToEndAsync(Ct);
        if (refused == "")
        {
            // It starts, and waits for a PostgreSQL that is not there.
            await Assert.ThrowsAsync<TimeoutException>(() => process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(5), Ct));
            process.Kill();
            return;
        }
        await process.WaitForExitAsync(Ct);
        Assert.Equal(2, process.ExitCode);
        Assert.Equal(refused, string.Join(',', (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':')[0])
            .Order(StringComparer.Ordinal)));
    }
}
