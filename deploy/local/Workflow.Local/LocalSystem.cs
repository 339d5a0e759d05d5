using Npgsql;

namespace Workflow.Local;

/// <summary>The system that `deploy/local/up` started, as its folder tells.</summary>
internal sealed class LocalSystem
{
    private readonly string _folder;
    private readonly Access _access;

    private LocalSystem(string folder, Access access) => (_folder, _access) = (folder, access);

    /// <summary>Base addresses by service: notices, assignments, reminders, audit, directory.</summary>
    public IReadOnlyDictionary<string, Uri> Services => _access.Services;

    public string ClockFile => Path.Combine(_folder, "run/clock.json");

    public static string Folder => Environment.GetEnvironmentVariable("WORKFLOW_LOCAL") is { Length: > 0 } folder
        ? folder
        : throw new UsageException("WORKFLOW_LOCAL does not say where the local system is; use the commands in deploy/local.");

    /// <exception cref="UsageException">Nothing was started there.</exception>
    public static LocalSystem Open()
    {
        var file = Path.Combine(Folder, "run/access.json");
        return File.Exists(file)
            ? new LocalSystem(Folder, JsonSerializer.Deserialize<Access>(File.ReadAllText(file), JsonSerializerOptions.Web)!)
            : throw new UsageException("Nothing runs yet; first: deploy/local/up");
    }

    public static Tokens OpenTokens() => Tokens.FromFile(Path.Combine(Folder, "secrets/token-key.pem"), TimeProvider.System);

    public NpgsqlDataSource OpenPostgres()
    {
        var user = _access.Postgres.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = _access.Postgres.Host,
            Port = _access.Postgres.Port,
            Database = _access.Postgres.AbsolutePath.TrimStart('/'),
            Username = user[0],
            Password = user[1],
        });
    }

    private sealed record Access(Uri Postgres, IReadOnlyDictionary<string, Uri> Services);
}
