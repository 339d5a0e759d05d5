namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// What a published or amended calendar does to the deadlines of a notice. 2016-03-28 is a Monday, 2016-04-04 the holiday of 清明.
/// </summary>
public sealed class RecomputeDeadlinesTests
{
    private static readonly DateOnly Written = new(2016, 3, 28);
    private static readonly WorkingCalendars Shipped = WorkingCalendars.Shipped;

    [Fact]
    public void A_day_more_off_moves_the_deadline_of_an_issued_notice()
    {
        var file = Issued(InWorkingDays(10));
        var again = Assert.IsType<NoticeEvent.DeadlineRecomputed>(Assert.Single(Recompute(file, Amended("2016-04-05"))));
        Assert.Equal(new NoticeEvent.DeadlineRecomputed(1, EndOf("2016-04-12"), EndOf("2016-04-13"), "cn/2016/2", "cn/2016/2",
            RecountReason.CalendarAmended),
            again);
    }

    [Fact]
    public void Counting_again_by_the_same_calendars_changes_nothing()
    {
        var file = Issued(InWorkingDays(10));
        Assert.Empty(Recompute(file, Shipped));
        var moved = file.Then(Recompute(file, Amended("2016-04-05")));
        Assert.Empty(Recompute(moved, Amended("2016-04-05")));
    }

    [Fact]
    public void A_limit_that_counts_from_the_issue_is_counted_again_from_it()
    {
        var file = Issued(Given.Deadline(dueAt: null, new Anchor("receipt", "收到本通知之日", 5, "working-days")));
        Assert.Equal(EndOf("2016-04-11"), file.Distribution!.Requirements[0].DueAt);
        Assert.Equal(EndOf("2016-04-12"),
            Assert.IsType<NoticeEvent.DeadlineRecomputed>(Assert.Single(Recompute(file, Amended("2016-04-05")))).DueAt);
    }

    [Fact]
    public void A_limit_that_counts_from_the_issue_waits_for_its_year_and_says_so()
    {
        var now = OfficialTime.At(new(2026, 12, 29), new(9, 0));
        var file = Given.Received(
            Given.Requirement(1, deadline: Given.Deadline(dueAt: null, new Anchor("receipt", "收到本通知之日", 5, "working-days"))));
        Assert.Equal("calendar-missing", Given.Refusal(IssueNotice.Decide(file, Given.City(), Shipped, now)));
        Assert.Equal(EndOf("2027-01-06"), IssueNotice.Decide(file, Given.City(), With2027(), now).Distribution!.Requirements[0].DueAt);
    }

    [Fact]
    public void What_a_person_set_is_not_counted_again()
    {
        var received = Given.Received(Given.Requirement(1, deadline: InWorkingDays(10)));
        var set = received.Then(AnswerQuestions.Decide(received, new(Requirements: [new(1, DueAt: "2016-04-20")]), Given.City()));
        Assert.Empty(Recompute(set, Amended("2016-04-05")));
        Assert.Empty(Recompute(set.Then(IssueNotice.Decide(set, Given.City(), Shipped, Given.Now)), Amended("2016-04-05")));
    }

    [Theory]
    [InlineData("2016-04-12T23:59:59+08:00", 1)]
    [InlineData("2016-04-13T00:00:00+08:00", 0)]
    public void A_deadline_that_has_passed_was_judged_and_stays(string now, int recounts)
    {
        var file = Issued(InWorkingDays(10));
        Assert.Equal(recounts, Recompute(file, Amended("2016-04-05"), DateTimeOffset.Parse(now, null)).Count);
    }

    [Fact]
    public void Nobody_becomes_late_by_a_calendar()
    {
        var file = Issued(InWorkingDays(10));
        var shorter = Shipped.WithPublished(2016, 1, new([], [new(2016, 4, 9)]));
        var now = OfficialTime.At(new(2016, 4, 12), new(9, 0));
        Assert.Equal(EndOf("2016-04-09"), CountedRequirement.Of(file)[0].Limit.Count(shorter).DueAt);
        Assert.True(CountedRequirement.Of(file)[0].By(shorter, 2016, now)!.Stays);
        Assert.Empty(Recompute(file, shorter, now));
    }

