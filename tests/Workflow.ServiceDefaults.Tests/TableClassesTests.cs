namespace Workflow.ServiceDefaults.Tests;

public sealed class TableClassesTests
{
    [Fact]
    public void Every_table_says_whether_it_can_be_made_again() => Assert.Empty(TableClasses.Problems(typeof(WorkflowService).Assembly));
}
