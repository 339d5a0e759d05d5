using static NoticeIssuance.Tests.NoticesFixture;

namespace NoticeIssuance.Tests.Notices;

/// <summary>Auditors read every notice, its text and attachments included; the service keeps who read what.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class AuditorsReadsTests(NoticesFixture notices)
{
    [Fact]
    public async Task Every_reading_is_stored_with_its_address_before_it_is_answered()
    {
        using var form = new MultipartFormDataContent
        {
            { Json(Notice("港组发〔2016〕88号")), "notice" }, { Bytes("%PDF"u8.ToArray(), "application/pdf"), "file", "统计表.pdf" },
        };
        using var posted = await notices.PostNoticeAsync(form);
        var id = (string)(await ReadAsync(posted))["id"]!;
        var attachment = (string)(await notices.ShownAsync(id))["attachments"]![0]!["sha256"]!;
        string[] paths = [$"/v1/notices/{id}", $"/v1/notices/{id}?version=1", $"/v1/notices/{id}/source", $"/v1/notices/{id}/annotated",
            $"/v1/notices/{id}/attachments/{attachment}", $"/v1/notices/{id}/rereading", "/v1/notices?q=none"];
        using var auditor = notices.Service.As("auditor", "OUTSIDE", "p-auditor");
        foreach (var path in paths)
            Assert.True((await auditor.GetAsync(path, Ct)).IsSuccessStatusCode, path);
        Assert.Equal(paths, await notices.Database.Sql(
            "select data ->> 'path' from mt_events where user_name = 'p-auditor' and type = 'access.recorded.v2' order by seq_id")
            .ReadAsync(row => row.GetString(0), Ct));
        Assert.Contains((await auditor.GetFromJsonAsync<JsonNode>("/v1/notices?limit=500", Ct))!["items"]!.AsArray(),
            item => (string)item!["id"]! == id);
    }
}
