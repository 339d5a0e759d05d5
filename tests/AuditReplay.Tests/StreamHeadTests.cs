namespace AuditReplay.Tests;

/// <summary>Whom a stream is about, told by its first event.</summary>
public sealed class StreamHeadTests
{
    private static readonly Guid Stream = Guid.Parse("11111111-2222-8333-8444-555555555555");

    [Fact]
    public void An_assignment_and_a_plan_belong_to_their_notice_and_unit()
    {
        Assert.Equal(new(1, StoredEventSamples.Notice, "DL-ZS-001"), Begin<AssignmentEvent.Dispatched>());
        Assert.Equal(new(1, StoredEventSamples.Notice, "DL-ZS-001"), Begin<ReminderPlanEvent.Planned>());
    }

    [Fact]
    public void A_notice_belongs_to_itself_and_to_no_unit() => Assert.Equal(new(1, Stream, null), Begin<NoticeEvent.Received>());

    [Fact]
    public void A_unit_and_its_channel_belong_to_the_unit()
    {
        Assert.Equal(new(1, null, "DL-ZS-001"), Begin<UnitEvent.Established>());
        Assert.Equal(new(1, null, "DL-ZS-001"), Begin<ChannelEvent.Configured>());
    }

    [Fact]
    public void A_calendar_and_a_recorded_call_belong_to_nobody()
    {
        Assert.Equal(new(1, null, null), Begin<WorkingCalendarEvent.Published>());
        Assert.Equal(new(1, null, null), Begin<AccessEvent.Recorded>());
    }

    [Fact]
    public void A_stream_of_a_kind_not_yet_known_belongs_to_the_notice_it_is_correlated_with() =>
        Assert.Equal(new(1, StoredEventSamples.Notice, null),
            Begin("circular.issued.v1", new { number = 1 }, StoredEventSamples.Notice.ToString()));

    private static StreamHead Begin<T>() where T : notnull
    {
        var sample = StoredEventSamples.All.OfType<T>().Single();
        return Begin(Vocabulary.Today.NameOf(sample), sample, Stream.ToString());
    }

    private static StreamHead Begin(string type, object data, string correlation) => StreamHead.Begin(new(
        "notices", 1, Guid.Empty, Stream, 1, type, Story.DueAt, "p-1", correlation, null, null,
            JsonSerializer.SerializeToElement(data, data.GetType(), HistoryJson.Options)));
}
