namespace NoticeIssuance.Tests.Notices;

/// <summary>A recurring duty whose sender says when it comes back, over HTTP.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class GivenRecurrenceTests(NoticesFixture notices)
{
    [Theory]
    [InlineData("from", "0001-01-01", "until", "2016-05-01", "1900-01-01 to 2199-12-31")]
    [InlineData("until", "9999-12-31", "from", "2016-05-01", "1900-01-01 to 2199-12-31")]
    [InlineData("until", "2016-04-30", "from", "2016-05-01", "2016-05-01 or later")]
    public async Task A_recurrence_lasts_from_a_day_until_a_later_one(
        string field, string day, string other, string otherDay, string allowed)
    {
        var body = NoticesFixture.Notice();
        body["requirements"] = new JsonArray(new JsonObject
        {
            ["text"] = "要报送进度。",
            ["recurrence"] = new JsonObject { ["every"] = "month", [field] = day, [other] = otherDay },
        });
        using var posted = await notices.PostNoticeAsync(NoticesFixture.Json(body));
        var error = Assert.Single(
            (await PostingTests.RefusedAsync(posted, HttpStatusCode.UnprocessableEntity, "fields-unusable"))["errors"]!.AsArray())!;
        Assert.Equal($"$.requirements[0].recurrence.{field}", (string)error["field"]!);
        Assert.Contains(allowed, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2096-06-01", "2096-12-31", "2096-06-25 2096-07-25 2096-08-25")]
    [InlineData("2096-06-01", "2096-07-31", "2096-06-25 2096-07-25")]
    public async Task A_recurring_duty_shows_when_it_is_due_first(string from, string until, string due)
    {
        var body = NoticesFixture.Notice();
        body["requirements"] = new JsonArray(new JsonObject
        {
            ["text"] = "每月5日前报送进度。",
            ["recurrence"] = new JsonObject { ["every"] = "month", ["day"] = 25, ["from"] = from, ["until"] = until },
        });
        var shown = (await notices.ShownAsync(await notices.AcceptedAsync(body)))["requirements"]![0]!;
        Assert.Equal(due.Split(' ').Select(day => $"{day}T23:59:59+08:00"), shown["occurrences"]!.AsArray().Select(at => (string)at!));
        Assert.StartsWith("FREQ=MONTHLY;BYMONTHDAY=25;X-FROM=20960601;UNTIL=2096", (string)shown["recurrence"]!, StringComparison.Ordinal);
    }
}
