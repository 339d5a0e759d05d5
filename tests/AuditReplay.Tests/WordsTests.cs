using AuditReplay.Timeline;

namespace AuditReplay.Tests;

public sealed class WordsTests
{
    public static TheoryData<string> StoredNames => [.. Vocabulary.Today.All.Select(type => Vocabulary.Today.NameOf(type.Clr)).Distinct()];

    public static TheoryData<string> Reasons =>
        [.. typeof(ReminderReason).GetFields().Concat(typeof(RecountReason).GetFields())
        .Select(code => (string)code.GetRawConstantValue()!)];

    private sealed record Unheard;

    [Theory]
    [MemberData(nameof(StoredNames))]
    public void Every_stored_event_has_words_in_both_languages(string type)
    {
        var sample = StoredEventSamples.All.Single(sample => Vocabulary.Today.NameOf(sample) == type);
        var words = new Teller(new Dictionary<string, string> { ["DL-ZS-001"] = "第一支部" })
            .Tell(StoredEventSamples.First, "DL-ZS-001", sample);
        Assert.Contains(words.Zh, c => c is >= '一' and <= '龥');
        Assert.Contains(words.En, char.IsAsciiLetterLower);
        Assert.DoesNotContain("p-7c1f", words.Zh + words.En, StringComparison.Ordinal);
        Assert.DoesNotContain("{", words.Zh + words.En, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_of_a_reminder_plan_has_words_in_both_languages(string reason)
    {
        var (first, message) = (StoredEventSamples.First, Guid.Empty);
        ReminderPlanEvent[] events =
        [
            new ReminderPlanEvent.Suppressed(first, "+1wd", 1, reason), new ReminderPlanEvent.Stopped(first, 2, reason),
                new ReminderPlanEvent.DeadLettered(message, "queue", reason),
        ];
        foreach (var words in events.Select(e => new Teller(new Dictionary<string, string>()).Tell(first, "DL-ZS-001", e)))
        {
            Assert.DoesNotContain(reason, words.Zh, StringComparison.Ordinal);
            Assert.DoesNotMatch($@"[,:] {reason}$", words.En);
        }
    }

    [Fact]
    public void Only_what_a_person_alone_sets_is_told_as_a_correction()
    {
        var teller = new Teller(new Dictionary<string, string> { ["DL-ZS"] = "中山区委" });
        Assert.Equal("第 3 项要求的承办单位已明确：中山区委（DL-ZS）、DL-XG",
            teller.Tell(StoredEventSamples.Notice, null, new NoticeEvent.RequirementCorrected(3, null, null, null, "DL-ZS", ["DL-XG"])).Zh);
        Assert.Equal("The units of requirement 3 were settled: nobody in particular",
            teller.Tell(StoredEventSamples.Notice, null, new NoticeEvent.RequirementCorrected(3, null, null, null, "", [])).En);
        Assert.Equal("第 3 项要求的限期定为 2016-04-30 23:59", teller.Tell(StoredEventSamples.Notice, null,
            new NoticeEvent.RequirementCorrected(3, null, null, StoredEventSamples.DueAt, null, null)).Zh);
        Assert.Equal("Requirement 3 was corrected by an officer",
            teller.Tell(StoredEventSamples.Notice, null, new NoticeEvent.RequirementCorrected(3, Disposition.Once, null, null, null, null))
            .En);
    }

    [Fact]
    public void An_event_without_words_is_told_as_such()
    {
        var words = new Teller(new Dictionary<string, string>())
            .Tell(StoredEventSamples.First, "DL-ZS-001", new Unheard(), "notice.unheard.v1");
        Assert.Equal("记录了事件 notice.unheard.v1，本版本没有它的说法", words.Zh);
        Assert.Equal("An event that this version has no words for was recorded: notice.unheard.v1", words.En);
    }

    [Fact]
    public void An_assignment_is_called_by_its_requirement_and_unit_once_it_was_dispatched()
    {
        var teller = new Teller(new Dictionary<string, string> { ["DL-ZS-001"] = "第一支部" });
        Assert.Equal("该事项已签收", teller.Tell(StoredEventSamples.First, null, new AssignmentEvent.Acknowledged()).Zh);
        teller.Tell(StoredEventSamples.First, "DL-ZS-001", StoredEventSamples.All.OfType<AssignmentEvent.Dispatched>().Single());
        Assert.Equal("第一支部（DL-ZS-001）第 1 项要求已签收", teller.Tell(StoredEventSamples.First, null, new AssignmentEvent.Acknowledged()).Zh);
    }
}

internal static class Telling
{
    /// <summary>Tells an event under the name it is stored by today.</summary>
    public static Words Tell(this Teller teller, Guid stream, string? unit, object @event) =>
        teller.Tell(stream, unit, @event, Vocabulary.Today.NameOf(@event));
}
