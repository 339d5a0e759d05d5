namespace Workflow.History.Tests;

public sealed class LedgerEntryTests
{
    private static readonly LedgerEntry Entry = new(
        "assignments", Ordinal: 42, Guid.Parse("11111111-2222-7333-8444-555555555555"), StoredEventSamples.First, Version: 2,
            "assignment.report-returned.v1",
        new DateTimeOffset(2016, 4, 20, 9, 30, 0, 120, TimeSpan.FromHours(8)), "p-7c1f", StoredEventSamples.Notice.ToString(),
            CausationId: null,
        Json("""{ "unit": "DL-ZS", "role": "officer" }"""), Json("""{ "reason": "缺少参会人数", "number": 1 }"""));

    private const string Bytes =
        """{"actor":"p-7c1f","causationId":null,"correlationId":"0192f0c1-2345-7abc-""" +
        """8def-0123456789ab","data":{"number":1,"reason":"缺少参会人数"},"headers":{"role":"off""" +
        """icer","unit":"DL-ZS"},"id":"11111111-2222-7333-""" +
        """8444-555555555555","ordinal":42,"recordedAt":"2016-04-20T01:30:00.12Z","source":"assignments","stream":"0192f0c1-2345-8abc-""" +
        """864f-06cde3e15e8e","type":"assignment.report-returned.v1","version":2}""";

    [Fact]
    public void Its_bytes_are_these_for_ever() => Assert.Equal(Bytes, Encoding.UTF8.GetString(Entry.ToBytes()));

    [Fact]
    public void Its_bytes_are_canonical_JSON() =>
        Assert.Equal(Bytes, Encoding.UTF8.GetString(CanonicalJson.Canonicalise(Encoding.UTF8.GetBytes(Bytes))));

    [Fact]
    public void Its_bytes_read_back_make_the_same_bytes() =>
        Assert.Equal(Bytes, Encoding.UTF8.GetString(LedgerEntry.Parse(Encoding.UTF8.GetBytes(Bytes)).ToBytes()));

    [Fact]
    public void It_is_read_as_the_event_it_holds() =>
        Assert.Equal(new AssignmentEvent.ReportReturned(1, "缺少参会人数"), LedgerEntry.Parse(Encoding.UTF8.GetBytes(Bytes)).Read());

    [Fact]
    public void An_instant_finer_than_a_microsecond_is_cut_as_the_database_cuts_it() =>
        Assert.Contains("\"2016-04-20T01:30:00.123456Z\"", Encoding.UTF8.GetString(
            (Entry with { RecordedAt = new DateTimeOffset(2016, 4, 20, 1, 30, 0, TimeSpan.Zero).AddTicks(1_234_567) }).ToBytes()),
            StringComparison.Ordinal);

    [Fact]
    public void More_than_it_may_hold_is_refused()
    {
        var data = Json($$"""{ "number": 1, "reason": "{{new string('长', 22_000)}}" }""");
        var fault = Assert.Throws<InvalidOperationException>(() => (Entry with { Data = data }).ToBytes());
        Assert.Contains(Entry.Id.ToString(), fault.Message, StringComparison.Ordinal);
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
