namespace NoticeIssuance.Tests.Notices;

/// <summary>Who may be ordered by whom, against <see cref="Draw"/>; a failure names the seed.</summary>
public sealed class AuthorityTests
{
    private const int Draws = 5000;
    private static readonly DateOnly Today = new(2016, 4, 1);
    private static readonly IReadOnlySet<string> NoOne = new HashSet<string>();

    [Fact]
    public void A_notice_goes_without_a_word_to_whom_its_issuer_may_order_and_asks_about_all_others()
    {
        var (asked, issued) = (0, 0);
        for (var seed = 0; seed < Draws; seed++)
        {
            var draw = new Draw(seed);
            var file = draw.Receive();
            var beyond = draw.Ordered(NoOne).Where(unit => !draw.MayOrder(unit, Today)).ToList();
            var question = file.Facts.OpenQuestions().SingleOrDefault(open => open.Kind == NoticeQuestions.BeyondAuthority)?.Question;
            Assert.True(beyond.Count > 0 == question is not null, $"seed {seed}: {string.Join(',', beyond)}");
            if (question is not null)
                Assert.True(beyond.SequenceEqual(file.Beyond[question]), $"seed {seed}");
            var ruling = Issue(file, draw);
            var distribution = ruling.Events.OfType<NoticeEvent.Issued>().Any() ? ruling.Distribution : null;
            Assert.True(question is null || distribution is null, $"seed {seed}: it went beyond");
            if (distribution is not null)
                Assert.True(draw.Owed(NoOne).SetEquals(distribution.Parts().Select(part => (part.Unit, part.Requirement))), $"seed {seed}");
            _ = distribution is null ? asked++ : issued++;
        }
        Assert.InRange(asked, Draws / 10, Draws);
        Assert.InRange(issued, Draws / 10, Draws);
    }

    [Fact]
    public void It_goes_beyond_only_with_the_consent_of_all_who_can_give_it()
    {
        var (consented, refused) = (0, 0);
        for (var seed = 0; seed < Draws; seed++)
        {
            var draw = new Draw(seed);
            var file = draw.Receive();
            if (file.Facts.OpenQuestions()
                .FirstOrDefault(open => open.Kind == NoticeQuestions.BeyondAuthority)?.Question is not { } question)
                continue;
            var (beyond, above) = (file.Beyond[question], draw.Up(draw.Issuer).Skip(1).ToHashSet());
            var covered = new HashSet<string>();
            for (var step = 0; step < 12 && covered.Count < beyond.Count; step++)
            {
                var (by, isApproval) = (draw.Any(), draw.Next(2) == 0);
                var concerns = beyond.Where(unit => isApproval ? above.Contains(by) && draw.Up(unit).Contains(by)
                    : unit == by && !draw.Up(unit).Exists(above.Contains)).ToList();
                var ruling = BeyondAuthority.Consent(file, by, isApproval, draw.Directory);
                var already = file.Facts.Consents.Exists(given => given.By == by && given.IsApproval == isApproval);
                Assert.True((concerns.Count > 0 || already) == ruling.Decision is Decision<NoticeEvent>.Accepted, $"seed {seed}, {by}");
                refused += concerns.Count == 0 ? 1 : 0;
                covered.UnionWith(concerns);
                file = file.After(ruling);
                Assert.True(covered.Count == beyond.Count == file.Facts.Answers.ContainsKey(question), $"seed {seed}, {by}");
            }
            var issued = Issue(file, draw).Events.OfType<NoticeEvent.Issued>().Any();
            Assert.True(!issued || covered.Count == beyond.Count, $"seed {seed}: without consent");
            if (covered.Count < beyond.Count || draw.Requirements.Any(it => draw.Owed(NoOne).All(part => part.Requirement != it.Number)))
                continue;
            Assert.True(issued, $"seed {seed}: consented and not issued");
            consented++;
            // Consent was given to these orders: another day for one of them is another question.
            var corrected = AnswerQuestions.Decide(file, new(Requirements: [new(1, DueAt: "2016-05-07")]), draw.Directory);
            var after = file.After(corrected.ThenReviewed(file, draw.Directory, Draw.Now));
            Assert.True(after.Facts.OpenQuestions().Any(open => open.Kind == NoticeQuestions.BeyondAuthority),
                $"seed {seed}: not asked again");
        }
        Assert.InRange(consented, 20, Draws);
        Assert.InRange(refused, 500, 100 * Draws);
    }

