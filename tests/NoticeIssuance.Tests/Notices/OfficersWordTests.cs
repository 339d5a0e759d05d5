using UnitChangedConsumer = NoticeIssuance.Notices.UnitChangedConsumer;

namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// Every field an officer can correct, against every question that is asked about a requirement, in every order: what the officer said
/// stays, through proposals taken, units learnt and calendars published; and what it answers is not asked again.
/// </summary>
public sealed class OfficersWordTests
{
    private const string First = "2016-06-20T23:59:59+08:00";
    private static readonly DateOnly Written = new(2016, 3, 28);

    private static readonly Dictionary<string, OpenQuestion?> Questions = new()
    {
        [QuestionKinds.DeadlineAmbiguous] = Given.Ambiguous(1),
        [QuestionKinds.YearUnknown] = About(QuestionKinds.YearUnknown, First),
        [QuestionKinds.CalendarMissing] = About(QuestionKinds.CalendarMissing),
        ["calendar-arrived"] = About(QuestionKinds.CalendarMissing, "2016-04-12T23:59:59+08:00"),
        [QuestionKinds.OwingLevel] = About(QuestionKinds.OwingLevel, "addressees", "branch"),
        [QuestionKinds.ActorMissing] = About(QuestionKinds.ActorMissing, "addressees", "branch"),
        // Both are asked by the notice as it stands.
        [NoticeQuestions.DeadlineMissing] = null,
        [NoticeQuestions.LeadUnresolved] = null,
    };

    private static readonly Dictionary<string, GivenCorrection> Corrections = new()
    {
        ["dueAt"] = new(1, DueAt: "2016-06-05"),
        ["dueAt as counted"] = new(1, DueAt: "2016-04-12"),
        ["once"] = new(1, Disposition.Once),
        ["standing"] = new(1, Disposition.Standing),
        ["principle"] = new(1, Disposition.Principle),
        ["dated"] = new(1, Disposition.Dated),
        ["dated on a day"] = new(1, Disposition.Dated, DueAt: "2016-06-05"),
        ["owes branch"] = new(1, Owes: new(UnitLevel.Branch)),
        ["owes county of a kind"] = new(1, Owes: new(UnitLevel.County, "组织部")),
        ["owes addressees"] = new(1, Owes: new(Level: null)),
        ["lead"] = new(1, Lead: "C-1"),
        ["joint"] = new(1, Joint: ["C-1-1", "C-2-1"]),
        ["lead and joint"] = new(1, Lead: "C-1", Joint: ["C-2"]),
        ["nobody named"] = new(1, Lead: "", Joint: []),
        ["all"] = new(1, Disposition.Dated, new(UnitLevel.County), "2016-06-05", "C-2", ["C-1"]),
    };

    private static readonly string[] Time = [QuestionKinds.DeadlineAmbiguous, QuestionKinds.YearUnknown, QuestionKinds.CalendarMissing,
        "calendar-arrived", NoticeQuestions.DeadlineMissing];

    private static readonly string[] Level = [QuestionKinds.OwingLevel, QuestionKinds.ActorMissing];

    public static TheoryData<string, string, string> Table => new(
        from question in Questions.Keys
        from correction in Corrections.Keys
        from order in (string[])["one request", "then proposals", "proposals first"]
        // Taken to be undated, it is dated only with a day: see below.
        where (question, correction, order) != (NoticeQuestions.DeadlineMissing, "dated", "proposals first")
        select (question, correction, order));

    [Theory]
    [MemberData(nameof(Table))]
    public void What_an_officer_said_stays_and_is_not_asked_again(string question, string correction, string order)
    {
        var (file, said) = (Asked(question), Corrections[correction]);
        var after = order switch
        {
            "one request" => Then(file, new(AcceptProposals: true, Requirements: [said])),
            "then proposals" => Then(Then(file, new(Requirements: [said])), new(AcceptProposals: true)),
            _ => Then(Then(Then(file, new(AcceptProposals: true)), new(Requirements: [said])), new(AcceptProposals: true)),
        };
        Holds(after, said);
        var later = Afterwards(after);
        Holds(later, said);
        later = Then(later, new(AcceptProposals: true));
        Holds(later, said);

        var open = later.Facts.OpenQuestions().Select(asked => asked.Kind);
        if (Answers(correction, question))
            Assert.DoesNotContain(file.Facts.Questions.Values.First(asked => Is(asked, question)).Kind, open);
        Assert.Empty(Given.Events(Decide(later, new(AcceptProposals: true, Requirements: [said]))));
    }

