namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// Dates outside 1900–2199, and due instants before the notice, at every door that takes a date: refused with the field, what was given and
/// what is allowed, and nothing is half done.
/// </summary>
[Collection(nameof(NoticesCollection))]
public sealed class BoundsTests(NoticesFixture notices)
{
    private static readonly string[] Outside =
    [
        "0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-14:00",
        "2200-01-01T00:00:00+08:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59+14:00",
    ];

    // The notice is of 2016-03-28.
    private static readonly string[] Early = ["2016-03-27", "1900-01-01", "2016-03-27T23:59:59+08:00", "2016-03-27T15:59:59Z"];

    private static readonly string[] Fit = ["2016-03-28", "2016-03-27T16:00:00Z", "2199-12-31", "2199-12-31T23:59:59+08:00"];

    private static readonly string[] TimeKinds = [QuestionKinds.DeadlineAmbiguous, QuestionKinds.YearUnknown, QuestionKinds.CalendarMissing,
        NoticeQuestions.DeadlineMissing];

    private static readonly string[] DayKinds = [QuestionKinds.DateMissing, QuestionKinds.YearDoubtful];

    public static TheoryData<string, string> Answers => new([
        .. from kind in TimeKinds from value in Outside.Concat(Early) select (kind, value),
        .. from kind in DayKinds from value in Outside select (kind, value)]);

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_outside_is_refused_with_what_was_given_and_allowed(string kind, string value)
    {
        var file = Asked(kind);
        var error = Assert.Single(Given.Errors(Decide(file, new(Answers: [new("q-1", JsonSerializer.SerializeToElement(value))],
            Requirements: [new(2, DueAt: "2199-06-05")]))));
        Assert.Equal("$.answers[0].value", error.Field);
        Assert.Contains($"'{value}'", error.Message, StringComparison.Ordinal);
        Assert.Matches("2199-12-31|2016-03-28", error.Message);
    }

    [Fact]
    public void A_correction_outside_is_refused_beside_a_good_one()
    {
        var file = Asked(QuestionKinds.DeadlineAmbiguous);
        foreach (var value in Outside.Concat(Early))
        {
            var error = Assert.Single(Given.Errors(Decide(file, new(Requirements: [new(1, DueAt: "2016-06-05"), new(2, DueAt: value)]))));
            Assert.Equal("$.requirements[1].dueAt", error.Field);
            Assert.Contains($"'{value}'", error.Message, StringComparison.Ordinal);
        }
        Assert.All(Fit, value => Assert.Equal(DueTime.Read(value),
            file.Then(Decide(file, new(Requirements: [new(2, DueAt: value)]))).Requirement(2)!.DueAt));
    }

    [Fact]
    public void Answering_the_day_of_the_notice_moves_what_may_be_due()
    {
        var file = Asked(QuestionKinds.DateMissing);
        Assert.Equal(OfficialTime.DayOf(file.ReceivedAt), file.FirstDay());
        Assert.Equal("$.requirements[0].dueAt", Assert.Single(Given.Errors(Decide(file, new(Requirements: [new(2, DueAt: "2016-06-05")]))))
            .Field);
        var dated = file.Then(Decide(file, new(Answers: [new("q-1", JsonSerializer.SerializeToElement("2016-06-05"))],
            Requirements: [new(1, DueAt: "2016-06-30"), new(2, DueAt: "2016-06-05")])));
        Assert.Equal(new DateOnly(2016, 6, 5), dated.FirstDay());
        var later = dated.Then(Decide(dated, new(Answers: [new("q-1", JsonSerializer.SerializeToElement("2016-06-06"))])));
        Assert.Equal("due-out-of-bounds", Given.Refusal(IssueNotice.Decide(later, Given.City(), WorkingCalendars.Shipped, Given.Now)));
    }

    [Fact]
    public void While_the_year_of_the_notice_is_in_doubt_the_earlier_counts()
    {
        var file = Asked(QuestionKinds.YearDoubtful);
        Assert.Equal(new DateOnly(2015, 3, 28), file.FirstDay());
        Assert.Equal(new DateOnly(2016, 3, 28),
            file.Then(Decide(file, new(Answers: [new("q-1", JsonSerializer.SerializeToElement("2016-03-28"))]))).FirstDay());
    }

    [Fact]
    public void A_proposal_by_which_a_requirement_were_due_before_the_notice_is_not_taken()
    {
        var asked = Given.Ambiguous(1) with
        {
            Proposals = [new("2016-03-20T23:59:59+08:00", "通常"), new("2017-03-20T23:59:59+08:00", "次年")],
        };
        var file = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), asked);
        Assert.Equal(2017, file.Then(Decide(file, new(AcceptProposals: true))).Requirement(1)!.DueAt!.Value.Year);
        var only = Given.Received(Given.Content(Given.Requirement(1)), Given.City(), asked with { Proposals = [asked.Proposals[0]] });
        Assert.Empty(Given.Events(Decide(only, new(AcceptProposals: true))));
    }

    public static TheoryData<string, string, string> Posted => new([
        .. from value in (string[])["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"] select ("issuedOn", value, "$.issuedOn"),
        .. from value in Outside.Concat(Early) select ("dueAt", value, "$.requirements[0].dueAt")]);

    [Theory]
    [MemberData(nameof(Posted))]
    public async Task A_notice_given_with_a_date_outside_is_refused_and_not_kept(string field, string value, string path)
    {
        var before = await notices.CountAsync("notice_list");
        var body = Notice("港组发〔2016〕70号");
        if (field == "issuedOn")
            body["issuedOn"] = value;
        else
            body["requirements"]![0]!["dueAt"] = value;
        var problem = await PostingTests.RefusedAsync(await notices.PostNoticeAsync(Json(body)), HttpStatusCode.UnprocessableEntity,
            "fields-unusable");
        var error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal(path, (string)error["field"]!);
        Assert.Matches("2199-12-31|2016-03-28", (string)error["message"]!);
        Assert.Equal(before, await notices.CountAsync("notice_list"));
    }

    [Fact]
    public async Task Of_answers_with_one_date_outside_nothing_is_kept()
    {
        var id = await notices.AcceptedAsync(Notice("港组发〔2016〕71号"));
        var before = await notices.ShownAsync(id);
        foreach (var value in (string[])["9999-12-31", "0001-01-01", "2016-03-27"])
            await PostingTests.RefusedAsync(await notices.ActAsync(id, "answers",
                $$"""{"requirements":[{"number":1,"dueAt":"2016-05-20"},{"number":2,"dueAt":"{{value}}"}]}"""),
                HttpStatusCode.UnprocessableEntity, "answers-unusable");
        Assert.True(JsonNode.DeepEquals(before, await notices.ShownAsync(id)));
    }

    private static NoticeFile Asked(string kind)
    {
        var content = Given.Content(
            Given.Requirement(1, deadline: kind == NoticeQuestions.DeadlineMissing ? Given.Deadline(null) : null), Given.Requirement(2));
        if (kind == QuestionKinds.DateMissing)
            content = content with { IssuedOn = null };
        var question = DayKinds.Contains(kind)
            ? new OpenQuestion("q-1", kind, "issuedOn", null, "？",
                kind == QuestionKinds.DateMissing ? [] : [new("2015-03-28", "文号"), new("2016-03-28", "落款")])
            : new OpenQuestion("q-1", kind, "requirement:1", new(120, 5), "？", []);
        return Given.Received(content, Given.City(), question);
    }

    private static Ruling Decide(NoticeFile file, AnswerQuestions command) => AnswerQuestions.Decide(file, command, Given.City());
}
