namespace Workflow.History.Tests;

public sealed class AsyncApiTests
{
    /// <summary>
    /// A difference is a change of contract. What the code says now is left in <c>.local</c>, to be compared and, if meant, committed.
    /// </summary>
    [Fact]
    public void The_document_is_the_committed_one()
    {
        var actual = AsyncApiDocument.Write();
        var committed = Path.GetFullPath(Snapshots.Folder("../../contracts/asyncapi.json"));
        if (File.Exists(committed) && File.ReadAllText(committed) == actual)
            return;

        var left = Path.Combine(Directory.CreateDirectory(Path.GetFullPath(Snapshots.Folder("../../.local"))).FullName, "asyncapi.json");
        File.WriteAllText(left, actual);
        Assert.Fail($"{committed} is not what the code says. Compare it with {left}; if the change is meant, copy that over it.");
    }
}
