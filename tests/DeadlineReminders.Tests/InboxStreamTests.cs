using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using DeadlineReminders.Inbox;

namespace DeadlineReminders.Tests;

/// <summary>Streams of inboxes, a raw line at a time.</summary>
public sealed class InboxStreamTests : IClassFixture<InboxStreamTests.Reminders>
{
    private readonly RemindersFixture _reminders;

    public InboxStreamTests(Reminders fixture) => _reminders = fixture.Own;

    [Fact]
    public async Task Opens_at_once_also_when_there_is_nothing_and_goes_on_from_the_last_event_the_reader_has()
    {
        using var stream = await OpenAsync("D2-B1");
        Assert.Equal(": open", await stream.LineAsync());
        var written = await WriteAsync("D2-B1", 3);
        Assert.Equal("id: 1", await stream.LineAsync("id: "));
        Assert.Equal("id: 3", await stream.LineAsync("id: 3"));

        using var again = await OpenAsync("D2-B1", last: "2");
        Assert.Equal("id: 3", await again.LineAsync("id: "));
        Assert.Contains(written[^1].ToString(), await again.LineAsync("data: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_stream_beats_and_what_another_process_writes_reaches_it_within_a_second()
    {
        using var stream = await OpenAsync(Given.District);
        Assert.Equal(": still here", await stream.LineAsync(": still"));
        await using var other = await _reminders.StartAsync();
        await other.ReadyAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        var watch = other.Services.GetRequiredService<InboxWatch>();
        await WriteAsync(Given.District, 1);
        var began = Stopwatch.GetTimestamp();
        watch.Written([Given.District]);
        Assert.Equal("id: 1", await stream.LineAsync("id: "));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_nobody_was_told_of_is_found_by_a_sweep()
    {
        using var stream = await OpenAsync("D1-B2");
        Assert.Equal(": open", await stream.LineAsync());
        await WriteAsync("D1-B2", 1);
        Assert.Equal("id: 1", await stream.LineAsync("id: "));
    }

    [Fact]
    public async Task Ends_when_its_token_ends()
    {
        using var stream = await OpenAsync("D2", token: TestTokens.Create("officer", "D2", valid: TimeSpan.FromSeconds(4)));
        Assert.Equal(": open", await stream.LineAsync());
        var began = Stopwatch.GetTimestamp();
        while (await stream.LineAsync() is not null)
        {
        }
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Ends_when_the_unit_moves_out_of_its_readers_reach()
    {
        await _reminders.PublishAsync(new UnitChanged(2, [new("MV-1", 1, "流动支部", null, "branch", "branch", "D1", [])]));
        var tree = _reminders.Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => tree.Parent("MV-1") == "D1", "it stands below D1");
        using var stream = await OpenAsync("MV-1", token: TestTokens.Create("officer", "D1"));
        Assert.Equal(": open", await stream.LineAsync());
        await _reminders.PublishAsync(new UnitChanged(3, [new("MV-1", 2, "流动支部", null, "branch", "branch", "D2", [])]));
        await Eventually.HoldsAsync(() => tree.Parent("MV-1") == "D2", "it stands below D2");
        await WriteAsync("MV-1", 1);
        while (await stream.LineAsync() is { } line)
            Assert.DoesNotContain("id: 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_has_three_open_and_the_fourth_is_told_to_come_later()
    {
        var open = new List<OpenStream>();
        for (var i = 0; i < 3; i++)
            open.Add(await OpenAsync(Given.Branch));
        using var http = _reminders.Service.As("branch", Given.Branch);
        using (var more = await http.GetAsync($"/v1/units/{Given.Branch}/inbox/stream", HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, more.StatusCode);
            Assert.NotNull(more.Headers.RetryAfter);
        }
        open[0].Dispose();
        await Eventually.HoldsAsync(async () =>
        {
            using var again = await http.GetAsync($"/v1/units/{Given.Branch}/inbox/stream", HttpCompletionOption.ResponseHeadersRead, Ct);
            return again.StatusCode == HttpStatusCode.OK;
        }, "the place of one who went is free");
        open.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task One_who_does_not_read_is_cut_off()
    {
        await WriteAsync(Given.City, 20_000);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(_reminders.Service.Address.Host, _reminders.Service.Address.Port, Ct);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/units/{Given.City}/inbox/stream HTTP/1.1\r\nHost: x\r\n"
            + $"Authorization: Bearer {TestTokens.Create("officer", Given.City)}\r\n\r\n"), Ct);
        var watch = _reminders.Service.Services.GetRequiredService<InboxWatch>();
        await Eventually.HoldsAsync(() => watch.Followers == 1, "the stream is open");
        await Eventually.HoldsAsync(() => watch.Followers == 0, "it is not any more", TimeSpan.FromSeconds(60));
    }

    /// <summary>Writes messages into an inbox as nobody does: nobody is told.</summary>
    private async Task<List<Guid>> WriteAsync(string unit, int count) => await _reminders.QueryAsync<Guid>(
        """
        with place as (insert into inbox_position (unit, last) values ($1, $2)
                on conflict (unit) do update set last = inbox_position.last + $2 returning last),
            n as (select gen_random_uuid() as id, last - $2 + g as position from place, generate_series(1, $2) g),
            words as (insert into message_body (id, body) select id, jsonb_build_object('id', id, 'words', repeat('x', 1000)) from n)
        insert into inbox (unit, position, id, plan, assignment, sha256, written_at)
        select $1, position, id, id, id, ''::bytea, now() from n order by position returning id
        """, unit, count);

    private async Task<OpenStream> OpenAsync(string unit, string? last = null, string? token = null)
    {
        var role = unit.Contains('-', StringComparison.Ordinal) ? "branch" : "officer";
        var http = _reminders.Service.With(token ?? TestTokens.Create(role, unit));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/units/{unit}/inbox/stream");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct).WaitAsync(TimeSpan.FromSeconds(5), Ct);
        Assert.Equal("text/event-stream", answer.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType);
        return new(http, new(await answer.Content.ReadAsStreamAsync(Ct)));
    }

    private sealed class OpenStream(HttpClient http, StreamReader text) : IDisposable
    {
        public Task<string?> LineAsync() => text.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct);

        /// <summary>The next that begins so.</summary>
        public async Task<string> LineAsync(string start)
        {
            for (var began = Stopwatch.GetTimestamp(); ;)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), $"no line begins with '{start}'");
                var line = await LineAsync() ?? throw new EndOfStreamException();
                if (line.StartsWith(start, StringComparison.Ordinal))
                    return line;
            }
        }

        public void Dispose()
        {
            text.Dispose();
            http.Dispose();
        }
    }

    public sealed class Reminders : IAsyncLifetime
    {
        public RemindersFixture Own { get; } =
            new()
            {
                More =
                {
                    ["InboxStreams:OfUnit"] = "3", ["InboxStreams:HeartbeatInterval"] = "00:00:02",
                    ["InboxStreams:ReaderPatience"] = "00:00:03",
                },
            };

        public ValueTask InitializeAsync() => Own.InitializeAsync();

        public ValueTask DisposeAsync() => Own.DisposeAsync();
    }
}