    [Fact]
    public void Before_the_issue_the_officer_sees_the_deadline_as_it_is_counted_now()
    {
        var file = Given.Received(Given.Requirement(1, deadline: InWorkingDays(10)));
        var moved = file.Then(Recompute(file, Amended("2016-04-05")));
        var requirement = Assert.Single(moved.Requirements());
        Assert.Equal((EndOf("2016-04-13"), "cn/2016/2"), (requirement.DueAt, requirement.Calendar));
        var issued = IssueNotice.Decide(moved, Given.City(), Amended("2016-04-05"), Given.Now);
        Assert.Equal((EndOf("2016-04-13"), new WorkingDayLimit(Written, 10)),
            (issued.Distribution!.Requirements[0].DueAt, issued.Distribution.Requirements[0].Counted));
        Assert.Equal("cn/2016/2", Given.Events(issued).OfType<NoticeEvent.Issued>().Single().Calendar);
    }

    [Fact]
    public void A_year_that_was_missing_is_proposed_and_settled_only_by_the_officer()
    {
        var waiting = Waiting();
        var events = Recompute(waiting, With2027(), year: 2027);
        Assert.Equal((null, EndOf("2027-01-06"), "cn/2026/1,cn/2027/1", "cn/2027/1", RecountReason.CalendarPublished),
            Assert.IsType<NoticeEvent.DeadlineRecomputed>(events[0]) is var e ? (e.Before, e.DueAt, e.Calendar, e.Published, e.Reason)
                : default);
        var proposed = waiting.Then(events);
        var question = Assert.Single(proposed.Facts.OpenQuestions());
        Assert.Equal("2027-01-06T23:59:59+08:00", Assert.Single(question.Proposals).Value);
        Assert.Equal("questions-open", Given.Refusal(IssueNotice.Decide(proposed, Given.City(), With2027(), Given.Now)));
        Assert.Empty(Recompute(proposed, With2027(), year: 2027));
    }

    [Fact]
    public void Whoever_accepts_the_proposal_leaves_the_deadline_to_the_calendar_and_whoever_sets_another_day_does_not()
    {
        var waiting = Waiting();
        var proposed = waiting.Then(Recompute(waiting, With2027(), year: 2027));
        var amended = With2027("2027-01-04");

        var accepted = proposed.Then(AnswerQuestions.Decide(proposed, new(AcceptProposals: true), Given.City()));
        Assert.Empty(accepted.Facts.OpenQuestions());
        Assert.Equal(EndOf("2027-01-06"), accepted.Requirements()[0].DueAt);
        Assert.Equal(EndOf("2027-01-07"), accepted.Then(Recompute(accepted, amended, year: 2027)).Requirements()[0].DueAt);

        var question = Assert.Single(proposed.Facts.OpenQuestions()).Question;
        var set = proposed.Then(AnswerQuestions.Decide(proposed,
            new(Answers: [new(question, JsonSerializer.SerializeToElement("2027-01-31"))]), Given.City()));
        Assert.Equal(EndOf("2027-01-31"), set.Requirements()[0].DueAt);
        Assert.Empty(Recompute(set, amended, year: 2027));
    }

    [Fact]
    public void An_amendment_before_the_answer_proposes_the_other_day()
    {
        var waiting = Waiting();
        var proposed = waiting.Then(Recompute(waiting, With2027(), year: 2027));
        var again = proposed.Then(Recompute(proposed, With2027("2027-01-04"), year: 2027));
        Assert.Equal("2027-01-07T23:59:59+08:00", Assert.Single(Assert.Single(again.Facts.OpenQuestions()).Proposals).Value);
    }

