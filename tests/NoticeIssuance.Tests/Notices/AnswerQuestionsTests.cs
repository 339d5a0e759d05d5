using UnitChangedConsumer = NoticeIssuance.Notices.UnitChangedConsumer;

namespace NoticeIssuance.Tests.Notices;

public sealed class AnswerQuestionsTests
{
    private static readonly DateTimeOffset TwentiethOfJune = new(2016, 6, 20, 15, 59, 59, TimeSpan.Zero);

    [Fact]
    public void Answering_a_deadline_question_sets_the_due_instant()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), Given.Ambiguous(1));
        var after = file.Then(Decide(file, Answer("q-1", "\"2016-06-10\"")));
        Assert.Equal(new(2016, 6, 10, 15, 59, 59, TimeSpan.Zero), after.Requirements()[0].DueAt);
        Assert.Empty(after.Facts.OpenQuestions());
    }

    [Fact]
    public void Time_words_that_nobody_read_are_answered_as_no_limit_or_by_the_day_they_set()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1, Disposition.Once)), Given.City(), Given.Unread(1));
        var none = file.Then(Decide(file, Answer("t-1", "\"none\"")));
        Assert.Equal((null, 0), (none.Requirements()[0].DueAt, none.Facts.OpenQuestions().Count()));
        Assert.Equal(TwentiethOfJune, file.Then(Decide(file, Answer("t-1", "\"2016-06-20\""))).Requirements()[0].DueAt);
        Assert.NotEmpty(Given.Errors(Decide(file, Answer("t-1", "\"perhaps\""))));
    }

    [Fact]
    public void Accepting_proposals_takes_the_first_of_each_question_still_open()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1), Given.Requirement(2)), Given.Nobody, Given.Ambiguous(1),
            Given.Ambiguous(2));
        var after = file.Then(
            Decide(file, new AnswerQuestions(AcceptProposals: true, Answers: [new("q-2", Json("\"2016-06-10T17:00:00+08:00\""))])));
        Assert.Equal([TwentiethOfJune, new(2016, 6, 10, 9, 0, 0, TimeSpan.Zero)],
            after.Requirements().Select(requirement => requirement.DueAt!.Value));
        Assert.Equal([QuestionKinds.AddresseeUnresolved], after.Facts.OpenQuestions().Select(question => question.Kind));
    }

    [Fact]
    public void Answering_again_with_the_same_words_changes_nothing()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), Given.Ambiguous(1));
        var after = file.Then(Decide(file, Answer("q-1", "\"2016-06-10\"")));
        Assert.Empty(Given.Events(Decide(after, Answer("q-1", "\"2016-06-10\""))));
    }

    [Fact]
    public void An_answer_may_be_changed_until_the_notice_is_issued()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), Given.Ambiguous(1));
        var changed = file.Then(Decide(file, Answer("q-1", "\"2016-06-10\""))).Then(Decide(file, Answer("q-1", "\"2016-06-20\"")));
        Assert.Equal(TwentiethOfJune, changed.Requirements()[0].DueAt);
        var issued = changed.Then(IssueNotice.Decide(changed, Given.City(), Workflow.Calendars.WorkingCalendars.Shipped, Given.Now));
        Assert.Equal("notice-issued", Given.Refusal(Decide(issued, Answer("q-1", "\"2016-06-10\""))));
    }

    [Fact]
    public void Units_answer_who_is_addressed()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril)), Given.Nobody);
        var ruling = Decide(file, Answer(file.Asked(QuestionKinds.AddresseeUnresolved), """["C-2","C-1","C-2"]"""));
        var resolved = Assert.Single(Given.Events(ruling).OfType<NoticeEvent.AddresseesResolved>());
        Assert.Equal((1, "各区委组织部", 2), (resolved.Addressee, resolved.Phrase, resolved.Units));
        Assert.Equal(["C-1", "C-2"], file.Then(ruling).Addressees[1]);
    }

    [Fact]
    public void A_proposal_is_given_back_as_it_stands()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)) with { Addressees = [new("部分区委组织部", new(10, 7), Partial: true)] },
            Given.City());
        Assert.Equal(["C-1", "C-2"], file.Then(Decide(file, Answer(file.Asked(QuestionKinds.AddresseePartial), "\"C-1,C-2\"")))
            .Addressees[1]);
        Assert.Equal(["C-1", "C-2"], file.Then(Decide(file, new(AcceptProposals: true))).Addressees[1]);
    }

    [Fact]
    public void An_answer_teaches_the_phrase_when_asked_to_and_only_once()
    {
        var file = Unknown("局机关");
        var command = new AnswerQuestions(Answers: [new(file.Asked(QuestionKinds.AddresseeUnresolved), Json("""["C-1"]"""), Teach: true)]);
        var ruling = Decide(file, command);
        var taught = Assert.Single(Given.Events(ruling).OfType<NoticeEvent.AliasTaught>());
        Assert.Equal((1, "局机关", 1), (taught.Addressee, taught.Phrase, taught.Units));
        Assert.Contains(ruling.Contents, kept => kept.Sha256 == taught.UnitsSha256);
        Assert.Empty(Given.Events(Decide(file.Then(ruling), command)));
        Assert.Empty(Given.Events(Decide(file, Answer(file.Asked(QuestionKinds.AddresseeUnresolved), """["C-1"]""")))
            .OfType<NoticeEvent.AliasTaught>());
    }

    [Fact]
    public void Only_an_unknown_phrase_is_taught_and_only_for_units_at_or_below_the_issuer()
    {
        var units = DirectoryView.Of(new(2, [.. Given.City().Units.All, Given.Unit("E", "海城市委组织部", "组织部", UnitLevel.City, null)]), 8);
        var file = Unknown("局机关");
        var foreign =
            AnswerQuestions.Decide(file, new(Answers: [new(file.Asked(QuestionKinds.AddresseeUnresolved), Json("""["E"]"""), Teach: true)]),
            units);
        Assert.Equal("$.answers[0].teach", Assert.Single(Given.Errors(foreign)).Field);
        Assert.Contains("E is not at or below C", Given.Errors(foreign)[0].Message, StringComparison.Ordinal);
        var ambiguous = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), Given.Ambiguous(1));
        var deadline = AnswerQuestions.Decide(ambiguous, new(Answers: [new("q-1", Json("\"2016-06-10\""), Teach: true)]), units);
        Assert.Equal("$.answers[0].teach", Assert.Single(Given.Errors(deadline)).Field);
    }

    [Fact]
    public void What_the_directory_offers_is_offered_anew_while_nobody_has_answered()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)) with { Addressees = [new("市委组织部", new(10, 5), Partial: false)] },
            Given.Nobody);
        Assert.Empty(file.Facts.Questions[file.Asked(QuestionKinds.AddresseeUnresolved)].Proposals);
        var offered = file.Then(UnitChangedConsumer.Decide(file, Given.City()));
        Assert.Equal("C", Assert.Single(offered.Facts.Questions[offered.Asked(QuestionKinds.AddresseeUnresolved)].Proposals).Value);
        Assert.Empty(Given.Events(UnitChangedConsumer.Decide(offered, Given.City())));
    }

    private static NoticeFile Unknown(string phrase) =>
        Given.Received(Given.Content(Given.Requirement(1)) with { Addressees = [new(phrase, new(10, phrase.Length), Partial: false)] },
            Given.City());

    [Fact]
    public void A_long_list_of_units_stands_beside_the_event()
    {
        var units = Enumerable.Range(1, 3000).Select(n => Given.Unit($"LONG-UNIT-CODE-{n:00000}", $"单位{n}", "党支部", UnitLevel.Branch, null))
            .ToList();
        var directory = DirectoryView.Of(new(1, units), 1);
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.Nobody);
        var ruling = AnswerQuestions.Decide(file,
            Answer(file.Asked(QuestionKinds.AddresseeUnresolved), JsonSerializer.Serialize(units.Select(unit => unit.Code))), directory);
        Assert.StartsWith("sha256:", Given.Events(ruling).OfType<NoticeEvent.QuestionAnswered>().Single().Value, StringComparison.Ordinal);
        Assert.Equal(3000, file.Then(ruling).Addressees[1].Count);
    }

    [Theory]
    [InlineData("branch", UnitLevel.Branch)]
    [InlineData("addressees", null)]
    public void A_level_answers_who_owes_a_requirement(string answer, UnitLevel? level)
    {
        var file = Given.Received(Given.Content(Given.Requirement(1, level: UnitLevel.County, dueAt: Given.EndOfApril)), Given.City(),
            Owing());
        Assert.Equal(level, file.Then(Decide(file, Answer("q-owing", $"\"{answer}\""))).Requirements()[0].Owes.Level);
    }

    [Fact]
    public void Units_may_answer_who_owes_a_requirement()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril)), Given.City(), Owing());
        var requirement = file.Then(Decide(file, Answer("q-owing", """["C-1-1"]"""))).Requirements()[0];
        Assert.Null(requirement.Lead);
        Assert.Equal(["C-1-1"], requirement.Joint);
    }

    [Fact]
    public void The_day_of_the_notice_may_be_answered()
    {
        var missing = new OpenQuestion("q-day", QuestionKinds.DateMissing, "issuedOn", null, "成文日期？", [new("2016-04-01", "收到之日")]);
        var file = Given.Received(Given.Content(Given.Requirement(1)) with { IssuedOn = null }, Given.City(), missing);
        Assert.Equal(new DateOnly(2016, 4, 1), file.Then(Decide(file, new(AcceptProposals: true))).IssuedOn());
    }

    [Fact]
    public void What_cannot_be_used_is_named_each_with_its_place_and_nothing_is_decided()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.Nobody, Given.Ambiguous(1));
        var errors = Given.Errors(AnswerQuestions.Decide(
            file,
            new(Answers: [new("nobody-asked", Json("1")), new("q-1", Json("\"soon\"")),
                new(file.Asked(QuestionKinds.AddresseeUnresolved), Json("""["X-9"]"""))],
                Requirements: [new(7), new(1, DueAt: "2016-02-30"), new(1, Lead: "X-8", Joint: ["X-9"]),
                    new(1, Disposition: Disposition.Standing, DueAt: "2016-06-30")]),
            Given.City()));
        Assert.Equal(
            ["$.answers[0].question", "$.answers[1].value", "$.answers[2].value", "$.requirements[0].number", "$.requirements[1].dueAt",
                "$.requirements[2].lead", "$.requirements[2].joint[0]", "$.requirements[3].dueAt"],
            errors.Select(error => error.Field));
        Assert.Contains("q-1", errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("X-9", errors[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_due_day_set_by_the_officer_makes_a_requirement_dated()
    {
        var file = Given.Received(Given.Requirement(1, Disposition.Once));
        var requirement = file.Then(Decide(file, new(Requirements: [new(1, DueAt: "2016-06-20")]))).Requirements()[0];
        Assert.Equal((Disposition.Dated, TwentiethOfJune), (requirement.Disposition, requirement.DueAt));
    }

    [Fact]
    public void A_principle_is_owed_by_the_addressees_unless_the_officer_says_otherwise()
    {
        var file = Given.Received(Given.Requirement(1, Disposition.Principle));
        Assert.Null(file.Requirements()[0].Owes.Level);
        Assert.Equal(UnitLevel.Branch, file.Then(Decide(file, new(Requirements: [new(1, Owes: new(UnitLevel.Branch))]))).Requirements()[0]
            .Owes.Level);
    }

    [Fact]
    public void Units_learnt_later_settle_open_phrases_and_what_a_person_said_stays()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril)), Given.Nobody);
        var settled = file.Then(UnitChangedConsumer.Decide(file, Given.City()));
        Assert.Empty(settled.Facts.OpenQuestions());
        Assert.Empty(Given.Events(UnitChangedConsumer.Decide(settled, Given.City())));
        var chosen = file.Then(Decide(file, Answer(file.Asked(QuestionKinds.AddresseeUnresolved), """["C-2"]""")));
        Assert.Empty(Given.Events(UnitChangedConsumer.Decide(chosen, Given.City())));
    }

    [Fact]
    public void What_an_enclosed_document_orders_is_left_out_with_its_questions_when_so_answered()
    {
        var embedded = new OpenQuestion("q-embedded", QuestionKinds.EmbeddedNotice, "notice", new(200, 1000), "一并下达？",
            [new("include", "一并下达"), new("exclude", "仅本通知")]);
        var file = Given.Received(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril), Given.Requirement(2)), Given.City(),
            embedded, Given.Ambiguous(2));
        var after = file.Then(Decide(file, Answer("q-embedded", "\"exclude\"")));
        Assert.Empty(after.Facts.OpenQuestions());
        Assert.Equal([1], after.Requirements().Select(requirement => requirement.Number));
    }

    [Fact]
    public void A_limit_without_a_beginning_is_asked_about_and_may_stay_undated()
    {
        var anchored = Given.Requirement(1, deadline: Given.Deadline(null, new Anchor("other", "答辩结束", 2, "working-days")));
        var file = Given.Received(anchored);
        Assert.Equal([NoticeQuestions.DeadlineMissing], file.Facts.OpenQuestions().Select(question => question.Kind));
        var undated = file.Then(Decide(file, new(AcceptProposals: true))).Requirements()[0];
        Assert.Equal((Disposition.Once, (DateTimeOffset?)null), (undated.Disposition, undated.DueAt));
        var dated = file.Then(Decide(file, Answer($"{NoticeQuestions.DeadlineMissing}-1", "\"2016-06-20\"")));
        Assert.Equal(TwentiethOfJune, dated.Requirements()[0].DueAt);
    }

    private static OpenQuestion Owing() =>
        new("q-owing", QuestionKinds.OwingLevel, "requirement:1", null, "哪一级？", [new("branch", "以支部为单位")]);

    private static AnswerQuestions Answer(string question, string json) => new(Answers: [new(question, Json(json))]);

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static Ruling Decide(NoticeFile file, AnswerQuestions command) => AnswerQuestions.Decide(file, command, Given.City());
}
