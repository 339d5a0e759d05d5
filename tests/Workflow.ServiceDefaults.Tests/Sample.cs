using Microsoft.IdentityModel.JsonWebTokens;

namespace Workflow.ServiceDefaults.Tests;

/// <summary>A service that has nothing but the defaults and an endpoint for each of them.</summary>
public sealed class Sample : IAsyncLifetime
{
    private readonly string _publicKey = Path.Combine(Directory.CreateTempSubdirectory("workflow-sample-").FullName, "public.pem");

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public PostgresDatabase Database { get; } = new();

    public RabbitVirtualHost Broker { get; } = new();

    public RunningService Service { get; private set; } = null!;

    public NpgsqlDataSource Sql => Service.Services.GetRequiredService<NpgsqlDataSource>();

    public Dictionary<string, string?> Settings =>
        new(RunningService.Settings(Database, Broker)) { ["Authentication:PublicKeyFile"] = _publicKey };

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_publicKey, Key.ExportSubjectPublicKeyInfoPem());
        await Database.InitializeAsync();
        await Broker.InitializeAsync();
        Service = await StartAsync(Settings);
        await Service.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        var tree = Service.Services.GetRequiredService<UnitTree>();
        await Service.Services.GetRequiredService<IBus>().Publish(new UnitChanged(1,
            [.. new[] { "B1", "B2", "C1" }.Select(code => new UnitState(code, 1, code, null, "committee", "city", null, []))]));
        await Eventually.HoldsAsync(() => tree.Exists("C1"), "the units of the tokens are heard of");
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        Key.Dispose();
    }

    public static Task<RunningService> StartAsync(IReadOnlyDictionary<string, string?> settings,
        Action<WebApplicationBuilder>? add = null) =>
        RunningService.StartAsync(builder =>
        {
            builder.AddWorkflowService("directory", bus =>
            {
                bus.AddUnitTree();
                bus.AddConsumer<ProbeConsumer>();
            });
            add?.Invoke(builder);
        },
            Map, settings);

    public HttpClient As(string role, string unit) => Service.With(Token(role, unit));

    public string Token(string role, string unit, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = "workflow-local",
            Audience = "workflow",
            NotBefore = now,
            Expires = now.AddMinutes(10),
            Claims = new Dictionary<string, object> { ["sub"] = "p-1", ["unit"] = unit, ["roles"] = new[] { role } },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(Key), SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/who", (Caller caller) => new { caller.Person, caller.Unit, Roles = caller.Roles.Order() })
            .RequireRoles(Roles.Branch, Roles.Officer);
        app.MapGet("/units/{code}", (string code, Permission permission) =>
                permission.On(code) is { } actor ? Results.Text(actor.Role) : Permission.OutOfReach(code))
            .RequireAccess((Roles.Branch, Reach.Own), (Roles.Officer, Reach.Children), (Roles.Inspector, Reach.OwnAndBelow),
                (Roles.Operator, Reach.Everywhere));

        app.MapGet("/of-the-root", (Permission permission) => permission.Reaches("anything")).RequireAccess((Roles.Operator, Reach.Root));
        app.MapGet("/read/{what}", (string what, Permission permission) => permission.On(what)?.Role)
            .RequireAccess((Roles.Officer, Reach.Own), AccessTable.Auditors);
        app.MapGet("/first", () => "first").RequireAccess((Roles.Operator, Reach.Own)).OpenWhileTheTreeIsEmpty();

        app.MapPost("/thing", (Thing thing) => thing).RequireRoles(Roles.Branch).LimitBody(2000);
        app.MapPost("/upload", async (HttpRequest request, CancellationToken ct) =>
        {
            await request.Body.CopyToAsync(Stream.Null, ct);
            return Results.NoContent();
        }).RequireRoles(Roles.Branch).LimitBody(48 << 20);
        app.MapGet("/stream", async (HttpResponse response, CancellationToken ct) =>
        {
            await response.Body.FlushAsync(ct);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }).RequireRoles(Roles.Branch);
        app.MapGet("/at", (At? at) => at?.Instant).RequireRoles(Roles.Branch);
        app.MapGet("/page", (Paging paging) => paging).RequireRoles(Roles.Branch);
        app.MapPut("/matched", (IfMatch ifMatch, HttpResponse response) =>
        {
            response.SetETag(3);
            return ifMatch.Version is null or 3 ? Results.NoContent() : Problems.Stale(3);
        }).RequireRoles(Roles.Branch);
        app.MapGet("/fails/{how}", (string how) => Fail(how)).RequireRoles(Roles.Branch);

        app.MapPost("/count", (HttpResponse response) =>
        {
            response.SetETag(7);
            return Results.Created("/counts/1", new { count = Interlocked.Increment(ref _count) });
        }).RequireRoles(Roles.Branch);
        app.MapPost("/refused", () => new Refused("never", "It may never be.").ToProblem()).RequireRoles(Roles.Branch);
        app.MapPost("/once", OnceAsync).RequireRoles(Roles.Branch).RequireIdempotencyKey();
    }

    private static int _count;

    /// <summary>Work that must not be done twice: a row, in the transaction in which the answer is stored.</summary>
    private static async Task<IResult> OnceAsync(IdempotencyKey key, Caller caller, StreamStore streams, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(new(caller.Acting(Roles.Branch), null, null), ct);
        await using var work =
            new NpgsqlCommand("insert into work default values; select pg_sleep(0.3)", transaction.Connection, transaction.Transaction);
        await work.ExecuteNonQueryAsync(ct);
        var answer = new { id = Guid.NewGuid() };
        await key.CompleteAsync(transaction, 202, answer, $"/once/{answer.id}", ct);
        await transaction.CommitAsync(ct);
        return Results.Accepted($"/once/{answer.id}", answer);
    }

    private static string Fail(string how) => throw (how switch
    {
        "database-away" => new NpgsqlException("secret host 10.0.0.1", new System.Net.Sockets.SocketException(111)),
        "conflict" => new StreamConflictException("stream 1", new InvalidOperationException()),
        _ => new InvalidOperationException("secret detail"),
    });

    public sealed record Thing(string Name, ThingPart Part, IReadOnlyList<ThingPart>? Parts = null);

    public sealed record ThingPart(int Number, DateTimeOffset? DueAt = null, ThingKind Kind = ThingKind.KeptForever);

    public enum ThingKind
    {
        KeptForever,
        Passing,
    }
}
