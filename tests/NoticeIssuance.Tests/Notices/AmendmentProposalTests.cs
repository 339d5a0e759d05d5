using NoticeIssuance.Understanding;

namespace NoticeIssuance.Tests.Notices;

/// <summary>What an amending notice says, placed in the notice that it changes, or left to the officer.</summary>
public sealed class AmendmentProposalTests
{
    private static readonly NoticeFile Study = Changed(("一、", "4月30日前，以支部为单位组织一次集中学习。", "4月30日前", Day(4, 30)),
        ("二、", "5月10日前报送小结，每周一次更新台账。", "5月10日前", Day(5, 10)), ("三、", "长期坚持每月一次研讨。", null, null),
        ("四、", "2016年12月20日前报送总结。", "2016年12月20日前", Day(12, 20)), ("五、", "6月1日17:00前上报名单。", "6月1日17:00前",
            new(2016, 6, 1, 9, 0, 0, TimeSpan.Zero)), ("六、", "4月10日至4月20日开展自查。", "4月10日至4月20日", Day(4, 20)));

    private static NoticeFile Changed(params (string? Label, string Text, string? Words, DateTimeOffset? DueAt)[] requirements)
    {
        var received = Given.Received([.. requirements.Index().Select(one => Given.Requirement(one.Index + 1,
            one.Item.DueAt is null ? Disposition.Standing : Disposition.Dated,
            deadline: one.Item.DueAt is null ? null : Given.Deadline(one.Item.DueAt) with { Words = one.Item.Words! }) with
        {
            Label = one.Item.Label, Text = one.Item.Text,
        })]);
        return received.Then(IssueNotice.Decide(received, Given.City(), WorkingCalendars.Shipped, Given.Now));
    }

    private static DateTimeOffset Day(int month, int day) => new(2016, month, day, 15, 59, 59, TimeSpan.Zero);

    private static Amendment Says(string? from, string? to, string? article = null) =>
        new("港组发〔2016〕9号", null, article, from, to, new(5, 20));

    private static AmendmentProposal Proposed(NoticeFile changed, params Amendment[] said) =>
        AmendmentProposal.Of(changed, Given.Received(Given.Requirement(1)), said, WorkingCalendars.Shipped, Given.Now);

    private static string Told(AmendmentProposal proposal) => string.Join("; ", proposal.Change.Select(change =>
        $"{change.Number} {change.Text} {change.DueAt:yyyy-MM-dd}".TrimEnd()).Concat(proposal.Unplaced.Select(said =>
            $"? {said.From} {said.To}")));

    [Theory]
    [InlineData("4月30日", "5月20日", null, "1 5月20日前，以支部为单位组织一次集中学习。 2016-05-20")]
    [InlineData("4 月３0日前", "5月20日前", null, "1 5月20日前，以支部为单位组织一次集中学习。 2016-05-20")]
    [InlineData("5月10日", "6月底", "第二条", "2 6月底前报送小结，每周一次更新台账。 2016-06-30")]
    [InlineData("2016年12月20日", "2017年1月15日", null, "4 2017年1月15日前报送总结。 2017-01-15")]
    [InlineData("每周一次", "每月一次", null, "2 5月10日前报送小结，每月一次更新台账。")]
    [InlineData("每月一次", "每季度一次", "第三条", "3 长期坚持每季度一次研讨。")]
    [InlineData("每月一次", "每季度一次", "第3项", "3 长期坚持每季度一次研讨。")]
    // Part of a time, of a longer number or of a range is another.
    [InlineData("12月20日", "1月15日", null, "? 12月20日 1月15日")]
    [InlineData("6月1日", "6月5日", null, "? 6月1日 6月5日")]
    [InlineData("0日", "1日", null, "? 0日 1日")]
    [InlineData("4月20日", "5月20日", null, "? 4月20日 5月20日")]
    // Two readings, a time of the day, a period, what counts and what is past are the officer's to say.
    [InlineData("4月30日", "6月中旬", null, "? 4月30日 6月中旬")]
    [InlineData("4月30日", "9月", null, "? 4月30日 9月")]
    [InlineData("4月30日", "5月20日12:00", null, "? 4月30日 5月20日12:00")]
    [InlineData("4月30日", "5月1日至5月20日", null, "? 4月30日 5月1日至5月20日")]
    [InlineData("4月30日", "收到通知之日起30日内", null, "? 4月30日 收到通知之日起30日内")]
    [InlineData("4月30日", "2016年3月30日", null, "? 4月30日 2016年3月30日")]
    // What fits none, or might fit two, or stands under another article.
    [InlineData("一次", "两次", null, "? 一次 两次")]
    [InlineData("4月30日", "5月20日", "第九条", "? 4月30日 5月20日")]
    [InlineData(null, "6月5日", null, "?  6月5日")]
    public void A_change_is_placed_where_it_is_certain(string? from, string to, string? article, string expected) =>
        Assert.Equal(expected, Told(Proposed(Study, Says(from, to, article))));

    /// <summary>Each is placed in the words as they stand, not in what another made of them.</summary>
    [Fact]
    public void Several_changes_do_not_touch_one_another() => Assert.Equal("1 5月10日前，以支部为单位组织一次集中学习。 2016-05-10; "
        + "2 5月25日前报送小结，每月一次更新台账。 2016-05-25", Told(Proposed(Study, Says("4月30日", "5月10日"), Says("5月10日", "5月25日"),
            Says("每周一次", "每月一次"))));

    /// <summary>The day that an officer had set is not that of the words.</summary>
    [Fact]
    public void A_day_that_was_set_otherwise_is_the_officers_to_move()
    {
        var set = Study.Then([new NoticeEvent.RequirementCorrected(1, null, null, Day(5, 5), null, null, CorrectionOrigin.Person)]);
        Assert.Equal("? 4月30日 5月20日", Told(Proposed(set, Says("4月30日", "5月20日"))));
    }

    [Fact]
    public void What_is_proposed_can_be_amended_and_is_proposed_no_more()
    {
        Amendment[] said = [Says("5月10日", "5月25日"), Says("每周一次", "每月一次"), Says("每月一次研讨", "每季度一次研讨")];
        var proposal = Proposed(Study, said);
        Assert.Equal("按《关于开展主题活动的通知》（港组发〔2016〕9号）变更", proposal.Reason);
        Assert.Equal(2, proposal.Change.Count);
        var body = new AmendmentBody(proposal.Reason, Change: [.. proposal.Change.Select(change =>
            new ChangedRequirement(change.Number, change.DueAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), change.Text))]);
        var amended = Study.Then(AmendNotice.Decide(Study, body, Given.City(), WorkingCalendars.Shipped, Given.Now).Ruling);
        Assert.Equal(Day(5, 25), amended.Requirement(2)!.DueAt!.Value.ToUniversalTime());
        Assert.True(Proposed(amended, said).IsEmpty);
    }
}
