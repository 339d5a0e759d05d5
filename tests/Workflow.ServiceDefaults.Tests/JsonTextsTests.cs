namespace Workflow.ServiceDefaults.Tests;

public sealed class JsonTextsTests
{
    [Theory]
    [InlineData("""{"a":"\u0000"}""", "$.a"), InlineData("""["x","\ud800"]""", "$[1]"), InlineData("""{"\u0000":1}""", "$")]
    [InlineData("""{"a":[{"b":1},{"b":2,"c":["","x\u0000"]}]}""", "$.a[1].c[1]"), InlineData("\"\\udfff\"", "$")]
    [InlineData("""{"a":{"b":[]},"c":[[0],["\udc00\ud800"]]}""", "$.c[1][0]")]
    public void A_text_that_is_none_is_named_by_its_path(string json, string path)
    {
        var refusal = Assert.Throws<RefusedRequestException>(() => JsonTexts.Check(Encoding.UTF8.GetBytes(json)));
        Assert.Equal($"The text at {path} is none.", refusal.Message);
    }

    [Theory]
    [InlineData("""{"a":"\u0001\ud83d\ude00\\u0000","b":[null,1e400,true]}"""), InlineData(""), InlineData("{")]
    [InlineData("[1]]"), InlineData("x")]
    public void Texts_and_what_is_no_JSON_pass(string json) => JsonTexts.Check(Encoding.UTF8.GetBytes(json));
}
