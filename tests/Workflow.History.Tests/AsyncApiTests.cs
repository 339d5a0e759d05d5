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

    /// <summary>A service that takes a message up says so in the document; shared consumers are told by their service.</summary>
    [Fact]
    public void Whoever_consumes_a_message_is_named_as_its_receiver()
    {
        var services = new Dictionary<string, string>
        {
            ["NoticeIssuance"] = Sources.Notices, ["TaskAssignment"] = Sources.Assignments, ["DeadlineReminders"] = Sources.Reminders,
            ["AuditReplay"] = Sources.Audit, ["OrganisationDirectory"] = Sources.Directory,
        };
        var consumed = from service in services
                       from file in Directory.EnumerateFiles(Path.GetFullPath(Snapshots.Folder($"../../services/{service.Key}")), "*.cs",
                           SearchOption.AllDirectories)
                       from Match consumer in Regex.Matches(File.ReadAllText(file), @"IConsumer<(\w+)>")
                       select (consumer.Groups[1].Value, service.Value);
        Assert.Empty(consumed.Except(AsyncApiParties.Receivers));
    }
}
