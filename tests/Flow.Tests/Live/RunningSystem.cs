using Workflow.Local;

namespace Flow.Tests.Live;

/// <summary>
/// The whole system, five processes on a database and a virtual host of its own, seen only by HTTP, AMQP and SQL.
/// <c>IClassFixture&lt;RunningSystem&gt;</c>: one system a test class.
/// </summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private static readonly (string Name, string Project)[] Parts = [
        ("notices", "NoticeIssuance"), ("assignments", "TaskAssignment"), ("reminders", "DeadlineReminders"),
        ("audit", "AuditReplay"), ("directory", "OrganisationDirectory"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("workflow-flow-").FullName;
    private const string Password = "of-a-test";

    private RabbitVirtualHost? _broker;
    private string _postgres = "";
    private BusinessClockFile _clock = null!;
    private IReadOnlyDictionary<string, ServiceProcess> _services = null!;
    private Dictionary<string, string> _settings = null!;

    /// <summary>The database of all services, read as a superuser.</summary>
    public NpgsqlDataSource Postgres { get; private set; } = null!;

    /// <summary>The broker's virtual host.</summary>
    public Uri Amqp { get; private set; } = null!;

    /// <summary>The virtual host of the branches' queues.</summary>
    public Uri Branches => new(Amqp, RabbitMqOptions.VirtualHostOf(Amqp) is "/" ? "branches" : $"{Amqp.AbsolutePath}-branches");

    /// <summary>Business time now, UTC.</summary>
    public DateTimeOffset Now => _clock.Now;

    internal IReadOnlyCollection<ServiceProcess> Services => [.. _services.Values];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _broker = new();
        await _broker.InitializeAsync();
        await StartAsync(await PostgresServer.CreateDatabaseAsync(), _broker.Uri, _broker.ManagementUri);
    }

    /// <summary>Starts everything on a database that holds what was left there, and an empty broker.</summary>
    /// <param name="rows">SQL.</param>
    /// <param name="now">Business time from the start: what is there is not judged by the machine's clock.</param>
    public async Task StartFromAsync(string rows, DateTimeOffset now)
    {
        _broker = new();
        await _broker.InitializeAsync();
        var postgres = await PostgresServer.CreateDatabaseAsync();
        await using (var database = NpgsqlDataSource.Create(postgres))
        await using (var load = database.CreateCommand(rows))
            await load.ExecuteNonQueryAsync(Ct);
        await StartAsync(postgres, _broker.Uri, _broker.ManagementUri, now);
    }

    /// <summary>Starts everything on servers of its own.</summary>
    public Task StartAsync(PrivateServers servers) => StartAsync(servers.Postgres, servers.Amqp, servers.Management);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Services.Select(service => service.KillAsync()));
        await Postgres.DisposeAsync();
        if (_broker is not null)
        {
            await RabbitServer.DeleteVirtualHostAsync(Branches);
            await _broker.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Somebody with a token of this role and unit, who may call every service.</summary>
    public Caller As(string role, string unit, string subject = "p-1") => With(TestTokens.Create(role, unit, subject));

    /// <summary>Somebody with this token, or with none.</summary>
    public Caller With(string? token) => new(name => _services[name].Address, token);

    /// <summary>Sets business time, as <c>deploy/local/clock set</c> does, and returns when every running service has it.</summary>
    public async Task SetClockAsync(DateTimeOffset instant)
    {
        _clock.Write(instant);
        var token = TestTokens.Create("operator", "-");
        await Eventually.HoldsAsync(
            async () => (await Task.WhenAll(Services.Where(service => service.IsRunning).Select(service => ShowsAsync(service, token))))
                .All(shows => shows),
            $"every service takes it to be {instant:O}");
    }

    /// <summary>Moves business time forward, whoever is there to see it.</summary>
    public void LeapTo(DateTimeOffset instant) => _clock.Write(instant);

    /// <summary>Moves business time forward.</summary>
    public async Task AdvanceClockAsync(DateTimeOffset instant)
    {
        Assert.True(instant >= Now, $"business time is {Now:O} already");
        await SetClockAsync(instant);
    }

    /// <summary>A connection to the broker, of an administrator; what a shovel or a raw consumer needs.</summary>
    /// <param name="virtualHost">Default: where the services pass messages.</param>
    public Task<IConnection> ConnectAsync(Uri? virtualHost = null) =>
        new ConnectionFactory { Uri = virtualHost ?? Amqp, ClientProvidedName = "flow-tests" }.CreateConnectionAsync(Ct);

    internal ServiceProcess Service(string name) => _services[name];

    /// <summary>Starts the pages for people beside it; anybody may sign in as anybody. The caller ends it.</summary>
    /// <param name="issuer">Where they sign in instead.</param>
    internal async Task<ServiceProcess> StartConsoleAsync(Uri? issuer = null)
    {
        var settings = new Dictionary<string, string>(_settings);
        if (issuer is null)
            settings["LocalSignIn__PrivateKeyFile"] = TestTokens.PrivateKeyFile;
        else
            (settings["Authentication__Authority"], settings["Authentication__ClientId"]) = (issuer.ToString(), OidcIssuer.Client);
        foreach (var service in Services)
            settings[$"Services__{service.Name}"] = service.Address.ToString();
        var console = new ServiceProcess("console", "Console", _folder, settings);
        await console.StartAsync();
        return console;
    }

    private async Task StartAsync(string postgres, Uri amqp, Uri management, DateTimeOffset? now = null)
    {
        (_postgres, Postgres, Amqp) = (postgres, NpgsqlDataSource.Create(postgres), amqp);
        var clockFile = Path.Combine(_folder, "clock.json");
        _clock = new BusinessClockFile(clockFile, TimeProvider.System);
        if (now is { } instant)
            _clock.Write(instant);
        _settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_gcServer"] = "0",
            ["Postgres__ConnectionString"] = postgres,
            ["RabbitMq__Uri"] = amqp.AbsoluteUri,
            ["RabbitMq__ManagementUri"] = management.AbsoluteUri,
            ["Authentication__PublicKeyFile"] = TestTokens.PublicKeyFile,
            ["Authentication__Issuer"] = Tokens.Issuer,
            ["Authentication__Audience"] = Tokens.Audience,
            ["BusinessClock__File"] = clockFile,
            // One unit stands for many here; what the limits refuse has tests of its own.
            ["Limits__UnitRequestsPerSecond"] = "5000",
            ["Limits__UnitBurst"] = "5000",
        };
        _services = Parts.ToDictionary(part => part.Name, part => new ServiceProcess(part.Name, part.Project, _folder,
            new Dictionary<string, string>(_settings)
            {
                ["Postgres__ConnectionString"] = RoleOf(part.Name),
                ["RabbitMq__Uri"] = UserOf(part.Name, amqp),
                ["RabbitMq__ManagementUri"] = UserOf(part.Name, management),
                ["Branches__Uri"] = UserOf("reminders", Branches),
                ["Ledger__PublishedBy"] = "workflow-{source}",
            }));
        await MakeRolesAsync();
        await Identities.MakeUsersAsync(management, RabbitMqOptions.VirtualHostOf(Amqp), RabbitMqOptions.VirtualHostOf(Branches),
            Parts.Select(part => part.Name), Password);
        var (code, said) = await new ServiceProcess("audit", "AuditReplay", _folder, _settings).CommandAsync("db-apply");
        Assert.True(code == 0, said);
        await MakeRolesAsync();
        await Task.WhenAll(Services.Select(service => service.StartAsync()));
    }

    /// <summary>Npgsql connection string of a service's role.</summary>
    internal string RoleOf(string service) => new NpgsqlConnectionStringBuilder(_postgres)
        { Username = $"workflow_{service}", Password = Password }.ConnectionString;

    /// <summary>An address at the broker, in the name of a service's user.</summary>
    internal static string UserOf(string service, Uri address) =>
        new UriBuilder(address) { UserName = $"workflow-{service}", Password = Password }.Uri.AbsoluteUri;

    /// <summary>As <c>deploy/local/up</c> does.</summary>
    internal Task MakeRolesAsync() => Identities.MakeRolesAsync(Postgres, Parts.Select(part => part.Name), Password);

    private async Task<bool> ShowsAsync(ServiceProcess service, string token) =>
        (await service.HealthAsync(token))?["businessTime"]?.GetValue<DateTimeOffset>() is { } shown
            && (shown - _clock.Now).Duration() < TimeSpan.FromSeconds(1);
}
