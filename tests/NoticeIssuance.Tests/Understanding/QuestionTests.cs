namespace NoticeIssuance.Tests.Understanding;

public sealed class QuestionTests
{
    [Fact]
    public void A_complete_notice_raises_none() =>
        Assert.Empty(Notices.Read("关于报送材料的通知\n各县区教育局：\n各单位要于5月20日前报送总结。\n海东市教育局\n2019年3月11日").Questions);

    [Fact]
    public void A_missing_date_proposes_the_day_received()
    {
        var question = Assert.Single(Notices.Read("关于报送材料的通知\n海教发〔2019〕3号\n各县区教育局：\n各单位要于5月20日前报送总结。").Questions);
        Assert.Equal((QuestionKinds.DateMissing, "issuedOn", "2019-06-01"), (question.Kind, question.About, question.Proposals[0].Value));
    }

    [Fact]
    public void Missing_addressees_are_asked_for() =>
        Assert.Contains(QuestionKinds.AddresseesMissing, Notices.Kinds(Notices.Read("关于报送材料的通知\n各单位要于5月20日前报送总结。\n海东市教育局\n2019年3月11日")));

    [Fact]
    public void A_year_from_the_number_is_recorded()
    {
        var deadline = Notices.Read("关于报送材料的通知\n海教发〔2018〕3号\n各县区教育局：\n各单位要于5月20日前报送总结。").Content.Requirements[0].Deadline!;
        Assert.Equal(new InferredYear(2018, "documentNumber"), deadline.InferredYear);
        Assert.Equal("2018-05-20", deadline.DueAt?.ToString("yyyy-MM-dd", null));
    }

    [Theory]
    [InlineData("2018年12月26日", "2019-02-28")]
    [InlineData("2019年1月16日", "2019-02-28")]
    public void A_year_rolls_forward_from_the_date_of_writing(string date, string due)
    {
        var deadline = Notices.First("各单位要在2月底前完成整改。", date).Deadline!;
        Assert.Equal(due, deadline.DueAt?.ToString("yyyy-MM-dd", null));
        Assert.Equal(new InferredYear(2019, "issuedOn"), deadline.InferredYear);
    }

    [Fact]
    public void A_year_carries_over_within_a_sentence()
    {
        var requirements = Notices.With("各单位要在2020年3月底前完成初建，6月底前完成验收。").Content.Requirements;
        Assert.Equal(["2020-03-31", "2020-06-30"], Notices.Days(requirements.Take(2)));
    }

    [Fact]
    public void Without_any_year_it_is_asked_and_the_cited_one_proposed()
    {
        var read = Notices.Read("关于开展自查的通知\n各市人民政府：\n现将《督查通知》（国发明电〔2014〕1号）转发你们。\n一、各市要于6月20日18：00前报送自查报告。\n二、各市要加强领导。");
        Assert.Null(read.Content.Requirements[0].Deadline!.DueAt);
        var question = Assert.Single(read.Questions, question => question.Kind == QuestionKinds.YearUnknown);
        Assert.Equal("2014-06-20T18:00:00+08:00", question.Proposals[0].Value);
    }

    [Theory]
    [InlineData("关于开展2022年度检查的通知", "请各单位于5月31日前报送材料。", null)]
    [InlineData("关于报送2023年度决算的通知", "请各单位于3月31日前报送报表。", null)]
    [InlineData("关于开展2021年度考核工作的通知", "2021年12月31日前在我局登记注册的企业，请于5月31日前报送材料。", null)]
    [InlineData("关于开展2021年度检查的通知", "年检时间为2022年3月1日至6月30日，请于5月1日前提出申请。", "2022-05-01")]
    [InlineData("关于征集2025年度合理化建议的通知", "请各单位于5月30日前报送建议。", "2025-05-30")]
    [InlineData("关于做好2025年防汛工作的通知", "请各单位于5月30日前报送预案。", "2025-05-30")]
    public void The_year_that_a_title_looks_back_at_is_no_year_of_doing(string title, string sentence, string? due)
    {
        var read = Notices.Read($"{title}\n各县区教育局：\n{sentence}");
        Assert.Equal(due, read.Content.Requirements[^1].Deadline!.DueAt?.ToString("yyyy-MM-dd", null));
        Assert.Equal(due is null, read.Questions.Any(question => question.Kind == QuestionKinds.YearUnknown));
    }

    [Theory]
    [InlineData("请各单位于5月20日前报送总结。 二○○九年四月三十日", "2009-04-30", "2009-05-20")]
    [InlineData("请各单位于5月20日前报送总结。 2009年4月30日", "2009-04-30", "2009-05-20")]
    [InlineData("活动时间如下。2009年6月30日报送总结。请于5月20日前报名。", null, null)]
    public void A_date_that_closes_the_text_is_the_date_of_writing(string body, string? written, string? due)
    {
        var content = Notices.Read($"关于报送材料的通知\n各县区教育局：\n{body}").Content;
        Assert.Equal(written, content.IssuedOn?.ToString("yyyy-MM-dd", null));
        if (due is not null)
            Assert.Equal(due, content.Requirements[0].Deadline!.DueAt?.ToString("yyyy-MM-dd", null));
    }