    [Fact]
    public void What_is_left_out_gets_nothing_and_the_others_all()
    {
        for (var seed = 0; seed < Draws; seed++)
        {
            var draw = new Draw(seed);
            var (file, left) = (draw.Receive(), new HashSet<string>());
            while (file.Facts.OpenQuestions()
                .FirstOrDefault(open => open.Kind == NoticeQuestions.BeyondAuthority)?.Question is { } question)
            {
                left.UnionWith(file.Beyond[question]);
                var answered =
                    AnswerQuestions.Decide(file, new(Answers: [new(question, JsonSerializer.SerializeToElement("leave-out"))]),
                    draw.Directory);
                file = file.After(answered.ThenReviewed(file, draw.Directory, Draw.Now));
            }
            Assert.True(draw.Ordered(left).All(unit => draw.MayOrder(unit, Today)), $"seed {seed}");
            if (Issue(file, draw) is { Distribution: { } distribution })
                Assert.True(draw.Owed(left).SetEquals(distribution.Parts().Select(part => (part.Unit, part.Requirement))), $"seed {seed}");
        }
    }

    [Fact]
    public void Nobody_takes_a_proposal_to_leave_units_out()
    {
        var draw = Enumerable.Range(0, Draws).Select(seed => new Draw(seed)).First(it => it.Receive().Beyond.Count > 0);
        var file = draw.Receive();
        file = file.After(AnswerQuestions.Decide(file, new(AcceptProposals: true), draw.Directory));
        Assert.Contains(file.Facts.OpenQuestions(), open => open.Kind == NoticeQuestions.BeyondAuthority);
    }

    [Fact]
    public void A_grant_that_ends_between_the_reading_and_the_issue_is_asked_about_at_the_issue()
    {
        var draws = Enumerable.Range(0, Draws).Select(seed => new Draw(seed)).Where(it =>
            it.Receive().Beyond.Count == 0 && it.Ordered(NoOne).Any(unit => !it.Up(unit).Contains(it.Issuer))).ToList();
        Assert.NotEmpty(draws);
        Assert.All(draws, draw =>
        {
            var file = draw.Receive();
            draw.Grants = [];
            var ruling = Issue(file, draw);
            Assert.DoesNotContain(ruling.Events, e => e is NoticeEvent.Issued);
            Assert.Contains(ruling.Events, e => e is NoticeEvent.QuestionRaised { Kind: NoticeQuestions.BeyondAuthority });
        });
    }

    [Fact]
    public void A_question_that_was_taken_back_is_asked_again_when_it_is_one_again()
    {
        var draw = Enumerable.Range(0, Draws).Select(seed => new Draw(seed))
            .First(it => it.Receive().Beyond.Count > 0 && it.Grants.Count == 0);
        var file = draw.Receive();
        var question = file.Beyond.Keys.Single();
        var beyond = file.Beyond[question];
        draw.Grants = [.. beyond.SelectMany(unit => draw.Up(unit).Skip(1).Append(unit).Select(below =>
            new UnitGrant(draw.Issuer, draw.Units.Single(it => it.Code == unit).Kind, below, new(2016, 1, 1), null)))];
        file = file.After(BeyondAuthority.Review(file, draw.Directory, Draw.Now));
        var granted = !file.Facts.OpenQuestions().Any(open => open.Question == question);
        draw.Grants = [];
        file = file.After(BeyondAuthority.Review(file, draw.Directory, Draw.Now));
        Assert.True(granted || beyond.Any(unit => draw.Up(unit).Count == 1));
        Assert.Contains(file.Facts.OpenQuestions(), open => open.Question == question);
    }

    private static Ruling Issue(NoticeFile file, Draw draw) => IssueNotice.Decide(file, draw.Directory, WorkingCalendars.Shipped, Draw.Now);
}
