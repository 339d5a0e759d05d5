namespace AuditReplay.Tests;

/// <summary>What the ledger's tables hold beside the entries.</summary>
public sealed class LedgerTablesTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task Size_and_streams_are_what_the_entries_say()
    {
        await audit.ReceiveAsync(new Story(audit, "LT").Pages());
        Assert.Equal(await audit.ScalarAsync<long>("select max(position) from entry"),
            await audit.ScalarAsync<long>("select size from ledger"));
        const string Again =
            """
            select distinct on (source, stream) source, stream, version, notice, unit from entry order by source, stream, version desc
            """;
        Assert.Equal(0, await audit.ScalarAsync<long>($"select count(*) from (table stream except ({Again})) lost"));
        Assert.Equal(0, await audit.ScalarAsync<long>($"select count(*) from (({Again}) except table stream) added"));
    }
}
