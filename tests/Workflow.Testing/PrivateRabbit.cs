using System.Diagnostics;

namespace Workflow.Testing;

/// <summary>A RabbitMQ of a test's own, for what concerns the whole broker. Takes some ten seconds to start.</summary>
public sealed class PrivateRabbit : IAsyncDisposable
{
    private readonly string _folder;

    private PrivateRabbit(string folder, Uri uri) => (_folder, Uri) = (folder, uri);

    /// <summary>AMQP URI of a virtual host in which one queue takes every message.</summary>
    public Uri Uri { get; }

    /// <summary>Starts it.</summary>
    /// <param name="ct">Cancels.</param>
    public static async Task<PrivateRabbit> StartAsync(CancellationToken ct)
    {
        var found = await TestServers.FromOwnAsync("rabbitmq", ["WORKFLOW_TEST_SERVERS", "WORKFLOW_TEST_RABBITMQ", "WORKFLOW_TEST_RABBITMQ_MANAGEMENT"]);
        using var http = RabbitServer.Client(new Uri(found[2]));
        (await http.PutAsync(new Uri("api/vhosts/own", UriKind.Relative), content: null, ct)).EnsureSuccessStatusCode();
        await RabbitServer.ListenAsync(http, "own", ct);
        return new(found[0], new Uri(new Uri(found[1]), "own"));
    }

    /// <summary>As when its memory is used up: it reads nothing any more from connections that publish; or no longer.</summary>
    /// <param name="on">Whether.</param>
    /// <param name="ct">Cancels.</param>
    public async Task SetMemoryAlarmAsync(bool on, CancellationToken ct)
    {
        using var set = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "tests/servers"), ["memory-alarm", _folder, on ? "on" : "off"]) { RedirectStandardError = true })!;
        var said = set.StandardError.ReadToEndAsync(ct);
        await set.WaitForExitAsync(ct);
        if (set.ExitCode != 0)
            throw new InvalidOperationException(await said);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        TestServers.End(_folder);
        return ValueTask.CompletedTask;
    }
}
