namespace TaskAssignment.Tests;

public sealed class TableTests
{
    [Fact]
    public void Every_table_says_what_it_is_made_again_from() => Assert.Empty(TableClasses.Problems(typeof(TaskAssignmentModule).Assembly));

    [Theory]
    [InlineData("create table a (b int);")]
    [InlineData("-- class: content\n\ncreate table a (b int);")]
    [InlineData("-- class: content\n-- What it holds.\ncreate table a (b int);")]
    [InlineData("-- class: read model\ncreate table a (b int);")]
    [InlineData("-- class: replica, made again from \ncreate table a (b int);")]
    [InlineData("-- class: whatever\nCREATE TABLE IF NOT EXISTS a (b int);")]
    [InlineData("-- class: content\ncreate table c (b int);\ncreate unlogged table a (b int);")]
    public void A_table_without_a_class_is_found(string script) =>
        Assert.Equal(["x.sql: table a has no class directly above it."], TableClasses.Problems("x.sql", script));
}
