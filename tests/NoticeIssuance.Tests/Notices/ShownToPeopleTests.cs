namespace NoticeIssuance.Tests.Notices;

/// <summary>What pages show of notices, on the running service.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class ShownToPeopleTests(NoticesFixture notices)
{
    [Fact]
    public async Task A_rehearsal_is_answered_to_the_issuer_and_stores_nothing()
    {
        var id = await notices.AcceptedAsync(NoticesFixture.Notice("港组发〔2016〕20901号"));
        var before = await notices.ShownAsync(id);
        using var answer = await notices.ActAsync(id, "rehearsal");
        var rehearsal = await NoticesFixture.ReadAsync(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(14, (int)rehearsal["assignments"]!);
        Assert.Equal(["C-1 东区委组织部 county 7", "C-2 西区委组织部 county 7"], rehearsal["units"]!.AsArray()
            .Select(unit => $"{unit!["code"]} {unit["name"]} {unit["level"]} {unit["count"]}"));
        Assert.Equal(before.ToJsonString(), (await notices.ShownAsync(id)).ToJsonString());
        Assert.Equal(0, await notices.Database.Sql("select count(*) from mt_events where stream_id = $1 and type = 'notice.issued.v1'",
            Guid.Parse(id)).ScalarAsync<long>(Ct));
        using var issued = await notices.ActAsync(id, "issuance");
        Assert.True(issued.IsSuccessStatusCode, await issued.Content.ReadAsStringAsync(Ct));
        Assert.Equal(14, (int)(await NoticesFixture.ReadAsync(issued))["assignments"]!);
        using var late = await notices.ActAsync(id, "rehearsal");
        Assert.Equal((HttpStatusCode.Conflict, "notice-issued"),
            (late.StatusCode, (string?)(await NoticesFixture.ReadAsync(late))["code"]));
    }

    [Theory]
    [InlineData("officer", "C", "?under=C-1", HttpStatusCode.OK)]
    [InlineData("officer", "C", "?under=D", HttpStatusCode.Forbidden)]
    [InlineData("officer", "C", "?under=NOBODY", HttpStatusCode.NotFound)]
    [InlineData("officer", "C-1", "", HttpStatusCode.NotFound)]
    [InlineData("upstream", "C", "", HttpStatusCode.OK)]
    [InlineData("inspector", "C", "", HttpStatusCode.Forbidden)]
    public async Task Who_may_rehearse(string role, string unit, string query, HttpStatusCode expected)
    {
        var id = await notices.AcceptedAsync(NoticesFixture.Notice("港组发〔2016〕902号"));
        using var answer = await notices.PostAsync(role, unit, $"/v1/notices/{id}/rehearsal{query}", NoticesFixture.Json(new JsonObject()));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_notice_and_its_place_in_the_list_name_the_units()
    {
        var id = await notices.AcceptedAsync(NoticesFixture.Notice("港组发〔2016〕903号"));
        var shown = await notices.ShownAsync(id);
        Assert.Equal("港城市委组织部", (string?)shown["issuingUnitName"]);
        Assert.Equal(["C-1 东区委组织部", "C-2 西区委组织部"],
            shown["addressees"]![0]!["named"]!.AsArray().Select(unit => $"{unit!["code"]} {unit["name"]}"));
        using var list = await notices.GetAsync("officer", "C", "/v1/notices?q=903");
        var item = (await NoticesFixture.ReadAsync(list))["items"]!.AsArray().First(one => (string?)one!["id"] == id)!;
        Assert.Equal("港城市委组织部", (string?)item["issuingUnitName"]);
    }
}
