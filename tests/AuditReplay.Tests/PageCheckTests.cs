namespace AuditReplay.Tests;

public sealed class PageCheckTests
{
    private static readonly Guid Plan = Ids.Plan(Guid.Parse("0192f0c1-2345-7abc-8def-0123456789ab"), "DL-ZS-001");
    private static readonly EventPage Page = new SendingService("reminders").Next(Sent("-7d"), Sent("-3d"), Sent("-1d"));

    [Fact]
    public void A_page_as_it_must_be_is_taken_apart()
    {
        var entries = PageCheck.Check(Page, ordinal: 0);
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.Entry.Ordinal));
        Assert.Equal(Page.Entries, entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Bytes)));
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "cut short", "holds 2 entries" },
        { "empty", "holds 0 entries" },
        { "ordinals shifted", "it begins with ordinal 2, and 1 is next" },
        { "a pair swapped", "in the place of ordinal 1 stands reminders/2" },
        { "an entry twice", "in the place of ordinal 2 stands reminders/1" },
        { "another's", "in the place of ordinal 1 stands notices/1" },
        { "a blank added", "the bytes of ordinal 1 are not the canonical ones" },
        { "members in another order", "the bytes of ordinal 1 are not the canonical ones" },
        { "a member added", "the bytes of ordinal 1 are not the canonical ones" },
        { "a member left out", "the bytes of ordinal 1 are not the canonical ones" },
        { "no data", "the bytes of ordinal 1 are no entry" },
        { "no object", "the bytes of ordinal 1 are no entry" },
        { "no JSON", "the bytes of ordinal 1 are no entry" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Anything_else_is_refused_and_the_place_named(string fault, string said)
    {
        var refused = Assert.Throws<LedgerFaultException>(() => PageCheck.Check(Broken(fault), ordinal: 0));
        Assert.Contains($"Page 1 of reminders: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    private static EventPage Broken(string fault) => fault switch
    {
        "cut short" => Page with { Entries = [.. Page.Entries.Take(2)] },
        "empty" => Page with { Entries = [], LastOrdinal = 0 },
        "ordinals shifted" => Page with { FirstOrdinal = 2, LastOrdinal = 4 },
        "a pair swapped" => Page with { Entries = [Page.Entries[1], Page.Entries[0], Page.Entries[2]] },
        "an entry twice" => Page with { Entries = [Page.Entries[0], Page.Entries[0], Page.Entries[2]] },
        "another's" => First(entry => entry.Replace("\"source\":\"reminders\"", "\"source\":\"notices\"", StringComparison.Ordinal)),
        "a blank added" => First(entry => entry.Replace(",", ", ", StringComparison.Ordinal)),
        "members in another order" =>
            First(entry => "{\"causationId\":null," + entry[1..].Replace("\"causationId\":null,", "", StringComparison.Ordinal)),
        "a member added" => First(entry => entry[..^1] + ",\"zeal\":1}"),
        "a member left out" => First(entry => entry.Replace("\"causationId\":null,", "", StringComparison.Ordinal)),
        "no data" => First(_ => """{"ordinal":1,"source":"reminders"}"""),
        "no object" => First(_ => "[]"),
        _ => First(entry => entry[..^1]),
    };

    private static EventPage First(Func<string, string> change) =>
        Page with { Entries = [change(Page.Entries[0]), .. Page.Entries.Skip(1)] };

    private static Recorded Sent(string step) => new(
        Plan, Story.At("2016-04-23T01:00Z"), new ReminderPlanEvent.Suppressed(Guid.Empty, step, 1, "already-reported"));
}
