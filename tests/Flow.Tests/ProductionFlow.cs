using System.Security.Cryptography.X509Certificates;
using Process = System.Diagnostics.Process;

namespace Flow.Tests;

/// <summary>
/// The examples of <c>deploy/production</c>: each starts, by the steps of its page, on servers that are reached by TLS; where a setting is
/// missing or unsafe it refuses with a sentence.
/// </summary>
public sealed class ProductionFlow : IDisposable
{
    private const string Password = "CHANGE-ME";

    private static readonly Dictionary<string, string> Projects = new()
    {
        ["notices"] = "NoticeIssuance", ["assignments"] = "TaskAssignment", ["reminders"] = "DeadlineReminders",
        ["audit"] = "AuditReplay", ["directory"] = "OrganisationDirectory", ["console"] = "Console",
    };

    private readonly string _secrets = Directory.CreateTempSubdirectory("workflow-production-").FullName;

    public ProductionFlow()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(Path.Combine(_secrets, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_secrets, "ca.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_secrets, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        using var rsa = RSA.Create(2048);
        using var seal = new CertificateRequest("CN=seal", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllBytes(Path.Combine(_secrets, "sealing.p12"), seal.Export(X509ContentType.Pkcs12, "CHANGE-ME"));
        // The servers, which are other users, read them.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_secrets, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => Directory.Delete(_secrets, recursive: true);

    [Theory]
    [InlineData("notices"), InlineData("assignments"), InlineData("reminders"), InlineData("audit"), InlineData("directory")]
    [InlineData("console")]
    public async Task A_setting_that_is_missing_or_unsafe_stops_the_start_with_a_sentence(string service)
    {
        foreach (var (name, value) in Wrong(service))
        {
            var settings = Example(service, new("db.example.org", 5432, 5671, 15671));
            settings[name] = value;
            var (code, said) = await RunAsync(Command(service, settings, 1));
            Assert.True(code == 2, $"{service} with {name}={value}: {code} {said}");
            Assert.StartsWith(name, Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_example_starts_by_the_steps_of_its_page_on_servers_that_are_reached_by_TLS()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WORKFLOW_THOROUGH") == "true",
            "Servers with TLS take minutes to start on a busy machine: WORKFLOW_THOROUGH=true");
        await using var servers = await PrivateServers.StartAsync(_secrets);
        var postgres = new NpgsqlConnectionStringBuilder(servers.Postgres) { Database = "workflow" };
        var place = new Place("localhost", postgres.Port, servers.Amqp.Port + 4, servers.Management.Port + 4);
        await Identities.MakeUsersAsync(servers.Management, "workflow", "branches", Projects.Keys.Where(name => name != "console"),
            Password);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await Identities.MakeRolesAsync(database, Projects.Keys, Password);
        foreach (var service in Projects.Keys)
        {
            var settings = Example(service, place);
            if (service == "audit")
                settings["Postgres__ConnectionString"] = postgres.ConnectionString + ";SSL Mode=Require";
            var (code, said) = await RunAsync(Command(service, settings, 1, "db-apply"));
            Assert.True(code == 0, $"{service}: {said}");
        }
        await Identities.MakeRolesAsync(database, Projects.Keys, Password);

        var started = new List<Workflow.Testing.ServiceProcess>();
        try
        {
            foreach (var service in Projects.Keys)
            {
                var port = Free();
                started.Add(await Workflow.Testing.ServiceProcess.StartAsync(Command(service, Example(service, place), port)));
                await ReadyAsync(service, started[^1].Address);
                await ShowsAsync(service, port);
            }
        }
        finally
        {
            started.ForEach(process => process.Dispose());
        }
    }

    /// <summary>What makes an example wrong; null: that nothing stands there. What all have in common is tried of two.</summary>
    private IEnumerable<(string Name, string? Value)> Wrong(string service) => service switch
    {
        "reminders" => [("Links__Assignment", null), ("Links__Assignment", "/assignments/{id}"),
            ("Links__Notice", null)],
        "audit" => [("Ledger__PublishedBy", null), ("Ledger__PublishedBy", "workflow")],
        "console" => [.. OfAll, ("Authentication__ClientId", null), ("Services__Audit", null),
            ("Sealing__CertificateFile", null), ("Sealing__CertificateFile", "/nowhere.p12"),
            ("LocalSignIn__PrivateKeyFile", Path.Combine(_secrets, "tls.key"))],
        "directory" => [.. OfAll, ("RabbitMq__Uri", null), ("RabbitMq__Uri", "amqp://broker.example.org"),
            ("RabbitMq__ManagementUri", "http://broker.example.org:15672"), ("Authentication__Audience", null)],
        _ => [("Postgres__ConnectionString", null), ("RabbitMq__Uri", null)],
    };

    private static readonly (string, string?)[] OfAll =
    [
        ("Postgres__ConnectionString", null), ("Postgres__ConnectionString", "Host=db.example.org;Database=workflow;Username=workflow"),
        ("Authentication__Authority", null), ("Authentication__Authority", "http://issuer.example.org"),
        ("Telemetry__OtlpEndpoint", "http://collector.example.org:4318"), ("Telemetry__PrometheusPort", "0"),
        ("BusinessClock__File", "/tmp/clock.json"),
    ];

    /// <summary>The example with the addresses of this place and the files of this test.</summary>
    private Dictionary<string, string?> Example(string service, Place place) =>
        File.ReadLines(Path.Combine(Checkout.Root, $"deploy/production/{service}.env")).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Replace("/run/secrets/workflow", _secrets, StringComparison.Ordinal)
                .Replace("Host=db.example.org", $"Host={place.Host};Port={place.Postgres}", StringComparison.Ordinal)
                .Replace("broker.example.org:5671", $"{place.Host}:{place.Amqps}", StringComparison.Ordinal)
                .Replace("broker.example.org:15671", $"{place.Host}:{place.Management}", StringComparison.Ordinal).Split('=', 2))
            .ToDictionary(setting => setting[0], setting => (string?)setting[1]);

    /// <summary>On free ports of this machine, whatever the example says of ports.</summary>
    private static ProcessStartInfo Command(string service, Dictionary<string, string?> settings, int metrics, params string[] command)
    {
        if (settings["Telemetry__PrometheusPort"] == "9464")
            settings["Telemetry__PrometheusPort"] = $"{metrics}";
        var start = Workflow.Testing.ServiceProcess.Command(Projects[service], settings, "Production");
        start.Environment["ASPNETCORE_URLS"] = $"https://127.0.0.1:0;http://127.0.0.1:{metrics}";
        start.RedirectStandardError = command.Length > 0 || metrics == 1;
        foreach (var word in command)
            start.ArgumentList.Add(word);
        return start;
    }

    private static async Task<(int Code, string Said)> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardError.ReadToEndAsync(Ct), process.StandardOutput.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, said[0].Length > 0 ? said[0] : said[1]);
    }

    /// <summary>Over https, with the certificate of the example.</summary>
    private async Task ReadyAsync(string service, Uri address)
    {
        Assert.Equal("https", address.Scheme);
        using var expected = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(_secrets, "tls.crt"), Ct));
        using var handler = new HttpClientHandler
            { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == expected.Thumbprint };
        using var http = new HttpClient(handler) { BaseAddress = address };
        await Eventually.HoldsAsync(async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct)).IsSuccessStatusCode,
            $"{service} is ready", TimeSpan.FromSeconds(60));
    }

    private static async Task ShowsAsync(string service, int port)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var shown = service == "console" ? "http_server_" : $"workflow_ready{{";
        await Eventually.HoldsAsync(async () => (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct))
            .Contains(shown, StringComparison.Ordinal), $"{service} shows its figures", TimeSpan.FromSeconds(30));
    }

    private static int Free()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Place(string Host, int Postgres, int Amqps, int Management);
}