    [Fact]
    public void A_notice_sent_back_is_left_alone()
    {
        var file = Given.Received(Given.Requirement(1, deadline: InWorkingDays(10)));
        Assert.Empty(Recompute(file.Then(new Ruling(RejectNotice.Decide(file.State, new("重复报送")))), Amended("2016-04-05")));
    }

    /// <summary>
    /// However many amendments came before, the deadline is what the calendar in force makes of the words; amended back, it is what it was.
    /// </summary>
    [Fact]
    public void Counting_again_comes_to_the_same_as_counting_from_the_start() => Prop.ForAll(
        Gen.Choose(5, 60).ToArbitrary(), Gen.Choose(0, 89).ArrayOf().ArrayOf().ToArbitrary(),
        (days, amendments) =>
        {
            var file = Issued(InWorkingDays(days));
            foreach (var (off, version) in amendments.Select((off, index) => (off, index + 1)))
            {
                var calendars = Shipped.WithPublished(2016, version, WithDaysOff(off.Select(new DateOnly(2016, 4, 5).AddDays)));
                file = file.Then(Recompute(file, calendars, Given.Now));
                if (Due(file) != new WorkingDayLimit(Written, days).Count(calendars).DueAt)
                    return false;
            }
            var back = Shipped.WithPublished(2016, amendments.Length + 1, Shipped.For(2016)!.Document);
            return Due(file.Then(Recompute(file, back, Given.Now))) == file.Distribution!.Requirements[0].DueAt;
        }).QuickCheckThrowOnFailure();

    private static DateTimeOffset? Due(NoticeFile file) => CountedRequirement.Of(file)[0].DueAt;

    private static List<NoticeEvent> Recompute(NoticeFile file, WorkingCalendars calendars, DateTimeOffset? now = null, int year = 2016) =>
        [.. Given.Events(new(RecomputeDeadlines.Decide(file, calendars, year, now ?? Given.Now)))];

    private static Deadline InWorkingDays(int days) => Counted(new(Written, days));

    private static Deadline Counted(WorkingDayLimit limit)
    {
        var counted = limit.Count(Shipped);
        return new(counted.DueAt, $"{limit.Days}个工作日内", new(120, 7), "within", new(limit.From.Year, "issuedOn"), counted.Calendar, [],
            Anchor: null, limit);
    }

    private static NoticeFile Issued(Deadline deadline)
    {
        var received = Given.Received(Given.Requirement(1, deadline: deadline));
        return received.Then(IssueNotice.Decide(received, Given.City(), Shipped, Given.Now));
    }

    /// <summary>Five working days from 2026-12-29, while 2027 has no calendar.</summary>
    private static NoticeFile Waiting()
    {
        var deadline = Counted(new(new(2026, 12, 29), 5));
        var asked = Questions.CalendarMissing(1, deadline, 2027);
        return Given.Received(Given.Content(Given.Requirement(1, deadline: deadline)), Given.City(), asked);
    }

    private static WorkingCalendars Amended(string dayOff) => Shipped.WithPublished(2016, 1, WithDaysOff([DateOnly.Parse(dayOff, null)]));

    /// <summary>The calendar of 2016 with these days off, make-up days aside.</summary>
    private static CalendarDocument WithDaysOff(IEnumerable<DateOnly> days)
    {
        var shipped = Shipped.For(2016)!.Document;
        return shipped with { Holidays = [.. shipped.Holidays.Concat(days).Distinct().Except(shipped.Workdays)] };
    }

    private static WorkingCalendars With2027(params string[] more) =>
        Shipped.WithPublished(2027, 1 + more.Length, new([new(2027, 1, 1), .. more.Select(day => DateOnly.Parse(day, null))], []));

    private static DateTimeOffset EndOf(string day) => OfficialTime.EndOf(DateOnly.Parse(day, null)).ToUniversalTime();
}
