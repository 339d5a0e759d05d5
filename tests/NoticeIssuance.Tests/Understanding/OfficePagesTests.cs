namespace NoticeIssuance.Tests.Understanding;

/// <summary>A notice as an office's site publishes it: what stands around it is no text.</summary>
public sealed class OfficePagesTests
{
    private const string Text = "<h1>关于报送总结的通知</h1><p>各学校：</p><p>各学校要于5月20日前报送总结。</p><p>海东市教育局</p><p>2019年3月11日</p>";

    [Theory]
    [InlineData("<nav><a href='/'>首页</a><a href='/tz'>通知</a></nav>", "")]
    [InlineData("<div class=\"top-menu clearfix\"><ul><li>机构设置</li><li>6月1日开放日</li></ul></div>", "")]
    [InlineData("<ul><li><a href=\"/a.html\">市教育局</a></li><li><a href=\"/b.html\">5月6日前办理</a></li></ul>", "")]
    [InlineData("", "<div class='share bdsharebuttonbox'>分享到：微信 微博</div>")]
    [InlineData("", "<div id=\"relatedNews\" class=\"related\"><h3>相关文章</h3><p>关于6月5日前报名的通知</p></div>")]
    [InlineData("", "<p><a href='next.html'>下一篇：关于做好6月10日前自查工作的通知</a></p>")]
    [InlineData("", "<footer>版权所有 海东市教育局 2018年1月1日建站</footer>")]
    public void What_stands_around_the_notice_is_dropped(string before, string behind)
    {
        var read = Notices.Read($"<html><body>{before}<div class=\"content\">{Text}</div>{behind}</body></html>", html: true);
        Assert.Equal(("关于报送总结的通知", "各学校", "海东市教育局"), (read.Content.Title, Notices.Phrases(read.Content), read.Content.Issuer));
        Assert.Equal(["2019-05-20"], Notices.Days(read.Content.Requirements));
        Assert.Equal(2, read.Content.Times!.Count);
    }

    [Theory]
    [InlineData("<p>附件：<a href='/files/1.docx'>1.推荐表</a></p>")]
    [InlineData("<div class='related'><p>附件：1.推荐表</p></div>")]
    [InlineData("<p>附件：</p><p><a href='/download.do?id=5'>1.推荐表</a></p>")]
    public void Attachments_are_not(string attachments) =>
        Assert.Equal(["推荐表"], Notices.Read(
            $"<html><body><div>{Text.Replace("<p>海东", attachments + "<p>海东", StringComparison.Ordinal)}</div></body></html>",
            html: true).Content.Attachments);

    [Fact]
    public void A_box_that_only_sounds_like_a_menu_keeps_its_sentences() =>
        Assert.Single(Notices.Read($"<div class='sidebar-layout nav'>{Text}</div>", html: true).Content.Requirements);

    [Fact]
    public void Boxes_that_never_close_cost_no_more()
    {
        var page = string.Concat(Enumerable.Repeat("<div class='nav'><div class='share'>", 50_000)) + Text;
        Assert.Single(Notices.Read(page, html: true).Content.Requirements);
    }
}
