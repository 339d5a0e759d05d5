namespace Workflow.Testing;

/// <summary>A PostgreSQL and a RabbitMQ of a test's own, for what concerns whole servers. Take some ten seconds to start.</summary>
public sealed class PrivateServers : IAsyncDisposable
{
    private readonly string _folder;

    private PrivateServers(string folder, string postgres, Uri amqp, Uri management) =>
        (_folder, Postgres, Amqp, Management) = (folder, postgres, amqp, management);

    /// <summary>Npgsql connection string of an empty database, of a superuser.</summary>
    public string Postgres { get; }

    /// <summary>AMQP URI of the broker's default virtual host, in which there is nothing.</summary>
    public Uri Amqp { get; }

    /// <summary>The broker's management API, credentials included.</summary>
    public Uri Management { get; }

    /// <summary>Starts them.</summary>
    /// <param name="tls">
    /// A folder with a <c>tls.crt</c> and a <c>tls.key</c>: they are reached by TLS as well, the broker and its API four ports above where
    /// they are otherwise.
    /// </param>
    public static async Task<PrivateServers> StartAsync(string? tls = null)
    {
        var found = await TestServers.FromOwnAsync(["postgres", "rabbitmq"],
            ["WORKFLOW_TEST_SERVERS", "WORKFLOW_TEST_POSTGRES", "WORKFLOW_TEST_RABBITMQ", "WORKFLOW_TEST_RABBITMQ_MANAGEMENT"],
            durable: true, tls);
        return new(found[0], found[1], new(found[2]), new(found[3]));
    }

    /// <summary>A virtual host of the broker in which one queue takes every message.</summary>
    /// <param name="name">Its name, of letters, digits and <c>-</c>; or <c>/</c>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its AMQP URI.</returns>
    public async Task<Uri> ListeningAsync(string name, CancellationToken ct)
    {
        using var http = RabbitServer.Client(Management);
        if (name == "/")
        {
            await RabbitServer.ListenAsync(http, "%2F", ct);
            return Amqp;
        }
        (await http.PutAsync(new Uri($"api/vhosts/{name}", UriKind.Relative), content: null, ct)).EnsureSuccessStatusCode();
        await RabbitServer.ListenAsync(http, name, ct);
        return new(Amqp, name);
    }

    /// <summary>SIGKILL: the server has no chance to finish anything.</summary>
    /// <param name="server">`postgres` or `rabbitmq`.</param>
    /// <param name="ct">Cancels.</param>
    public Task KillAsync(string server, CancellationToken ct) => CommandAsync(["kill", _folder, server], ct);

    /// <summary>The killed server starts again on what it has on disk; returns when it takes connections.</summary>
    /// <param name="server">`postgres` or `rabbitmq`.</param>
    /// <param name="ct">Cancels.</param>
    public Task ReviveAsync(string server, CancellationToken ct) => CommandAsync(["revive", _folder, server], ct);

    /// <summary>Deletes what the killed broker had: revived, it is an empty one.</summary>
    /// <param name="ct">Cancels.</param>
    public Task WipeBrokerAsync(CancellationToken ct) => CommandAsync(["wipe", _folder, "rabbitmq"], ct);

    /// <summary>Evaluates on the broker's node what brings its parts into states that only failures bring about.</summary>
    /// <param name="expression">Erlang, ending with a full stop.</param>
    /// <param name="ct">Cancels.</param>
    public Task EvalAsync(string expression, CancellationToken ct) => CommandAsync(["eval", _folder, expression], ct);

    /// <summary>The broker as when its memory is used up: it reads nothing any more from connections that publish; or no longer.</summary>
    /// <param name="on">Whether.</param>
    /// <param name="ct">Cancels.</param>
    public Task SetMemoryAlarmAsync(bool on, CancellationToken ct) => CommandAsync(["memory-alarm", _folder, on ? "on" : "off"], ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        TestServers.End(_folder);
        return ValueTask.CompletedTask;
    }

    private static async Task CommandAsync(string[] command, CancellationToken ct)
    {
        using var process =
            Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "tests/servers"), command) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(await said);
    }
}
