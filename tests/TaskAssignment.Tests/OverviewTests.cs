using TaskAssignment.Notices;

namespace TaskAssignment.Tests;

/// <summary>Where all notices stand. Business time stands at 2016-05-01 09:00 in Shanghai; 30 April to 2 May are days off.</summary>
public sealed class OverviewTests(AssignmentsFixture service)
{
    [Theory]
    [InlineData("2016-05-01T01:00:00Z", "2016-04-27", "2016-04-25", "2016-04-18")]
    [InlineData("2016-05-03T00:59:59Z", "2016-04-27", "2016-04-25", "2016-04-18")]
    [InlineData("2016-05-03T01:00:00Z", "2016-04-28", "2016-04-26", "2016-04-19")]
    public void A_colour_begins_at_nine_on_the_working_day_of_its_step(string now, string uncoloured, string blue, string yellow)
    {
        var levels = LateLevels.At(Fanout.At(now), WorkingCalendars.Shipped);
        Assert.Equal([uncoloured, blue, yellow], new[] { levels.Uncoloured, levels.Blue, levels.Yellow }
            .Select(instant => instant!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Assert.All(new[] { levels.Uncoloured, levels.Blue, levels.Yellow },
            instant => Assert.Equal(TimeSpan.Zero, instant!.Value.TimeOfDay));
    }

    [Fact]
    public async Task An_overview_counts_by_subordinate_level_day_and_notice()
    {
        await service.EstablishAsync([("OV", "county", "CITY"), ("OV-A", "branch", "OV"), ("OV-B", "branch", "OV")]);
        var fanout = await service.IssueAsync(Fanout.Of(["OV-A", "OV-B"],
        [
            Fanout.Duty(1, "2016-04-29T15:59:59Z"), Fanout.Duty(2, "2016-04-26T15:59:59Z"), Fanout.Duty(3, "2016-04-22T15:59:59Z"),
            Fanout.Duty(4, "2016-04-15T15:59:59Z"), Fanout.Duty(5, "2016-05-08T15:59:59Z"), Fanout.Duty(6, null),
        ]));
        await Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and verdict = 'missed'", fanout.Notice) == 8, "what has passed is judged");
        var watched = Assert.Single(await service.Service.Services.GetRequiredService<ICounted>().CountAsync(Ct));
        Assert.Equal((OperationsMetrics.Overdue, true), (watched.Kind, watched.Count >= 8));
        await service.ActAsync("branch", "OV-A", fanout.Id(5, "OV-A"), "reports", new { text = "done" });
        await service.ActAsync("branch", "OV-A", fanout.Id(6, "OV-A"), "reports", new { text = "done" });
        await service.ActAsync("officer", "OV", fanout.Id(6, "OV-A"), "acceptance");
        await service.ActAsync("officer", "OV", fanout.Id(6, "OV-A"), "closure");

        var overview = await service.ReadAsync("inspector", "CITY", "/v1/overview?under=OV&days=20");
        Assert.Equal("""{"code":"OV","name":"单位OV"}""", overview.GetProperty("under").GetRawText());
        Assert.Equal("""
            [{"key":"OV-A","name":"简OV-A","open":4,"dueSoon":0,"overdue":{"uncoloured":1,"blue":1,"yellow":1,"red":1},"met":1,"missed":4,
            "href":"/v1/assignments?under=OV-A"},{"key":"OV-B","name":"简OV-B","open":6,"dueSoon":1,
            "overdue":{"uncoloured":1,"blue":1,"yellow":1,"red":1},"met":0,"missed":4,"href":"/v1/assignments?under=OV-B"}]
            """.ReplaceLineEndings(""), overview.GetProperty("rows").GetRawText());
        Assert.Equal("""{"open":10,"dueSoon":1,"overdue":{"uncoloured":2,"blue":2,"yellow":2,"red":2},"met":1,"missed":8}""",
            overview.GetProperty("totals").GetRawText());
        var days = overview.GetProperty("days").EnumerateArray().ToDictionary(day => day.GetProperty("day").GetString()!);
        Assert.Equal(20, days.Count);
        Assert.Equal("""{"day":"2016-05-01","dispatched":0,"closed":1,"missed":0}""", days["2016-05-01"].GetRawText());
        Assert.Equal(2, days["2016-04-26"].GetProperty("missed").GetInt32());
        Assert.Equal(12, (await service.ReadAsync("inspector", "CITY", "/v1/overview?under=OV&days=31")).GetProperty("days")
            .EnumerateArray().Single(day => day.GetProperty("day").GetString() == "2016-04-01").GetProperty("dispatched").GetInt32());
        var notice = Assert.Single(overview.GetProperty("notices").EnumerateArray());
        Assert.Equal($$"""
            {"id":"{{fanout.Notice}}","title":"关于报送工作情况的通知","documentNumber":"测发〔2016〕1号","open":10,"overdue":8,"done":1}
            """, notice.GetRawText());
        Assert.Equal("OV", (await service.ReadAsync("officer", "OV", "/v1/overview")).GetProperty("under").GetProperty("code").GetString());
        Assert.Equal("CITY",
            (await service.ReadAsync("auditor", "OUTSIDE", "/v1/overview")).GetProperty("under").GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await service.GetAsync("officer", "OV", "/v1/overview?days=0")).StatusCode);
    }
}
