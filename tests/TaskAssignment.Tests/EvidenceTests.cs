using TaskAssignment.Evidences;

namespace TaskAssignment.Tests;

/// <summary>Files that reports name: handed in whole, read by who may, forgotten where no report names them.</summary>
public sealed class EvidenceTests(AssignmentsFixture service)
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8];

    private EvidenceStore Store => service.Service.Services.GetRequiredService<EvidenceStore>();

    /// <summary>A file like no other.</summary>
    private static byte[] Photo(int size = 1_000)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        Png.CopyTo(bytes, 0);
        return bytes;
    }

    private static string Hash(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private async Task<JsonElement> HandInAsync(string unit, string name, byte[] file)
    {
        using var answer = await service.UploadAsync(unit, name, file);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private async Task<HttpStatusCode> StatusAsync(string role, string unit, byte[] file)
    {
        using var answer = await service.GetAsync(role, unit, $"/v1/evidence/{Hash(file)}");
        return answer.StatusCode;
    }

    private Task ReportAsync(Guid id, string unit, byte[] file) => service.ActAsync("branch", unit, id, "reports",
        new { text = "done", evidence = new[] { new { sha256 = Hash(file), name = "照片.png", size = file.Length } } });

    [Theory]
    [InlineData(1)]
    [InlineData(512 * 1024)]
    [InlineData((512 * 1024 * 3) + 7)]
    public async Task A_file_comes_back_as_it_was_handed_in(int size)
    {
        var file = Photo(Math.Max(size, Png.Length));
        var kept = await HandInAsync("D1-B1", "..\\c:\\照片\u202E.png", file);
        Assert.Equal($$"""{"sha256":"{{Hash(file)}}","name":"照片.png","size":{{file.Length}},"type":"image/png"}""", kept.GetRawText());
        using var answer = await service.GetAsync("branch", "D1-B1", $"/v1/evidence/{Hash(file)}");
        Assert.Equal(file, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("照片.png", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Contains("nosniff", answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.StartsWith("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var download = await service.GetAsync("branch", "D1-B1", $"/v1/evidence/{Hash(file)}?download");
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task A_page_is_text_whatever_it_is_called_and_a_document_is_saved()
    {
        var page = Encoding.UTF8.GetBytes($"<script>{Guid.NewGuid()}</script>");
        Assert.Equal("text/plain", (await HandInAsync("D1-B1", "a.html", page)).GetProperty("type").GetString());
        byte[] word = [.. "PK\u0003\u0004"u8, .. Photo()];
        Assert.EndsWith("wordprocessingml.document", (await HandInAsync("D1-B1", "总结.DOCX", word)).GetProperty("type").GetString(),
            StringComparison.Ordinal);
        using var answer = await service.GetAsync("branch", "D1-B1", $"/v1/evidence/{Hash(word)}");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task Before_it_is_reported_the_unit_alone_reads_it_and_with_the_report_whoever_reads_that()
    {
        var file = Photo();
        await HandInAsync("D1-B1", "a.png", file);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("branch", "D1-B1", file));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("officer", "D1", file));
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, null)]));
        await ReportAsync(fanout.Id(1, "D1-B1"), "D1-B1", file);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("officer", "D1", file));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("inspector", "CITY", file));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("auditor", "OUTSIDE", file));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("officer", "D2", file));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("branch", "D1-B1-G1", file));
    }

    [Fact]
    public async Task Naming_the_hash_of_a_file_that_somebody_else_handed_in_opens_nothing()
    {
        var file = Photo();
        await HandInAsync("D2-B1", "a.png", file);
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, null)]));
        await ReportAsync(fanout.Id(1, "D1-B1"), "D1-B1", file);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("branch", "D1-B1", file));
        await HandInAsync("D1-B1", "b.png", file);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("branch", "D1-B1", file));
        Assert.Equal(1, await service.CountAsync("evidence where sha256 = $1", Hash(file)));
        Assert.Equal(1, await service.CountAsync("evidence_piece p join evidence e using (upload) where sha256 = $1", Hash(file)));
    }

    [Fact]
    public async Task A_file_no_report_has_named_within_a_day_is_forgotten_and_so_is_an_upload_that_broke_off()
    {
        var (old, fresh, reported) = (Photo(), Photo(), Photo());
        foreach (var file in new[] { old, fresh, reported })
            await HandInAsync("D1-B1", "a.png", file);
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, null)]));
        await ReportAsync(fanout.Id(1, "D1-B1"), "D1-B1", reported);
        var broken = Guid.NewGuid();
        await service.Sql.Sql("update evidence set uploaded_at = now() - interval '25 hours' where sha256 = any($1)",
            (object)new[] { Hash(old), Hash(reported) })
            .Add("update evidence_upload u set started_at = uploaded_at from evidence e where e.upload = u.upload")
            .Add("insert into evidence_upload values ($1, now() - interval '25 hours')", broken)
            .Add("insert into evidence_piece values ($1, 0, 'x')", broken).ExecuteAsync(Ct);

        Assert.True(await Store.ForgetAsync(Ct) >= 2);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("branch", "D1-B1", old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("branch", "D1-B1", fresh));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("branch", "D1-B1", reported));
        Assert.Equal(0, await service.CountAsync("evidence_piece where upload = $1", broken));
        Assert.Equal(0, await service.CountAsync(
            "evidence_piece p where not exists (select from evidence e where e.upload = p.upload)"));
        Assert.Equal(0, await service.CountAsync("evidence_holder where sha256 = $1", Hash(old)));
        await HandInAsync("D1-B1", "a.png", old);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("branch", "D1-B1", old));
    }

    [Fact]
    public async Task What_is_no_one_file_of_a_name_and_at_most_20_MB_is_told_why_and_leaves_nothing_behind()
    {
        var before = await service.CountAsync("evidence_upload");
        using (var two = await service.UploadAsync("D1-B1", "a.png", Photo(), Photo()))
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "one-file"), await ToldAsync(two));
        using (var none = await service.UploadAsync("D1-B1", "a.png"))
            Assert.Equal((HttpStatusCode.BadRequest, "file-missing"), await ToldAsync(none));
        using (var empty = await service.UploadAsync("D1-B1", "a.png", Array.Empty<byte>()))
            Assert.Equal((HttpStatusCode.BadRequest, "empty-body"), await ToldAsync(empty));
        using (var nameless = await service.UploadAsync("D1-B1", "\u202E.", Photo()))
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "file-name-unusable"), await ToldAsync(nameless));
        using (var large = await service.UploadAsync("D1-B1", "a.png", new byte[(20 * 1024 * 1024) + 1]))
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), await ToldAsync(large));
        using var http = service.Service.As("branch", "D1-B1");
        using (var cut = new StringContent("--b\r\ncontent-disposition: form-data; name=f; filename=a.png\r\n\r\nabc"))
        {
            cut.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "b") } };
            using var answer = await http.PostAsync(new Uri("/v1/evidence", UriKind.Relative), cut, Ct);
            Assert.Equal((HttpStatusCode.BadRequest, "malformed"), await ToldAsync(answer));
        }
        Assert.Equal(before, await service.CountAsync("evidence_upload"));

        async Task<(HttpStatusCode, string?)> ToldAsync(HttpResponseMessage answer) =>
            (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_largest_file_is_accepted_as_the_body_itself()
    {
        var file = Photo(20 * 1024 * 1024);
        using var http = service.Service.As("branch", "D1-B1");
        using var body = new ByteArrayContent(file);
        using var answer = await http.PostAsync(new Uri("/v1/evidence?name=a.png", UriKind.Relative), body, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        using var back = await service.GetAsync("branch", "D1-B1", $"/v1/evidence/{Hash(file)}");
        Assert.Equal(Hash(file), Hash(await back.Content.ReadAsByteArrayAsync(Ct)));
    }
}
