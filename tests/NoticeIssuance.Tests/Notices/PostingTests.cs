namespace NoticeIssuance.Tests.Notices;

/// <summary>Posting over HTTP: what is accepted, what is refused and how, and repetition.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class PostingTests(NoticesFixture notices)
{
    [Fact]
    public async Task A_notice_is_answered_with_its_address_and_its_bytes_are_kept()
    {
        var body = Notice("港组发〔2016〕10号");
        using var posted = await notices.PostNoticeAsync(Json(body), reference: "oa-10");
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        var answer = await ReadAsync(posted);
        Assert.Equal($"/v1/notices/{answer["id"]}", posted.Headers.Location!.OriginalString);
        Assert.Equal(("received", 0), ((string)answer["state"]!, answer["questions"]!.AsArray().Count));

        using var source = await notices.GetAsync("officer", "C", $"/v1/notices/{answer["id"]}/source");
        Assert.Equal(body.ToJsonString(), await source.Content.ReadAsStringAsync(Ct));
        Assert.Equal("application/json; charset=utf-8", source.Content.Headers.ContentType!.ToString());

        using var annotated = await notices.GetAsync("officer", "C", $"/v1/notices/{answer["id"]}/annotated");
        Assert.Contains("id=\"requirement-1\"", await annotated.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var read = await notices.GetAsync("officer", "C", $"/v1/notices/{answer["id"]}");
        var notice = await ReadAsync(read);
        Assert.Equal($"\"{notice["version"]}\"", read.Headers.ETag!.Tag);
        Assert.Equal(["C-1", "C-2"], notice["addressees"]![0]!["units"]!.AsArray().Select(unit => (string)unit!));
        Assert.Equal("2016-04-30T23:59:59+08:00", (string)notice["requirements"]![0]!["deadline"]!["dueAt"]!);
        Assert.Equal("oa-10", (string)notice["reference"]!);

        var found = await ReadAsync(await notices.GetAsync("officer", "C", "/v1/notices?reference=oa-10"));
        Assert.Equal((string)answer["id"]!, (string)Assert.Single(found["items"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task The_same_key_and_body_get_the_same_answer_and_nothing_new()
    {
        var (body, key) = (Notice("港组发〔2016〕11号"), Guid.NewGuid().ToString());
        using var first = await notices.PostNoticeAsync(Json(body), key);
        using var second = await notices.PostNoticeAsync(Json(body), key);
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await second.Content.ReadAsStringAsync(Ct));
        Assert.Equal((first.StatusCode, first.Headers.Location), (second.StatusCode, second.Headers.Location));
        Assert.Equal(1, await notices.CountAsync("notice_list where document_number = '港组发〔2016〕11号'"));

        using var other = await notices.PostNoticeAsync(Json(Notice("港组发〔2016〕12号")), key);
        await RefusedAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task The_same_request_many_times_at_once_makes_one_notice()
    {
        var (body, key) = (Notice("港组发〔2016〕13号"), Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var posted = await notices.PostNoticeAsync(Json(body), key);
            return (posted.StatusCode, Body: await posted.Content.ReadAsStringAsync(Ct));
        }));
        Assert.Equal((HttpStatusCode.Accepted, answers[0].Body), Assert.Single(answers.Distinct()));
        Assert.Equal(1, await notices.CountAsync("notice_list where document_number = '港组发〔2016〕13号'"));
    }

    /// <summary>What a crash between commit and answer leaves: the answer is there because it became true with the events.</summary>
    [Fact]
    public async Task Events_row_content_and_answer_become_true_in_one_transaction()
    {
        var key = Guid.NewGuid().ToString();
        var id = (await ReadAsync(await notices.PostNoticeAsync(Json(Notice("港组发〔2016〕14号")), key)))["id"]!;
        Assert.Equal(1, await notices.CountAsync($"""
            (select xmin::text from mt_events where stream_id = '{id}'
             union select xmin::text from notice_list where id = '{id}'
             union select xmin::text from content
                where sha256 = (select data->>'sha256' from mt_events where stream_id = '{id}' and version = 1)
             union select xmin::text from idempotency where key = '{key}' and status = 202) as t
            """));
    }

    [Fact]
    public async Task A_document_number_received_before_from_the_same_issuer_is_a_question()
    {
        using var first = await notices.PostNoticeAsync(Json(Notice("港组发〔2016〕15号")));
        using var second = await notices.PostNoticeAsync(Json(Notice("港组发[2016]15号")));
        Assert.Empty((await ReadAsync(first))["questions"]!.AsArray());
        Assert.Equal("already-received", (string)Assert.Single((await ReadAsync(second))["questions"]!.AsArray())!["kind"]!);
        using var elsewhere = await notices.PostNoticeAsync(Json(Notice("港组发〔2016〕15号")), unit: "D");
        Assert.DoesNotContain((await ReadAsync(elsewhere))["questions"]!.AsArray(), question =>
            (string)question!["kind"]! == "already-received");
    }

    [Fact]
    public async Task Attachments_are_kept_by_hash_and_listed()
    {
        var file = new byte[] { 1, 2, 3, 0, 255 };
        var key = Guid.NewGuid().ToString();
        var id = (await ReadAsync(await notices.PostNoticeAsync(Form("boundary-1"), key)))["id"]!;
        Assert.Equal((string)id!, (string)(await ReadAsync(await notices.PostNoticeAsync(Form("boundary-2"), key)))["id"]!);
        var attachment = Assert.Single((await notices.ShownAsync(id))["attachments"]!.AsArray())!;
        Assert.Equal(("统计表.pdf", 5), ((string)attachment["name"]!, (int)attachment["size"]!));
        Assert.Equal(file, await (await notices.GetAsync("officer", "C", (string)attachment["href"]!)).Content.ReadAsByteArrayAsync(Ct));

        MultipartFormDataContent Form(string boundary) => new(boundary)
        {
            { Json(Notice("港组发〔2016〕16号")), "notice" },
            { Bytes(file, "application/pdf"), "file", "统计表.pdf" },
        };
    }

    [Fact]
    public async Task A_notice_that_leaves_nothing_open_is_issued_on_demand()
    {
        using var posted = await notices.PostNoticeAsync(Json(Notice("港组发〔2016〕17号")), query: "?issue=true");
        Assert.Equal("issued", (string)(await ReadAsync(posted))["state"]!);
        var open = Notice("港组发〔2016〕18号");
        open["addressees"] = new JsonArray("各有关单位");
        var answer = await ReadAsync(await notices.PostNoticeAsync(Json(open), query: "?issue=true"));
        Assert.Equal(("received", "addressee-unresolved"), ((string)answer["state"]!, (string)answer["questions"]![0]!["kind"]!));
    }

    [Fact]
    public async Task What_is_no_notice_leaves_nothing_behind()
    {
        var before = (await notices.CountAsync("mt_events"), await notices.CountAsync("content"), await notices.CountAsync("idempotency"));
        using var posted = await notices.PostNoticeAsync(Bytes("今天天气很好，公园里的花都开了。"u8.ToArray(), "text/plain"));
        await RefusedAsync(posted, HttpStatusCode.UnprocessableEntity, "not-a-notice");
        Assert.Equal(before,
            (await notices.CountAsync("mt_events"), await notices.CountAsync("content"), await notices.CountAsync("idempotency")));
    }

    [Fact]
    public async Task Too_many_requirements_addressees_or_attachments_are_refused()
    {
        var items = string.Join('\n', Enumerable.Range(1, 1001).Select(n => $"{n}. 各支部要在4月{1 + (n % 28)}日前完成第{n}个村的入户走访，并报送走访情况。"));
        var text = Text("港组发〔2016〕19号").Replace("一、4月底前", $"{items}\n一、4月底前", StringComparison.Ordinal);
        using var posted = await notices.PostNoticeAsync(Bytes(Encoding.UTF8.GetBytes(text), "text/plain"));
        await RefusedAsync(posted, HttpStatusCode.UnprocessableEntity, "too-many-requirements");
        var before = await notices.CountAsync("mt_events");

        var addressees = Notice("港组发〔2016〕19号");
        addressees["addressees"] = new JsonArray([.. Enumerable.Range(1, 1001).Select(n => (JsonNode)$"第{n}支部")]);
        using var addressed = await notices.PostNoticeAsync(Json(addressees));
        await RefusedAsync(addressed, HttpStatusCode.UnprocessableEntity, "too-many-addressees");

        using var parts = new MultipartFormDataContent { { new StringContent(Text("港组发〔2016〕19号")), "notice" } };
        for (var n = 0; n <= 100; n++)
            parts.Add(new ByteArrayContent([1]), $"file{n}", $"附件{n}.bin");
        using var attached = await notices.PostNoticeAsync(parts);
        await RefusedAsync(attached, HttpStatusCode.UnprocessableEntity, "too-many-attachments");
        Assert.Equal(before, await notices.CountAsync("mt_events"));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_accepted() =>
        await RefusedAsync(await notices.PostNoticeAsync(Json(Notice()), key: null), HttpStatusCode.BadRequest, "idempotency-key-missing");

    public static TheoryData<string, byte[], HttpStatusCode, string> Unreadable => new()
    {
        { "text/plain", [], HttpStatusCode.BadRequest, "empty-body" },
        { "text/plain", "  \n "u8.ToArray(), HttpStatusCode.BadRequest, "empty-body" },
        { "text/plain; charset=utf-8", [0xC3, 0x28, 0xFF], HttpStatusCode.UnprocessableEntity, "charset" },
        { "text/plain; charset=klingon", "通知"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "unsupported-charset" },
        { "application/pdf", "通知"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "unsupported-media-type" },
        { "text/plain", new byte[(2 * 1024 * 1024) + 1], HttpStatusCode.RequestEntityTooLarge, "too-large" },
        { "application/json", new byte[21 * 1024 * 1024], HttpStatusCode.RequestEntityTooLarge, "too-large" },
        { "application/json", "{"u8.ToArray(), HttpStatusCode.BadRequest, "malformed-json" },
        { "application/json", """{"text":"关于检查工作的通知","documentNumber":"\u0000"}"""u8.ToArray(), HttpStatusCode.UnprocessableEntity,
            "charset" },
        { "application/json", """{"title":"x"}"""u8.ToArray(), HttpStatusCode.BadRequest, "missing-field" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"notice\"\r\n\r\n"u8.ToArray(),
            HttpStatusCode.BadRequest, "malformed" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_refused_with_its_reason(string type, byte[] body, HttpStatusCode status, string code) =>
        await RefusedAsync(await notices.PostNoticeAsync(Bytes(body, type)), status, code);

    [Fact]
    public async Task An_unknown_field_is_named_with_its_path()
    {
        var body = Notice();
        body["requirements"]![1]!["dueBy"] = "2016-04-30";
        var problem = await RefusedAsync(await notices.PostNoticeAsync(Json(body)), HttpStatusCode.BadRequest, "unknown-field");
        Assert.Equal("$.requirements[1].dueBy", (string)problem["errors"]![0]!["field"]!);
    }

    [Theory]
    [InlineData("kind", "\"banana\"",
        "essay, meeting, discussion, register, return, report, inspection, activity, study, publicity, other")]
    [InlineData("text", "\" \"", "text is needed")]
    [InlineData("dueAt", "\"2016-02-30\"", "a day")]
    [InlineData("dueAt", "\"2016-04-30T17:00:00\"", "an instant with offset")]
    [InlineData("recurrence", """{"every":"month","day":45}""", "day 1 to 31")]
    public async Task A_given_field_that_cannot_be_used_is_named_with_its_path_and_what_is_allowed(string field, string value,
        string allowed)
    {
        var body = Notice();
        body["requirements"] = new JsonArray(new JsonObject { ["text"] = "要召开会议。" }, new JsonObject { ["text"] = "每月5日前报送进度。" });
        body["requirements"]![1]![field] = JsonNode.Parse(value);
        using var posted = await notices.PostNoticeAsync(Json(body));
        var error = Assert.Single(
            (await RefusedAsync(posted, HttpStatusCode.UnprocessableEntity, "fields-unusable"))["errors"]!.AsArray())!;
        Assert.Equal($"$.requirements[1].{field}", (string)error["field"]!);
        Assert.Contains(allowed, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_contradicts_itself_is_refused()
    {
        var body = Notice();
        body["requirements"]![2]!["dueAt"] = "2016-04-30";
        using var posted = await notices.PostNoticeAsync(Json(body));
        Assert.Equal("$.requirements[2].dueAt",
            (string)(await RefusedAsync(posted, HttpStatusCode.UnprocessableEntity, "fields-unusable"))["errors"]![0]!["field"]!);
    }

    [Fact]
    public async Task What_is_given_wins_and_what_is_left_out_is_read()
    {
        var body = new JsonObject
        {
            ["text"] = Text("港组发〔2016〕70号"),
            ["documentNumber"] = "港组发〔2016〕71号",
            ["requirements"] = new JsonArray(new JsonObject { ["text"] = "4月底前，以支部为单位组织一次集中学习。", ["dueAt"] = "2016-04-25" },
                new JsonObject { ["text"] = "各支部要于每月5日前报送进度。", ["kind"] = "return" }),
        };
        using var posted = await notices.PostNoticeAsync(Json(body));
        var notice = await notices.ShownAsync((await ReadAsync(posted))["id"]!);
        Assert.Equal(("港组发〔2016〕71号", "关于开展主题活动的通知", "2016-03-28", "各区委组织部"),
            ((string)notice["documentNumber"]!, (string)notice["title"]!, (string)notice["issuedOn"]!,
                (string)notice["addressees"]![0]!["phrase"]!));
        var (first, second) = (notice["requirements"]![0]!, notice["requirements"]![1]!);
        Assert.Equal(("2016-04-25T23:59:59+08:00", "given", "study", "branch"),
            ((string)first["deadline"]!["dueAt"]!, (string)first["deadline"]!["rule"]!, (string)first["kind"]!,
            (string)first["owes"]!["level"]!));
        Assert.Equal(("recurring", "return", "2016-04-05T23:59:59+08:00"),
            ((string)second["disposition"]!, (string)second["kind"]!, (string)second["deadline"]!["dueAt"]!));
        Assert.Equal(2, notice["requirements"]!.AsArray().Count);
    }

    [Fact]
    public async Task Text_alone_in_json_is_read_like_text()
    {
        using var posted = await notices.PostNoticeAsync(Json(new JsonObject { ["text"] = "今天天气很好。" }));
        await RefusedAsync(posted, HttpStatusCode.UnprocessableEntity, "not-a-notice");
    }

    [Fact]
    public async Task Gb18030_is_read_as_it_is()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var posted =
            await notices.PostNoticeAsync(Bytes(Encoding.GetEncoding("GB18030").GetBytes(Text("港组发〔2016〕20号")), "text/plain"));
        var id = (await ReadAsync(posted))["id"]!;
        var notice = await notices.ShownAsync(id);
        Assert.Equal(("港组发〔2016〕20号", "gb18030"),
            ((string)notice["documentNumber"]!, ((string)notice["source"]!["charset"]!).ToLowerInvariant()));
    }

    internal static async Task<JsonNode> RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await ReadAsync(response);
        Assert.Equal((status, code), (response.StatusCode, (string?)problem["code"]));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return problem;
    }
}