    /// <summary>Ten working days after 2016-03-28 are counted to 04-12, or 04-13 once 04-05 is off.</summary>
    [Theory]
    [InlineData("take", "notice"), InlineData("answer 2016-04-12T23:59:59+08:00", "notice"), InlineData("answer 2016-04-12", "notice")]
    [InlineData("answer 2016-05-05", "correction"), InlineData("correct 2016-05-05", "correction")]
    [InlineData("correct 2016-04-12", "correction"), InlineData("take, correct 2016-04-12", "correction")]
    [InlineData("correct 2016-04-12, take", "correction"), InlineData("answer 2016-04-12, correct 2016-04-12", "correction")]
    [InlineData("amend, take", "notice"), InlineData("amend, correct 2016-04-13", "correction")]
    [InlineData("amend, answer 2016-04-13", "notice"), InlineData("take, amend, correct 2016-04-13, take", "correction")]
    public void Only_what_a_calendar_counted_is_moved_by_one_and_where_a_day_comes_from_is_told(string acts, string origin)
    {
        var file = acts.Split(", ").Aggregate(Asked("calendar-arrived"), Act);
        var (due, byCalendar) = (file.Requirement(1)!.DueAt, origin == "notice");
        Assert.Equal(byCalendar, Amended(file, "2016-04-05", "2016-04-06").Requirement(1)!.DueAt != due);

        var ruling = IssueNotice.Decide(file, Given.City(), WorkingCalendars.Shipped, Given.Now);
        var issued = file.Then(ruling);
        Assert.Equal(byCalendar, CountedRequirement.Of(issued).Count == 1);
        Assert.Equal(byCalendar,
            Amended(issued, "2016-04-05", "2016-04-06").Facts.Recomputed.GetValueOrDefault(1)?.DueAt == EndOf("2016-04-14"));
        var stored = new StoredEvent(1, Guid.NewGuid(), file.Id, 1, "notice.issued.v1", Given.Now, "{}", null, null, null, null);
        var messages = NoticePublisher.Messages(stored, (NoticeEvent.Issued)Given.Events(ruling)[^1], ruling.Distribution!);
        var told = Assert.Single(Assert.IsType<Workflow.Contracts.Notices.V1.NoticeIssued>(messages.First().Message).Requirements);
        Assert.Equal((origin, due), (told.DueOrigin, told.DueAt));

        static NoticeFile Act(NoticeFile file, string act) => act.Split(' ') switch
        {
            ["take"] => Then(file, new(AcceptProposals: true)),
            ["answer", var day] => Then(file, new(Answers: [new("q-1", Json($"\"{day}\""))])),
            ["correct", var day] => Then(file, new(Requirements: [new(1, DueAt: day)])),
            _ => Amended(file, "2016-04-05"),
        };
    }

    [Fact]
    public void An_answer_by_hand_stays_as_well_and_may_be_given_again_after_a_correction()
    {
        var file = Asked(QuestionKinds.DeadlineAmbiguous);
        var answered = Then(file, new(AcceptProposals: true, Answers: [new("q-1", Json("\"2016-06-05\""))]));
        Assert.Equal(EndOf("2016-06-05"), Then(answered, new(AcceptProposals: true)).Requirement(1)!.DueAt);
        var corrected = Then(answered, new(Requirements: [new(1, DueAt: "2016-06-07")]));
        Assert.Equal((EndOf("2016-06-07"), "2016-06-07"), (corrected.Requirement(1)!.DueAt, corrected.Facts.Answers["q-1"]));
        Assert.Equal(EndOf("2016-06-10"), Then(corrected, new(Answers: [new("q-1", Json("\"2016-06-10\""))])).Requirement(1)!.DueAt);
    }

    [Fact]
    public void A_day_answered_after_the_requirement_was_left_undated_dates_it()
    {
        var undated = Then(Asked(NoticeQuestions.DeadlineMissing), new(AcceptProposals: true));
        var dated = Then(undated, new(Answers: [new($"{NoticeQuestions.DeadlineMissing}-1", Json("\"2016-06-05\""))])).Requirement(1)!;
        Assert.Equal((Disposition.Dated, EndOf("2016-06-05")), (dated.Disposition, dated.DueAt));
    }

    [Theory]
    [InlineData("deadline-ambiguous"), InlineData("year-unknown"), InlineData("calendar-missing"), InlineData("deadline-missing")]
    public void What_was_left_without_a_day_is_dated_only_with_one(string question)
    {
        var once = Then(Asked(question), new(Requirements: [new(1, Disposition.Once)]));
        Assert.Equal("$.requirements[0].dueAt",
            Assert.Single(Given.Errors(Decide(once, new(Requirements: [new(1, Disposition.Dated)])))).Field);
        Assert.Equal(EndOf("2016-06-05"),
            Then(once, new(Requirements: [new(1, Disposition.Dated, DueAt: "2016-06-05")])).Requirement(1)!.DueAt);
    }

    [Fact]
    public void Whether_a_notice_received_before_is_another_is_for_a_person_to_say()
    {
        var earlier = Guid.Parse("0195d2a0-0000-7000-8000-00000000000e");
        var posted = Given.Posted(Given.Content(Given.Requirement(1)), earlier);
        var file = NoticeFile.New(Guid.Parse("0195d2a0-0000-7000-8000-000000000001"), posted.Dossier())
            .Then(PostNotice.Decide(posted, Given.City()));
        var accepted = Then(file, new(AcceptProposals: true));
        var question = Assert.Single(accepted.Facts.OpenQuestions());
        Assert.Equal(NoticeQuestions.AlreadyReceived, question.Kind);
        Assert.Contains($"/v1/notices/{earlier}", question.Text, StringComparison.Ordinal);
        Assert.Empty(Then(accepted, new(Answers: [new(question.Question, Json("\"separate\""))])).Facts.OpenQuestions());
    }

