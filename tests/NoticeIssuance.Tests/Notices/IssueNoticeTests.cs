using Workflow.Contracts.Notices.V1;

namespace NoticeIssuance.Tests.Notices;

public sealed class IssueNoticeTests
{
    [Fact]
    public void Issuing_freezes_who_owes_what()
    {
        var file = Given.Received(Given.Requirement(1, dueAt: Given.EndOfApril), Given.Requirement(2, Disposition.Principle),
            Given.Requirement(3, Disposition.Once, lead: "东区委组织部", joint: ["西区委组织部"]));
        var ruling = Issue(file);
        var issued = Assert.IsType<NoticeEvent.Issued>(Assert.Single(Given.Events(ruling)));
        Assert.Equal((3, 6, 8, 1, 7L), (issued.Requirements, issued.Units, issued.Assignments, issued.Chunks, issued.DirectoryVersion));
        var frozen = Frozen(ruling);
        Assert.Equal(issued.DistributionSha256, Assert.Single(ruling.Contents).Sha256);
        Assert.Equal([("C-1", 2, Part.Sole), ("C-1", 3, Part.Lead), ("C-1-1", 1, Part.Sole), ("C-1-2", 1, Part.Sole), ("C-2", 2, Part.Sole),
            ("C-2", 3, Part.Joint), ("C-2-1", 1, Part.Sole), ("C-2-2", 1, Part.Sole)],
            frozen.Parts().Select(part => (part.Unit, part.Requirement, part.Part)));
    }

    [Fact]
    public void Issuing_again_changes_nothing()
    {
        var file = Given.Received(Given.Requirement(1, dueAt: Given.EndOfApril));
        var issued = file.Then(Issue(file));
        Assert.IsType<Notice.Issued>(issued.State);
        Assert.Empty(Given.Events(Issue(issued)));
    }

