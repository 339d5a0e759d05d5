using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace DeadlineReminders.Tests;

/// <summary>Two thousand streams on one node: who has nothing to hear costs no statement, and what comes is heard at once.</summary>
public sealed class ManyStreamsTests(ManyStreamsTests.Reminders fixture) : IClassFixture<ManyStreamsTests.Reminders>
{
    private const int Streams = 2_000;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private readonly RemindersFixture _reminders = fixture.Own;

    [Fact]
    public async Task Idle_streams_cost_no_statement_and_a_message_reaches_all_of_its_unit_within_a_second()
    {
        await _reminders.StopAsync();
        using var service = await (await _reminders.StartProcessAsync()).ReadyAsync();
        var without = await CommitsAsync();
        var streams = new List<(string Unit, StreamReader Text)>();
        foreach (var some in Enumerable.Range(0, Streams).Chunk(100))
            streams.AddRange(await Task.WhenAll(some.Select(i => OpenAsync(service, Given.Units[i % Given.Units.Count].Code))));
        // The first sweep looks at every inbox once.
        await Task.Delay(Span, TimeProvider.System, Ct);
        // Of two spans the quieter: what else the service does now and then is not the streams'.
        var with = Math.Min(await CommitsAsync(), await CommitsAsync());

        await _reminders.ForceAsync("insert into inbox_position (unit, last) values ($1, 1)", Given.Branch);
        await _reminders.ForceAsync(
            """
            with n as (select gen_random_uuid() as id), words as (insert into message_body (id, body) select id, '{}' from n)
            insert into inbox (unit, position, id, plan, assignment, sha256, written_at)
            select $1, 1, id, id, id, ''::bytea, now() from n
            """, Given.Branch);
        var began = Stopwatch.GetTimestamp();
        await _reminders.QueryAsync<string>("select pg_notify('workflow_inbox', $1)::text", Given.Branch);
        var took = await Task.WhenAll(streams.Where(stream => stream.Unit == Given.Branch).Select(async stream =>
        {
            while (await stream.Text.ReadLineAsync(Ct) is { } line && line != "id: 1")
            {
            }
            return Stopwatch.GetElapsedTime(began);
        }));
        var memory = File.ReadLines($"/proc/{service.Process.Id}/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage($"{without} commits in {Span.TotalSeconds} s without streams, {with} with {Streams}; "
            + $"heard by {took.Length} within {took.Min().TotalMilliseconds:0} to {took.Max().TotalMilliseconds:0} ms; {memory}");
        Assert.InRange(with, 0, without + (Streams / 20));
        Assert.InRange(took.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(took.Max(), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.InRange(long.Parse(memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture), 1, 300 << 10);
        streams.ForEach(stream => stream.Text.Dispose());
    }

    /// <summary>Transactions of the whole database in a while.</summary>
    private async Task<long> CommitsAsync()
    {
        const string Commits = "select xact_commit from pg_stat_database where datname = current_database()";
        var before = (await _reminders.QueryAsync<long>(Commits)).Single();
        await Task.Delay(Span, TimeProvider.System, Ct);
        return (await _reminders.QueryAsync<long>(Commits)).Single() - before;
    }

    private static async Task<(string Unit, StreamReader Text)> OpenAsync(ServiceProcess service, string unit)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service.Address.Host, service.Address.Port, Ct);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/units/{unit}/inbox/stream HTTP/1.1\r\nHost: x\r\n"
            + $"Authorization: Bearer {TestTokens.Create("officer", Given.City)}\r\n\r\n"), Ct);
        var text = new StreamReader(new NetworkStream(socket, ownsSocket: true));
        Assert.Equal("HTTP/1.1 200 OK", await text.ReadLineAsync(Ct));
        while (await text.ReadLineAsync(Ct) is { } line && line != ": open")
        {
        }
        return (unit, text);
    }

    public sealed class Reminders : IAsyncLifetime
    {
        public RemindersFixture Own { get; } = new()
        {
            More = { ["InboxStreams:OfUnit"] = "2000" },
        };

        public ValueTask InitializeAsync() => Own.InitializeAsync();

        public ValueTask DisposeAsync() => Own.DisposeAsync();
    }
}
