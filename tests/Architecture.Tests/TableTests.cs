using Workflow.Testing;

namespace Architecture.Tests;

public sealed class TableTests
{
    [Fact]
    public void Every_table_says_what_it_is_made_again_from()
    {
        var tables = TableClass.In("services");
        Assert.NotEmpty(tables);
        Assert.DoesNotContain(tables, table => table.Class is null);
    }

    [Theory]
    [InlineData("create table a (b int);")]
    [InlineData("-- class: ledger\n\ncreate table a (b int);")]
    [InlineData("-- class: ledger\n-- What it holds.\ncreate table a (b int);")]
    [InlineData("-- class: read model\ncreate table a (b int);")]
    [InlineData("-- class: replica, made again from \ncreate table a (b int);")]
    [InlineData("-- class: whatever\nCREATE TABLE IF NOT EXISTS a (b int);")]
    [InlineData("-- class: ledgers\n create unlogged table a (b int);")]
    [InlineData("-- class: ledger\ncreate table c (b int);\ncreate table a (b int);")]
    public void A_table_without_a_class_is_found(string script) =>
        Assert.Equal(new TableClass("x.sql", "a", null), TableClass.Of("x.sql", script).Last());
}
