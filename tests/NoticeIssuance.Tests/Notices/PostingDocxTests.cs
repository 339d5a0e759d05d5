using NoticeIssuance.Tests.Understanding;
using static NoticeIssuance.Tests.Understanding.WordDocumentTests;

namespace NoticeIssuance.Tests.Notices;

/// <summary>A notice handed in as DOCX: as the body, or as a part beside its attachments.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class PostingDocxTests(NoticesFixture notices)
{
    private const string Reader = "/v1/notices/";

    [Fact]
    public async Task Is_read_as_it_is_printed_and_kept_as_it_came()
    {
        var bytes = Written("港组发〔2016〕71号");
        var answer = await ReadAsync(await notices.PostNoticeAsync(Bytes(bytes, WordDocument.MediaType)));
        var notice = await ReadAsync(await notices.GetAsync("officer", "C", $"{Reader}{answer["id"]}"));
        Assert.Equal("2016-04-30T23:59:59+08:00", (string)notice["requirements"]![0]!["deadline"]!["dueAt"]!);
        using var source = await notices.GetAsync("officer", "C", $"{Reader}{answer["id"]}/source");
        Assert.Equal(bytes, await source.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(WordDocument.MediaType, source.Content.Headers.ContentType!.ToString());
        using var annotated = await notices.GetAsync("officer", "C", $"{Reader}{answer["id"]}/annotated");
        Assert.Contains("一、各区委组织部", await annotated.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_part_it_needs_no_more_than_its_name()
    {
        using var parts = new MultipartFormDataContent
        {
            { Bytes(Written("港组发〔2016〕72号"), "application/octet-stream"), "notice", "通知.docx" },
            { Bytes([1, 2, 3], "application/octet-stream"), "file", "附表.xls" },
        };
        using var posted = await notices.PostNoticeAsync(parts);
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
    }

    [Fact]
    public async Task What_is_no_document_is_refused()
    {
        using var posted = await notices.PostNoticeAsync(Bytes([0x50, 0x4B, 3, 4, 5], WordDocument.MediaType));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, posted.StatusCode);
        Assert.Equal("document-unreadable", (string)(await ReadAsync(posted))["code"]!);
    }

    private static byte[] Written(string number) => Document(P("关于开展主题活动的通知") + P(number) + P("各区委组织部：")
        + P("各区委组织部要于4月底前报送活动方案。", 0) + P("港城市委组织部") + P("2016年3月28日"));
}