    [Fact]
    public void A_notice_with_an_open_question_is_not_issued() =>
        Assert.Equal("questions-open",
            Given.Refusal(Issue(Given.Received(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril)), Given.Nobody))));

    [Fact]
    public void A_dated_requirement_that_nothing_dates_is_refused_by_its_number()
    {
        var file = Given.Received(Given.Requirement(1, dueAt: Given.EndOfApril), Given.Requirement(2, Disposition.Once));
        var dated = file.Then(AnswerQuestions.Decide(file, new(Requirements: [new(2, Disposition.Dated)]), Given.City()));
        Assert.Contains("requirement 2", Refused("due-missing", dated), StringComparison.Ordinal);
    }

    [Fact]
    public void A_requirement_that_nobody_owes_is_refused_by_its_number() =>
        Assert.Contains("requirement 1", Refused("nobody-owes",
            Given.Received(Given.Requirement(1, level: UnitLevel.Township, dueAt: Given.EndOfApril))),
            StringComparison.Ordinal);

    [Fact]
    public void A_notice_that_orders_nothing_is_not_issued() => Assert.Equal("nothing-to-issue", Given.Refusal(Issue(Given.Received())));

    [Fact]
    public void A_notice_that_was_sent_back_is_not_issued()
    {
        var file = Given.Received(Given.Requirement(1, dueAt: Given.EndOfApril));
        var rejected = file.Then(new Ruling(RejectNotice.Decide(file.State, new("重复报送"))));
        Assert.Equal("notice-rejected", Given.Refusal(Issue(rejected)));
        Assert.Empty(Assert.IsType<Decision<NoticeEvent>.Accepted>(RejectNotice.Decide(rejected.State, new("again"))).Events);
    }

    [Theory]
    [InlineData("hours", 24, 24 * 60)]
    [InlineData("minutes", 30, 30)]
    public void Hours_from_receipt_count_from_the_instant_of_issue(string unit, int amount, int minutes)
    {
        var file = Given.Received(
            Given.Requirement(1, deadline: Given.Deadline(dueAt: null, new Anchor("receipt", "接此通知后", amount, unit))));
        Assert.Equal(Given.Now.AddMinutes(minutes), Assert.Single(Given.Events(Issue(file)).OfType<NoticeEvent.RequirementCorrected>())
            .DueAt);
    }

    [Theory]
    [InlineData("days", 5, "2016-04-06")]
    [InlineData("months", 2, "2016-06-01")]
    [InlineData("working-days", 5, "2016-04-11")]
    public void A_limit_that_counts_from_receipt_becomes_an_instant_at_issue(string unit, int amount, string day)
    {
        var anchored = Given.Deadline(dueAt: null, new Anchor("receipt", "收到本通知之日", amount, unit));
        var file = Given.Received(Given.Requirement(1, deadline: anchored));
        var ruling = Issue(file);
        var due = OfficialTime.EndOf(DateOnly.Parse(day, null)).ToUniversalTime();
        Assert.Equal(due, Assert.Single(Given.Events(ruling).OfType<NoticeEvent.RequirementCorrected>()).DueAt);
        Assert.Equal(due, Frozen(ruling).Requirements[0].DueAt);
        Assert.Equal(unit == "working-days" ? "cn/2016/1" : null, Given.Events(ruling).OfType<NoticeEvent.Issued>().Single().Calendar);
    }

    [Fact]
    public void A_recurring_duty_is_distributed_with_its_first_occurrence()
    {
        var file = Given.Received(Given.Requirement(1, Disposition.Recurring, recurrence: new(Period.Month, Day: 25)));
        var requirement = Frozen(Issue(file)).Requirements[0];
        Assert.Equal(("2016-04", OfficialTime.EndOf(new(2016, 4, 25)).ToUniversalTime()), (requirement.Occurrence, requirement.DueAt));
    }

    [Fact]
    public void Its_first_occurrence_is_the_first_of_its_term()
    {
        var daily = new Recurrence(Period.Day, From: new(2016, 6, 1), Until: new(2016, 9, 30));
        var requirement = Frozen(Issue(Given.Received(Given.Requirement(1, Disposition.Recurring, recurrence: daily)))).Requirements[0];
        Assert.Equal(("2016-06-01", OfficialTime.EndOf(new(2016, 6, 1)).ToUniversalTime()), (requirement.Occurrence, requirement.DueAt));
        var past = daily with { From = null, Until = new(2016, 1, 31) };
        Assert.Equal("due-missing", Given.Refusal(Issue(Given.Received(Given.Requirement(1, Disposition.Recurring, recurrence: past)))));
    }

    [Fact]
    public void Undated_duties_travel_without_a_due_instant()
    {
        var file = Given.Received(Given.Requirement(1, Disposition.Standing), Given.Requirement(2, Disposition.Once));
        Assert.All(Frozen(Issue(file)).Requirements, requirement => Assert.Null(requirement.DueAt));
    }

    [Fact]
    public void What_is_published_is_what_was_frozen_in_chunks_with_ids_that_repeat()
    {
        var units = Enumerable.Range(0, 400).Select(n => Given.Unit($"B{n:000}", $"支部{n}", "党支部", UnitLevel.Branch, "C-1")).ToList();
        var directory = DirectoryView.Of(new(2, [.. Given.City().Units.All, .. units]), 9);
        var file = Given.Received(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril), Given.Requirement(2, Disposition.Once)),
            directory);
        var ruling = IssueNotice.Decide(file, directory, WorkingCalendars.Shipped, Given.Now);
        var issued = Given.Events(ruling).OfType<NoticeEvent.Issued>().Single();
        var stored = new StoredEvent(9, Guid.NewGuid(), file.Id, 4, "notice.issued.v1", Given.Now,
            JsonSerializer.Serialize(issued, HistoryJson.Options), "p-1", null, null, null);

        var messages = NoticePublisher.Messages(stored, issued, Frozen(ruling)).ToList();
        var announced = Assert.IsType<NoticeIssued>(messages[0].Message);
        var chunks = messages.Skip(1).Select(message => Assert.IsType<NoticeDistributed>(message.Message)).ToList();
        Assert.Equal((stored.Id, issued.Chunks, issued.Assignments), (messages[0].MessageId, chunks.Count, announced.Assignments));
        Assert.All(chunks, (chunk, index) => Assert.Equal((index + 1, chunks.Count), (chunk.Chunk, chunk.Chunks)));
        Assert.All(chunks, chunk => Assert.InRange(chunk.Assignments.Count, 1, 500));
        Assert.Equal(issued.Assignments, chunks.SelectMany(chunk => chunk.Assignments).Select(assignment => assignment.Assignment)
            .Distinct().Count());
        Assert.Equal(
            announced.Owing.SelectMany(owing => owing.Units.SelectMany(unit => owing.Requirements.Select(number => (unit, number))))
                .Order(),
            chunks.SelectMany(chunk => chunk.Assignments).Select(assignment => (assignment.Unit, assignment.Requirement)).Order());
        Assert.Equal(messages.Select(message => message.MessageId),
            NoticePublisher.Messages(stored, issued, Frozen(ruling)).Select(message => message.MessageId));
        Assert.Equal(messages.Count, messages.Select(message => message.MessageId).Distinct().Count());
    }

    private static Ruling Issue(NoticeFile file) => IssueNotice.Decide(file, Given.City(), WorkingCalendars.Shipped, Given.Now);

    private static string Refused(string code, NoticeFile file)
    {
        Assert.Equal(code, Given.Refusal(Issue(file)));
        return Assert.IsType<Decision<NoticeEvent>.Rejected>(Issue(file).Decision).Refusal.Detail;
    }

    private static FrozenDistribution Frozen(Ruling ruling) =>
        JsonSerializer.Deserialize<FrozenDistribution>(Assert.Single(ruling.Contents).Bytes, HistoryJson.Options)!;
}
