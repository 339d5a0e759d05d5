using Process = System.Diagnostics.Process;

namespace Flow.Tests;

/// <summary>The samples of <c>contracts/samples</c>, as an integrator would run them, against the whole system.</summary>
public sealed class SamplesFlow(OutageFlow.OnServersOfItsOwn fixture) : IClassFixture<OutageFlow.OnServersOfItsOwn>, IDisposable
{
    private const string Reader = "C-1-1";
    private const string Poller = "C-1-2";
    private readonly string _folder = Directory.CreateTempSubdirectory("workflow-samples-").FullName;
    private readonly List<Process> _running = [];
    private readonly ConcurrentQueue<string> _said = new();

    [Fact]
    public async Task Queue_and_inbox_are_read_receipts_are_given_and_the_broker_may_go_meanwhile()
    {
        var system = fixture.System;
        var channel = await system.As("operator", "C")
            .PutAsync("reminders", $"/v1/units/{Reader}/channel", new JsonObject { ["kind"] = "queue" });
        Run("branch_queue.py", Reader, new() { ["URI"] = (string)channel["uri"]!, ["QUEUE"] = (string)channel["queue"]! });
        Run("inbox_poller.py", Poller, []);
        var (notice, assignments) = await system.IssueAsync(Notices.Campaign);
        await system.CoveredAsync(notice, assignments);
        await AllReadAsync(notice, "workflow.assignment.v1", expected: 5);

        await fixture.Servers.KillAsync("rabbitmq", Ct);
        await Eventually.HoldsAsync(() => _said.Any(line => line.StartsWith("again in", StringComparison.Ordinal)), "it has noticed");
        await fixture.Servers.ReviveAsync("rabbitmq", Ct);
        await Task.WhenAll(system.Services.Select(service => service.ReadyAsync(TimeSpan.FromSeconds(60))));
        await system.AdvanceClockAsync(Notices.At(3, 30));
        await AllReadAsync(notice, "workflow.reminder.v1", expected: 6);

        await PublishUnknownAsync((string)channel["queue"]!);
        await Eventually.HoldsAsync(() => _said.Contains("unknown type workflow.unheard-of.v9 e-1"), "it has said what it does not know");
        Assert.DoesNotContain(_running, process => process.HasExited);
    }

    [Fact]
    public async Task A_notice_is_handed_in_issued_and_followed_by_a_client_generated_from_the_documents()
    {
        var (built, wrong) = await NpmAsync([], "run", "build", "--silent");
        Assert.True(built == 0, wrong);
        var text = Path.Combine(_folder, "notice.txt");
        await File.WriteAllTextAsync(text, Notices.Campaign.Replace("7号", "907号", StringComparison.Ordinal), Ct);
        var (ended, said) = await ClientAsync("officer", text);
        Assert.True(ended == 0 && said.EndsWith("issued, every unit that owes it has its assignment", StringComparison.Ordinal), said);
        (ended, said) = await ClientAsync("branch", text);
        Assert.True(ended == 1 && said.StartsWith("refused 403 role ", StringComparison.Ordinal), said);
        await File.WriteAllTextAsync(text, "机密★3年\n" + Notices.Campaign, Ct);
        (ended, said) = await ClientAsync("officer", text);
        Assert.True(ended == 1 && said.StartsWith("refused 422 classified ", StringComparison.Ordinal), said);
    }

    public void Dispose()
    {
        foreach (var process in _running)
        {
            process.Kill();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>So many of the notice's messages came to each, none of them lies open in an inbox, and both have said the last.</summary>
    private async Task AllReadAsync(string notice, string type, int expected)
    {
        foreach (var unit in new[] { Reader, Poller })
        {
            var branch = fixture.System.As("branch", unit);
            await Eventually.PassesAsync(async () =>
            {
                var (all, open) = (await CountAsync(branch, unit, notice, ""), await CountAsync(branch, unit, notice, "?open=true"));
                Assert.True(all >= expected && open == 0, $"{unit} has {all}, {open} open; of {type}: {string.Join('\n', _said)}");
            }, TimeSpan.FromSeconds(60));
        }
        Assert.True(_said.Count(line => line.StartsWith("workflow.", StringComparison.Ordinal)) >= 2 * expected
            && _said.Count(line => line.StartsWith(type, StringComparison.Ordinal)) >= 2, string.Join('\n', _said));
    }

    private static async Task<int> CountAsync(Live.Caller branch, string unit, string notice, string query) =>
        (await branch.GetAsync("reminders", $"/v1/units/{unit}/inbox{query}"))["items"]!.AsArray()
            .Count(message => (string?)message!["data"]!["noticeId"] == notice);

    private async Task PublishUnknownAsync(string queue)
    {
        await using var connection = await fixture.System.ConnectAsync(fixture.System.Branches);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        var unheard = new JsonObject { ["specversion"] = "1.0", ["id"] = "e-1", ["source"] = "urn:workflow:reminders",
            ["type"] = "workflow.unheard-of.v9", ["subject"] = Reader, ["data"] = new JsonObject() };
        await channel.BasicPublishAsync("", queue, Encoding.UTF8.GetBytes(unheard.ToJsonString()), Ct);
    }

    /// <summary>How the TypeScript client ended, and what it said.</summary>
    private Task<(int, string)> ClientAsync(string role, string file) => NpmAsync(new()
    {
        ["NOTICES"] = fixture.System.Service("notices").Address.ToString().TrimEnd('/'),
        ["ASSIGNMENTS"] = fixture.System.Service("assignments").Address.ToString().TrimEnd('/'),
        ["TOKEN"] = TestTokens.Create(role, "C"),
    }, "run", "start", "--silent", "--", file);

    private static async Task<(int, string)> NpmAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("npm", arguments)
        {
            WorkingDirectory = Path.Combine(Checkout.Root, "contracts/samples/typescript"),
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        using var late = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, (await said + await wrong).Trim());
    }

    private void Run(string sample, string unit, Dictionary<string, string> settings)
    {
        var token = Path.Combine(_folder, $"{unit}.token");
        File.WriteAllText(token, TestTokens.Create("branch", unit));
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Checkout.Root, "contracts/samples", sample)])
            { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        start.Environment["API"] = fixture.System.Service("reminders").Address.ToString().TrimEnd('/');
        start.Environment["UNIT"] = unit;
        start.Environment["TOKEN_FILE"] = token;
        start.Environment["SEEN_FILE"] = Path.Combine(_folder, $"{unit}.seen");
        start.Environment["INTERVAL"] = "0.2";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _running.Add(process);
    }

    private void Say(string? line)
    {
        if (line is not null)
            _said.Enqueue(line);
    }
}
