using NoticeIssuance.Understanding;
using static NoticeIssuance.Tests.NoticesFixture;
using static NoticeIssuance.Tests.Understanding.WordDocumentTests;

namespace NoticeIssuance.Tests.Notices;

/// <summary>A notice marked as a state secret, in every form in which notices are handed in.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class ClassifiedTests(NoticesFixture notices)
{
    private const string Secret = "机密★3年\n绝不外传的标题";

    public static TheoryData<string> Forms =>
        ["text", "html", "json", "json title", "multipart", "text attachment", "utf-16 attachment", "gb18030 attachment",
        "docx attachment", "docx attachment without a name", "docx as nothing but bytes", "attachment in another charset than it says",
        "attachment in another width than it says", "html attachment", "html attachment by its type", "attachment's name"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Is_refused_and_nothing_of_it_is_kept(string form)
    {
        var (before, key) = (await KeptAsync(), Guid.NewGuid().ToString());
        using (var answer = await notices.PostNoticeAsync(Body(form), key))
        {
            var said = await ReadAsync(answer);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "classified"), (answer.StatusCode, (string)said["code"]!));
            Assert.DoesNotContain("外传", said.ToJsonString(), StringComparison.Ordinal);
        }
        Assert.Equal(before, await KeptAsync());
        Assert.Equal(0, await notices.CountAsync($"idempotency where key = '{key}' and (status is not null or body is not null)"));
        Assert.DoesNotContain(notices.LogLines, line => line.Contains("外传", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_notice_for_use_in_house_is_accepted_and_says_so()
    {
        var notice = Notice("港组发〔2016〕77号");
        notice["text"] = $"内部资料\n{(string)notice["text"]!}";
        Assert.Equal("内部", (string)(await notices.ShownAsync(await notices.AcceptedAsync(notice)))["classification"]!);
    }

    private static HttpContent Body(string form)
    {
        var text = Text("港组发〔2016〕76号");
        return form switch
        {
            "text" => new StringContent($"{Secret}\n{text}"),
            "html" => new StringContent($"<html><body><p>机密★3年</p><p>绝不外传的标题</p>{text}</body></html>", null, "text/html"),
            "json" => Json(With("text", $"{Secret}\n{text}")),
            "json title" => Json(With("title", "【机密】绝不外传的标题")),
            "multipart" => new MultipartFormDataContent { { new StringContent($"{Secret}\n{text}"), "notice" } },
            "text attachment" => Attached("a.txt", Encoding.UTF8.GetBytes($"附件\n{Secret}"), "application/octet-stream", text),
            "utf-16 attachment" => Attached("a", Encoding.Unicode.GetBytes($"附件\n{Secret}"), "text/plain; charset=utf-16le", text),
            "gb18030 attachment" => Attached("a", Encoding.GetEncoding("gb18030").GetBytes($"附件\n{Secret}"),
                "text/plain; charset=gb18030", text),
            "docx attachment" => Attached("a.docx", Document(P("机密★3年") + P("绝不外传的标题")), "application/octet-stream", text),
            "docx attachment without a name" => Attached("a", Document(P("机密★3年")), WordDocument.MediaType, text),
            "docx as nothing but bytes" => Attached("a", Document(P("机密★3年")), "application/octet-stream", text),
            "attachment in another charset than it says" => Attached("a.txt", Encoding.UTF8.GetBytes(Secret),
                "text/plain; charset=gbk", text),
            "attachment in another width than it says" => Attached("a.txt", Encoding.UTF8.GetBytes($"{Secret}!"),
                "text/plain; charset=utf-16le", text),
            "html attachment" => Attached("a.htm", Encoding.UTF8.GetBytes("<p>机密★3年</p><p>外传</p>"), "application/octet-stream", text),
            "html attachment by its type" => Attached("a", Encoding.UTF8.GetBytes("<p>机密★3年</p>"), "text/html", text),
            _ => Attached("【机密】绝不外传.pdf", "%PDF"u8.ToArray(), "application/octet-stream", text),
        };
    }

    private static JsonObject With(string field, string value)
    {
        var notice = Notice("港组发〔2016〕76号");
        notice[field] = value;
        return notice;
    }

    private static MultipartFormDataContent Attached(string name, byte[] content, string type, string notice) => new()
    {
        { new StringContent(notice), "notice" }, { Bytes(content, type), "file", name },
    };

    private async Task<(long Events, long Content, long Listed)> KeptAsync() =>
        (await notices.CountAsync("mt_events"), await notices.CountAsync("content"), await notices.CountAsync("notice_list"));
}