    [Fact]
    public void A_year_without_a_calendar_is_asked()
    {
        var read = Notices.With("请各单位于5个工作日内报送方案。", "2026年12月30日");
        Assert.Null(read.Content.Requirements[0].Deadline!.DueAt);
        Assert.Contains(QuestionKinds.CalendarMissing, Notices.Kinds(read));
    }

    [Fact]
    public void Working_days_name_their_calendar() =>
        Assert.Equal("cn/2018/1,cn/2019/2", Notices.First("请各单位于5个工作日内报送方案。", "2018年12月28日").Deadline!.Calendar);

    [Fact]
    public void A_misprinted_year_is_asked_and_the_number_s_year_used()
    {
        var read = Notices.With("各单位要于5月20日前报送总结。", "2081年3月11日", "海教发〔2018〕3号");
        Assert.Contains(QuestionKinds.YearDoubtful, Notices.Kinds(read));
        Assert.Equal("2018-05-20", Notices.Day(read.Content.Requirements[0]));
    }

    [Theory]
    [InlineData("5月底前，各级党组织要组织支部专题学习。", "owing-level", "branch")]
    [InlineData("5月底前，各级党组织要报送总结。", "owing-level", "addressees")]
    public void Who_owes_is_asked_where_the_words_leave_it_open(string item, string kind, string first)
    {
        var question = Assert.Single(Notices.With(item).Questions);
        Assert.Equal((kind, "requirement:1", first), (question.Kind, question.About, question.Proposals[0].Value));
    }

    [Theory]
    [InlineData("5月底前，以支部为单位开展交流。")]
    [InlineData("各单位要于5月底前报送总结。")]
    [InlineData("要加强宣传。")]
    public void Who_owes_is_not_asked_where_it_is_said_or_nothing_is_due(string item) => Assert.Empty(Notices.With(item).Questions);

    [Fact]
    public void An_embedded_notice_is_asked_about_and_dated_by_its_own_date()
    {
        var read = Notices.Read("""
            海东市教育局关于转发省教育厅通知的通知
            各县区教育局：
            现将省教育厅《关于开展检查的通知》转发给你们，请于4月20日前报送落实情况。
            海东市教育局
            2019年3月11日
            青海省教育厅关于开展检查的通知
            各市州教育局：
            一、各地要于2月底前完成自查。
            青海省教育厅
            2018年12月20日
            """);
        Assert.Contains(QuestionKinds.EmbeddedNotice, Notices.Kinds(read));
        Assert.Equal(["2019-04-20", "2019-02-28"], Notices.Days(read.Content.Requirements));
    }

    [Fact]
    public void Ids_are_stable_and_distinct()
    {
        var first = Notices.With("6月中旬前，要召开会议。").Questions.Select(question => question.Id).ToList();
        Assert.Equal(first, Notices.With("6月中旬前，要召开会议。").Questions.Select(question => question.Id));
        Assert.Equal(first.Count, first.Distinct().Count());
    }

    [Fact]
    public void A_phrase_that_was_looked_up_leaves_its_question()
    {
        var partial = new Addressee("部分高等学校", new TextSpan(3, 6), Partial: true);
        var whole = partial with { Partial = false };
        Assert.Null(Questions.AboutAddressee(1, whole, new AddresseeResolution.Units(["a"])));
        Assert.Equal("addressee-partial", Questions.AboutAddressee(2, partial, new AddresseeResolution.SomeOf(["x", "y"]))!.Kind);
        Assert.Equal("addressee-unresolved", Questions.AboutAddressee(1, whole, new AddresseeResolution.Unresolved())!.Kind);
    }

    [Fact]
    public void What_is_given_wins()
    {
        var due = new DateTimeOffset(2019, 5, 1, 12, 0, 0, TimeSpan.FromHours(8));
        var day = new DateOnly(2020, 2, 2);
        var given = new GivenFields("某局", "某发〔2020〕1号", day, ["甲", "乙"], [new("报送总结", DueAt: due), new("每月5日前报送进度")]);
        const string text = "关于报送材料的通知\n各县区教育局：\n各单位要于5月20日前报送总结。";
        var read = (Reading.Understood)NoticeReader.Read(text, false, due, WorkingCalendars.Shipped, given);
        Assert.Equal(("某局", "某发〔2020〕1号", day), (read.Content.Issuer, read.Content.DocumentNumber, read.Content.IssuedOn));
        Assert.Equal("甲|乙", Notices.Phrases(read.Content));
        Assert.Equal(due, read.Content.Requirements[0].Deadline!.DueAt);
        Assert.Equal(Disposition.Recurring, read.Content.Requirements[1].Disposition);
    }
}
