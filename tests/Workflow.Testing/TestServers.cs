namespace Workflow.Testing;

/// <summary>
/// Where the tests' PostgreSQL and RabbitMQ are: as the environment says (`tests/run` sets it), else the pair that
/// `tests/servers start` keeps for this checkout, else a private one that lives as long as this process.
/// </summary>
internal static class TestServers
{
    private static readonly ConcurrentDictionary<string, Process> Held = [];

    static TestServers() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        Held.Values.ToList().ForEach(held => held.StandardInput.Close());

    /// <summary>The addresses that <paramref name="server"/> (`postgres` or `rabbitmq`) has under these names.</summary>
    public static async Task<string[]> FindAsync(string server, params string[] names) =>
        FromEnvironment(names) ?? FromKeptPair(names) ?? await FromOwnAsync([server], names);

    private static string[]? FromEnvironment(string[] names)
    {
        var values = names.Select(Environment.GetEnvironmentVariable).OfType<string>().Where(value => value.Length > 0).ToArray();
        return values.Length == names.Length ? values
            : values.Length == 0 ? null
            : throw new InvalidOperationException($"Set all of {string.Join(", ", names)} or none.");
    }

    private static string[]? FromKeptPair(string[] names)
    {
        var file = Path.Combine(Checkout.Root, ".local/test-servers/addresses");
        return File.Exists(file) ? Read(File.ReadAllLines(file), names) : null;
    }

    /// <summary>Servers of one's own, until this process or <see cref="End"/> ends them.</summary>
    /// <param name="servers">`postgres`, `rabbitmq` or both.</param>
    /// <param name="names">Of the addresses returned.</param>
    /// <param name="durable">Whether they keep what they acknowledged when they are killed.</param>
    /// <param name="tls">A folder with certificate and key, where they are to be reached by TLS as well.</param>
    public static async Task<string[]> FromOwnAsync(string[] servers, string[] names, bool durable = false, string? tls = null)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "tests/servers"), ["hold", .. servers])
        {
            RedirectStandardInput = true,   // its end stops the server, however this process ends
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (durable)
            start.Environment["DURABLE"] = "yes";
        if (tls is not null)
            start.Environment["TLS_FOLDER"] = tls;
        var held = Process.Start(start)!;
        var complaints = held.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await held.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                Held[Read(lines, ["WORKFLOW_TEST_SERVERS"])[0]] = held;
                return Read(lines, names);
            }
            lines.Add(line);
        }
        throw new InvalidOperationException($"tests/servers could not start {string.Join(" and ", servers)}: {await complaints}");
    }

    /// <summary>Ends servers of one's own.</summary>
    /// <param name="folder">What <c>WORKFLOW_TEST_SERVERS</c> was.</param>
    public static void End(string folder)
    {
        if (Held.TryRemove(folder, out var held))
            held.StandardInput.Close();
    }

    private static string[] Read(IEnumerable<string> lines, string[] names)
    {
        var values = lines.Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
        return [.. names.Select(name => values[name])];
    }
}
