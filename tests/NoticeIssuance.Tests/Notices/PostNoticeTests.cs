namespace NoticeIssuance.Tests.Notices;

public sealed class PostNoticeTests
{
    private static readonly Guid Earlier = Guid.Parse("0195d2a0-0000-7000-8000-00000000000e");

    [Fact]
    public void A_notice_is_received_then_understood_and_its_addressees_resolved_to_units()
    {
        var ruling = PostNotice.Decide(Given.Posted(Given.Content(Given.Requirement(1, dueAt: Given.EndOfApril))), Given.City());
        Assert.Collection(Given.Events(ruling), e => Assert.Equal(("text/plain", "utf-8", "C", "ref-1"), e is NoticeEvent.Received r
            ? (r.MediaType, r.Charset, r.IssuingUnit, r.Reference) : default),
            e => Assert.Equal(("港组发〔2016〕9号", 1, 1), e is NoticeEvent.Understood u ? (u.DocumentNumber, u.Addressees, u.Requirements)
                : default),
            e => Assert.Equal((1, "各区委组织部", 2, 7L), e is NoticeEvent.AddresseesResolved a
                ? (a.Addressee, a.Phrase, a.Units, a.DirectoryVersion) : default));
        Assert.All(Given.Events(ruling).OfType<NoticeEvent.AddresseesResolved>(), resolved =>
            Assert.Contains(ruling.Contents, kept => kept.Sha256 == resolved.UnitsSha256));
    }

    [Fact]
    public void A_phrase_the_directory_does_not_know_is_asked_about()
    {
        var question =
            Assert.Single(Given.Events(PostNotice.Decide(Given.Posted(Given.Content(Given.Requirement(1))), Given.Nobody))
            .OfType<NoticeEvent.QuestionRaised>());
        Assert.Equal((QuestionKinds.AddresseeUnresolved, "addressee:1", 0), (question.Kind, question.About, question.Proposals.Count));
    }

    [Fact]
    public void A_phrase_that_two_trees_use_means_the_units_of_the_issuers_own()
    {
        var cities = DirectoryView.Of(new(2, [.. Given.City().Units.All, Given.Unit("E", "海城市委组织部", "组织部", UnitLevel.City, null),
            Given.Unit("E-1", "北区委组织部", "组织部", UnitLevel.County, "E", "各区委组织部")]), 8);
        Assert.Equal(["C-1", "C-2"], Given.Received(Given.Content(Given.Requirement(1)), cities).Addressees[1]);
    }

    [Fact]
    public void A_partial_phrase_is_never_resolved_without_a_person()
    {
        var content = Given.Content(Given.Requirement(1)) with { Addressees = [new("部分区委组织部", new(10, 7), Partial: true)] };
        var events = Given.Events(PostNotice.Decide(Given.Posted(content), Given.City()));
        Assert.Equal(QuestionKinds.AddresseePartial, Assert.Single(events.OfType<NoticeEvent.QuestionRaised>()).Kind);
        Assert.Empty(events.OfType<NoticeEvent.AddresseesResolved>());
    }

    [Theory]
    [InlineData("部分区委组织部", "addressee-partial", "C-1,C-2")]
    [InlineData("各有关单位", "addressee-unresolved", "C-1,C-2")]
    [InlineData("市委组织部", "addressee-unresolved", "C")]
    [InlineData("一支部", "addressee-unresolved", null)]
    [InlineData("各有关高校", "addressee-unresolved", null)]
    public void Whom_a_phrase_may_mean_is_proposed_where_the_directory_has_somebody_near(string phrase, string kind, string? proposed)
    {
        var content =
            Given.Content(Given.Requirement(1)) with { Addressees =
            [new(phrase, new(10, phrase.Length), AddresseePhrases.IsPartial(phrase))] };
        var question =
            Assert.Single(Given.Events(PostNotice.Decide(Given.Posted(content), Given.City())).OfType<NoticeEvent.QuestionRaised>());
        Assert.Equal((kind, proposed), (question.Kind, question.Proposals.Select(proposal => proposal.Value).SingleOrDefault()));
    }

    [Fact]
    public void Where_no_addressee_is_found_the_units_directly_below_are_proposed()
    {
        var missing = new OpenQuestion("q", QuestionKinds.AddresseesMissing, "addressees", null, "发给哪些单位？", []);
        var content = Given.Content(Given.Requirement(1)) with { Addressees = [] };
        var question =
            Assert.Single(Given.Events(PostNotice.Decide(Given.Posted(content, questions: missing), Given.City()))
            .OfType<NoticeEvent.QuestionRaised>());
        Assert.Equal("C-1,C-2", Assert.Single(question.Proposals).Value);
    }

    [Fact]
    public void A_document_number_received_before_is_asked_about()
    {
        var question =
            Assert.Single(
            Given.Events(PostNotice.Decide(Given.Posted(Given.Content(Given.Requirement(1)), earlier: Earlier), Given.City()))
            .OfType<NoticeEvent.QuestionRaised>());
        Assert.Equal(("already-received", "notice"), (question.Kind, question.About));
        Assert.Contains($"/v1/notices/{Earlier}", question.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_that_lead_and_join_are_set_when_the_directory_knows_each_of_them()
    {
        var content = Given.Content(Given.Requirement(1, lead: "东区委组织部", joint: ["西区委组织部"]));
        var set = Assert.Single(Given.Events(PostNotice.Decide(Given.Posted(content), Given.City()))
            .OfType<NoticeEvent.RequirementCorrected>());
        Assert.Equal((1, "C-1"), (set.Number, set.Lead));
        Assert.Equal(["C-2"], set.Joint!);
    }

    [Fact]
    public void A_lead_the_directory_does_not_know_is_asked_about_and_proposed_to_stay_with_the_level()
    {
        var content = Given.Content(Given.Requirement(1, lead: "市教育局"));
        var question =
            Assert.Single(Given.Events(PostNotice.Decide(Given.Posted(content), Given.City())).OfType<NoticeEvent.QuestionRaised>());
        Assert.Equal(("lead-unresolved", "requirement:1", "addressees"), (question.Kind, question.About, question.Proposals[0].Value));
    }

    [Theory]
    [InlineData("大委组传〔2016〕29号", "大委组传[2016] 29号")]
    [InlineData("大委组传〔2016〕29号", "大委组传（２０１６）29号")]
    public void A_document_number_is_the_same_however_its_brackets_are_written(string one, string other) =>
        Assert.Equal(DocumentNumberKey.Of(one), DocumentNumberKey.Of(other));

    [Fact]
    public void Different_document_numbers_stay_different() =>
        Assert.NotEqual(DocumentNumberKey.Of("大委组传〔2016〕29号"), DocumentNumberKey.Of("大委组传〔2016〕2号"));
}
