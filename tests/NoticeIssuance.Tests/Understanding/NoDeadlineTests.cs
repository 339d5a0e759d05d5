namespace NoticeIssuance.Tests.Understanding;

/// <summary>Dates that bind nobody.</summary>
public sealed class NoDeadlineTests
{
    [Theory]
    [InlineData("2019年2月1日，市政府召开会议，要求各单位加强管理。")]
    [InlineData("各单位要认真总结2018年工作。")]
    [InlineData("推荐人选要在1985年1月1日前出生的干部中产生。")]
    [InlineData("各单位要统计2018年12月31日前参加工作的人员。")]
    [InlineData("名单要在本单位公示不少于5天。")]
    [InlineData("公示期5个工作日，各单位要做好公示。")]
    [InlineData("本办法自2019年5月1日起施行，各单位要遵照执行。")]
    [InlineData("即日起开展评选工作，请各单位认真组织。")]
    [InlineData("5月22日之后，学生要在校做好准备。")]
    [InlineData("会议定于2019年5月20日召开，请各单位准时参加。")]
    [InlineData("请各单位派员参加5月20日15:00 - 16:00的会议。")]
    [InlineData("截至2019年3月1日，全市已有120个单位完成，各单位要继续努力。")]
    [InlineData("到2020年，各单位要基本建立长效机制。")]
    [InlineData("2018年6月底前已建成的项目，各单位要加强管理。")]
    [InlineData("各单位要做好3至12个月的见习管理。")]
    [InlineData("各单位要执行《管理办法（2018年修订）》。")]
    [InlineData("在两年之内，各单位要对企业给予支持。")]
    [InlineData("目前，各单位要抓紧开展工作。")]
    [InlineData("各单位要做好前期准备工作。")]
    [InlineData("春节期间，各单位要做好值班工作。")]
    [InlineData("国庆节后，各单位要恢复正常秩序。")]
    [InlineData("2019年10月1日至7日放假，各单位要做好值班。")]
    [InlineData("各单位要将执行期限延长至2020年12月31日。")]
    [InlineData("各单位要落实年均增长5%的目标。")]
    [InlineData("各单位要持续开展学习活动。")]
    [InlineData("各单位要及时报告重大情况。")]
    [InlineData("各单位要尽快制定方案。")]
    [InlineData("联系电话：0972-8612345，各单位要确定联系人。")]
    [InlineData("各单位要提交材料3份，每份不超过20页。")]
    [InlineData("发现问题的，要在3日内上报。")]
    [InlineData("发生突发事件的，各单位要在2小时内报告。")]
    public void Sets_no_day(string item) =>
        Assert.All(Notices.With(item).Content.Requirements, requirement => Assert.Null(requirement.Deadline?.DueAt));
}