    [Fact]
    public void The_directory_does_not_name_units_for_what_an_officer_has_given_to_a_level()
    {
        var file = Then(Asked(NoticeQuestions.LeadUnresolved), new(Requirements: [new(1, Owes: new(UnitLevel.Branch))]));
        var learnt = file.Then(UnitChangedConsumer.Decide(file, Learnt));
        Assert.Equal((null, UnitLevel.Branch), (learnt.Requirement(1)!.Lead, learnt.Requirement(1)!.Owes.Level));
        var untouched = Asked(NoticeQuestions.LeadUnresolved);
        Assert.Equal("C-9", untouched.Then(UnitChangedConsumer.Decide(untouched, Learnt)).Requirement(1)!.Lead);
    }

    /// <summary>Which corrections answer which question.</summary>
    private static bool Answers(string correction, string question) => Corrections[correction] switch
    {
        { DueAt: not null } when Time.Contains(question) => true,
        { Disposition: not (null or Disposition.Dated) } when Time.Contains(question) => true,
        { Owes: not null } or { Disposition: Disposition.Principle } when Level.Contains(question) => true,
        { Lead.Length: > 0 } or { Joint.Count: > 0 } when Level.Contains(question) => true,
        { Lead: not null } or { Joint: not null } when question == NoticeQuestions.LeadUnresolved => true,
        _ => false,
    };

    private static void Holds(NoticeFile file, GivenCorrection said)
    {
        var requirement = file.Requirement(1)!;
        Assert.Equal(said.Disposition ?? requirement.Disposition, requirement.Disposition);
        Assert.Equal(said.Owes ?? requirement.Owes, requirement.Owes);
        if (said.Disposition is Disposition.Principle)
            Assert.Null(requirement.Owes.Level);
        if (said.DueAt is not null)
            Assert.Equal((EndOf(said.DueAt), "correction", null, null),
                (requirement.DueAt, requirement.DueOrigin, requirement.Counted, requirement.Calendar));
        Assert.Equal(said.Lead ?? requirement.Lead ?? "", requirement.Lead ?? "");
        Assert.Equal(said.Joint ?? requirement.Joint, requirement.Joint);
    }

    /// <summary>The directory learns the names, and the year is published with other days off, twice.</summary>
    private static NoticeFile Afterwards(NoticeFile file)
    {
        file = file.Then(UnitChangedConsumer.Decide(file, Learnt));
        return Amended(Amended(file, "2016-04-05"), "2016-04-06");
    }

    /// <summary>The year is published with these days off as well.</summary>
    private static NoticeFile Amended(NoticeFile file, params string[] off)
    {
        var shipped = WorkingCalendars.Shipped.For(2016)!.Document;
        var calendars = WorkingCalendars.Shipped.WithPublished(2016, off.Length,
            shipped with { Holidays = [.. shipped.Holidays, .. off.Select(day => DateOnly.Parse(day, null))] });
        return file.Then(new Ruling(RecomputeDeadlines.Decide(file, calendars, 2016, Given.Now)));
    }

    private static DirectoryView Learnt { get; } =
        DirectoryView.Of(new(2, [.. Given.City().Units.All, Given.Unit("C-9", "市教育局", "教育局", UnitLevel.County, "C")]), 8);

    private static NoticeFile Asked(string question)
    {
        var counted = new WorkingDayLimit(Written, 10);
        var due = counted.Count(WorkingCalendars.Shipped);
        var deadline = question switch
        {
            NoticeQuestions.DeadlineMissing => Given.Deadline(null, new Anchor("other", "答辩结束", 2, "working-days")),
            QuestionKinds.CalendarMissing or QuestionKinds.YearUnknown => Given.Deadline(null) with { Counted = counted },
            _ => Given.Deadline(due.DueAt) with { Counted = counted, Calendar = due.Calendar },
        };
        var requirement = Given.Requirement(1, level: null, deadline: deadline,
            lead: question == NoticeQuestions.LeadUnresolved ? "市教育局" : null);
        return Given.Received(Given.Content(requirement), Given.City(), Questions[question] is { } asked ? [asked] : []);
    }

    private static bool Is(NoticeEvent.QuestionRaised asked, string question) =>
        asked.Kind == question || question == "calendar-arrived" && asked.Kind == QuestionKinds.CalendarMissing;

    private static OpenQuestion About(string kind, params string[] proposals) =>
        new("q-1", kind, "requirement:1", new(120, 5), "？", [.. proposals.Select(value => new Proposal(value, "照此"))]);

    private static NoticeFile Then(NoticeFile file, AnswerQuestions command) => file.Then(Decide(file, command));

    private static Ruling Decide(NoticeFile file, AnswerQuestions command) => AnswerQuestions.Decide(file, command, Given.City());

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static DateTimeOffset EndOf(string day) => OfficialTime.EndOf(DateOnly.Parse(day, null)).ToUniversalTime();
}
