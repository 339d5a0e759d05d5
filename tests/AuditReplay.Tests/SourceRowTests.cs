namespace AuditReplay.Tests;

/// <summary>Sources are those that the vocabulary names, whatever rows a database began with.</summary>
public sealed class SourceRowTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task Every_source_there_is_has_its_row_from_the_start_on()
    {
        await ExecuteAsync("delete from source where source = 'directory'");
        await using var second = await audit.StartServiceAsync();
        Assert.Equal(string.Join(',', Sources.All.Order(StringComparer.Ordinal)),
            await audit.ScalarAsync<string>("select string_agg(source, ',' order by source collate \"C\") from source"));
    }

    [Fact]
    public async Task A_source_without_a_row_gets_it_with_its_first_page()
    {
        await ExecuteAsync("delete from source where source = 'reminders'");
        var page = audit.Sending["reminders"].Next(
            new Recorded(Ids.Channel("LT"), Story.At("2016-04-20T01:00Z"), new ChannelEvent.Configured("LT", "inbox", false)));
        Assert.Equal(Arrival.Appended, await AppendAsync(page));
        Assert.Equal(page.LastOrdinal, await audit.OrdinalAsync("reminders"));
    }

    [Fact]
    public async Task A_page_of_another_name_is_refused()
    {
        var refused = await Assert.ThrowsAsync<LedgerFaultException>(() => AppendAsync(new EventPage("nobody", 1, 1, 1, ["{}"])));
        Assert.Equal("Page 1 of nobody: no service has this name.", refused.Message);
    }

    private Task<Arrival> AppendAsync(EventPage page) => audit.Service.Services.GetRequiredService<LedgerWriter>().AppendAsync(page, Ct);

    private async Task ExecuteAsync(string sql) => await audit.Database.Sql(sql).ExecuteAsync(Ct);
}
