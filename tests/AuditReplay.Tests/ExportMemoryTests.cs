namespace AuditReplay.Tests;

/// <summary>An export of more than the buffers between service and reader hold.</summary>
public sealed class ExportMemoryTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    private const int Entries = 2_000;      // 80 MB; some kernels let a socket on loopback grow to 25
    private const int EntryBytes = 40_000;

    [Fact]
    public async Task The_ledger_is_read_as_fast_as_the_reader_reads_and_no_faster()
    {
        var text = new string('x', EntryBytes);
        var writer = audit.Service.Services.GetRequiredService<LedgerWriter>();
        foreach (var chunk in Enumerable.Range(0, Entries).Chunk(6))
            await writer.AppendAsync(audit.Sending["notices"]
                .Next(chunk.Select(i => new Recorded(Ids.Unit($"{i}"), Story.DueAt, new NoticeEvent.Rejected(text)))), Ct);

        using var batches = new Statements("select position, bytes from entry");
        using var request =
            new HttpRequestMessage(HttpMethod.Get, "/v1/events?type=notice.rejected.v1") { Headers =
            { Accept = { new MediaTypeWithQualityHeaderValue("application/x-ndjson") } } };
        using var answer = await audit.Auditor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await answer.Content.ReadAsStreamAsync(Ct);
        await batches.SettleAsync();
        var stalled = batches.Count;

        using var reader = new StreamReader(body);
        var lines = 0;
        while (await reader.ReadLineAsync(Ct) is not null)
            lines++;
        Assert.Equal(Entries, lines);
        Assert.True(stalled < batches.Count / 2, $"{stalled} of {batches.Count} batches were read before anything was taken.");
    }

    /// <summary>Counts the statements that begin so, as Npgsql reports them.</summary>
    private sealed class Statements : IDisposable
    {
        private readonly ActivityListener _listener;
        private int _count;

        public Statements(string beginning)
        {
            _listener = new()
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                    _ = activity.TagObjects.Any(tag => tag.Value is string sql && sql.StartsWith(beginning, StringComparison.Ordinal))
                    ? Interlocked.Increment(ref _count) : 0,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public int Count => Volatile.Read(ref _count);

        /// <summary>Waits until none has been added for a while.</summary>
        public async Task SettleAsync()
        {
            for (var seen = -1; seen != Count;)
            {
                seen = Count;
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
