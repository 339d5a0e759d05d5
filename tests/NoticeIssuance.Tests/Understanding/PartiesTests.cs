using NoticeIssuance.Understanding;
using Xunit;

namespace NoticeIssuance.Tests.Understanding;

public sealed class PartiesTests
{
    [Theory]
    [InlineData("由市直机关工委牵头,会同高新区党工委组织部、保税区党工委组织部,梳理问题。", "市直机关工委", "高新区党工委组织部|保税区党工委组织部")]
    [InlineData("由市教育局牵头,会同市财政局组织开展检查。", "市教育局", "市财政局")]
    [InlineData("会同财政、民政、教育等部门研究制定措施。", null, "财政|民政|教育")]
    [InlineData("(市教育局、市财政局负责)", "市教育局", "市财政局")]
    public void Who_leads_and_who_joins(string text, string? lead, string joint)
    {
        var parties = Duties.Parties(text);
        Assert.Equal((lead, joint), (parties.Lead, string.Join('|', parties.Joint)));
    }
}
