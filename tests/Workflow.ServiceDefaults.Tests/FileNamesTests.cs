namespace Workflow.ServiceDefaults.Tests;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("附件1：汇总表.xlsx", "附件1：汇总表.xlsx")]
    [InlineData("..\\..\\windows\\a.doc", "a.doc")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("a\r\nb\0c.txt", "abc.txt")]
    [InlineData("表\u202excod.exe", "表xcod.exe")]
    [InlineData("a\u200b\u2028.txt ", "a.txt")]
    [InlineData("\ud800x", "x")]
    [InlineData("folder/", "")]
    [InlineData(" .. ", "")]
    public void A_name_is_what_is_seen_of_it(string given, string clean) => Assert.Equal(clean, FileNames.Clean(given));
}
