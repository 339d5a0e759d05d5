namespace AuditReplay.Tests;

/// <summary>Figures, asked for by name: they fail nothing.</summary>
public sealed class Measurements(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact(Explicit = true)]
    public async Task Entries_a_second()
    {
        var pages = Pages(100_000);
        var writer = audit.Service.Services.GetRequiredService<LedgerWriter>();
        await TimeAsync("checked", pages.Sum(page => page.Entries.Count), () =>
        {
            foreach (var page in pages)
                PageCheck.Check(page, page.FirstOrdinal - 1);
            return Task.CompletedTask;
        });
        await TimeAsync("appended", pages.Take(100).Sum(page => page.Entries.Count), async () =>
        {
            foreach (var page in pages.Take(100))
                await writer.AppendAsync(page, Ct);
        });
        await TimeAsync("received over the broker", pages.Skip(100).Sum(page => page.Entries.Count), () =>
            audit.ReceiveAsync(pages.Skip(100)));
        await TimeAsync("exported", audit.Sending["assignments"].Ordinal, ExportAsync);
    }

    [Fact(Explicit = true)]
    public async Task State_of_a_notice_with_ten_thousand_assignments()
    {
        var pages = Pages(20_000);
        await audit.ReceiveAsync(pages);
        var notice = await audit.ScalarAsync<Guid>("select notice from entry where source = 'assignments' order by position desc limit 1");
        foreach (var path in new[] { $"/v1/notices/{notice}/state", $"/v1/notices/{notice}/timeline", "/v1/units/M-1/state" })
            await TimeAsync(path, 10_000, () => audit.GetAsync(path));
    }

    private List<EventPage> Pages(int entries)
    {
        var notice = Guid.CreateVersion7();
        return [.. Enumerable.Range(0, entries / 2).Chunk(250).Select(chunk => audit.Sending["assignments"].Next(chunk.SelectMany(unit =>
        {
            var stream = Ids.Assignment(notice, 1, $"M-{unit}", null);
            return new Recorded[]
            {
                new(stream, Story.At("2016-04-20T02:00Z"),
                    new AssignmentEvent.Dispatched(notice, 1, $"M-{unit}", null, "DL", Disposition.Dated, Part.Sole, Story.DueAt, "9f86"),
                    notice),
                new(stream, Story.At("2016-04-21T02:00Z"), new AssignmentEvent.Acknowledged(), notice),
            };
        })))];
    }

    private async Task ExportAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get,
            "/v1/events") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/x-ndjson") } } };
        using var answer = await audit.Auditor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await answer.Content.CopyToAsync(Stream.Null, Ct);
    }

    private static async Task TimeAsync(string what, long entries, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        await work();
        var took = Stopwatch.GetElapsedTime(began);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what}: {took.TotalMilliseconds:0} ms, {entries / took.TotalSeconds:0} entries/s, "
                + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / entries:0.0} µs of CPU each");
    }
}
