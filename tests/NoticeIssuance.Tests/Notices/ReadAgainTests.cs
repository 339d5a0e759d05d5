namespace NoticeIssuance.Tests.Notices;

/// <summary>A newer grammar's reading, confirmed before the notice is issued.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class ReadAgainTests(NoticesFixture notices)
{
    private static readonly ReadAgain Confirmed = new(NoticeReader.GrammarVersion);

    private static readonly DateTimeOffset TenthOfMay = new(2016, 5, 10, 15, 59, 59, TimeSpan.Zero);

    [Fact]
    public void Its_requirements_take_the_place_of_those_that_stood()
    {
        var file = Given.Received(Given.Requirement(1));
        var after = file.Then(Again(file, Given.Content(Given.Requirement(1), Given.Requirement(2))));
        Assert.Equal([1, 2], after.Requirements().Select(requirement => requirement.Read.Number));
        Assert.Equal(NoticeReader.GrammarVersion, after.Facts.Content!.GrammarVersion);
    }

    [Fact]
    public void What_a_person_said_of_the_same_words_stays_under_their_new_number()
    {
        var file = Given.Received(Given.Requirement(1));
        var corrected = file.Then(AnswerQuestions.Decide(file, new(Requirements: [new(1, DueAt: "2016-05-10")]), Given.City()));
        var (first, moved) = (Given.Requirement(1) with { Span = new(900, 5) }, Given.Requirement(2) with { Span = new(100, 50) });
        var after = corrected.Then(Again(corrected, Given.Content(first, moved)));
        Assert.Equal([Given.EndOfApril, TenthOfMay], after.Requirements().Select(requirement => requirement.DueAt!.Value));
    }

    [Fact]
    public void An_answer_stays_where_the_same_is_asked_and_what_is_new_is_asked()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), Given.Ambiguous(1));
        var answered = file.Then(AnswerQuestions.Decide(file, new(AcceptProposals: true), Given.City()));
        var after = answered.Then(Again(answered, Given.Content(Given.Requirement(1), Given.Requirement(2)), Given.Ambiguous(1),
            Given.Unread(2)));
        Assert.Equal(["t-2"], after.Facts.OpenQuestions().Select(question => question.Question));
        Assert.Equal(answered.Requirements()[0].DueAt, after.Requirements()[0].DueAt);
    }

    [Fact]
    public void Units_that_a_person_chose_stay_with_their_phrase()
    {
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.Nobody);
        var chosen = file.Then(AnswerQuestions.Decide(file,
            new(Answers: [new(file.Asked(QuestionKinds.AddresseeUnresolved), JsonDocument.Parse("""["C-1"]""").RootElement)]),
            Given.City()));
        Assert.Equal(["C-1"], chosen.Then(Again(chosen, Given.Content(Given.Requirement(1)), directory: Given.Nobody)).Addressees[1]);
    }

    [Fact]
    public void Nothing_is_read_again_once_it_is_issued_or_by_another_grammar_than_was_looked_at()
    {
        var file = Given.Received(Given.Requirement(1));
        var issued = file.Then(IssueNotice.Decide(file, Given.City(), WorkingCalendars.Shipped, Given.Now));
        Assert.Equal("notice-issued", Given.Refusal(Again(issued, Given.Content(Given.Requirement(1)))));
        Assert.Equal("grammar-changed", Given.Refusal(ReadAgain.Decide(file, new(1), Read(file.Dossier!.Content), Given.City())));
        Assert.Equal("not-a-notice", Given.Refusal(ReadAgain.Decide(file, Confirmed, new Reading.NotANotice("nothing"), Given.City())));
    }

    [Fact]
    public void The_same_reading_again_changes_nothing()
    {
        var file = Given.Received(Given.Requirement(1));
        var again = file.Then(Again(file, Given.Content(Given.Requirement(1), Given.Requirement(2))));
        Assert.Empty(Given.Events(Again(again, Given.Content(Given.Requirement(1), Given.Requirement(2)))));
    }

    [Fact]
    public async Task Over_http_it_is_the_officers_and_shows_the_notice_as_it_is_then()
    {
        var id = (string)(await ReadAsync(await notices.PostNoticeAsync(Bytes(Encoding.UTF8.GetBytes(Text("港组发〔2016〕81号")),
            "text/plain; charset=utf-8"))))["id"]!;
        var body = $$"""{"grammarNow":{{NoticeReader.GrammarVersion}}}""";
        Assert.Equal(HttpStatusCode.OK, (await notices.ActAsync(id, "rereading", body)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await notices.ActAsync(id, "rereading", """{"grammarNow":1}""")).StatusCode);
    }

    private static Ruling Again(NoticeFile file, NoticeContent content, params OpenQuestion[] asked) =>
        Again(file, content, Given.City(), asked);

    private static Ruling Again(NoticeFile file, NoticeContent content, DirectoryView directory, params OpenQuestion[] asked) =>
        ReadAgain.Decide(file, Confirmed, Read(content, asked), directory);

    private static Reading.Understood Read(NoticeContent content, params OpenQuestion[] asked) =>
        new(content with { GrammarVersion = NoticeReader.GrammarVersion }, asked);
}
