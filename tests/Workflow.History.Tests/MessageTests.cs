namespace Workflow.History.Tests;

/// <summary>Messages as they travel. An older reader must go on reading them: members may be added, never renamed or taken away.</summary>
public sealed class MessageTests
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Names => [.. MessageSamples.All.Select(message => NameOf(message.GetType()))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_written_as_its_snapshot_says(string name)
    {
        var message = MessageSamples.All.Single(message => NameOf(message.GetType()) == name);
        Snapshots.Matches("Messages", name, JsonSerializer.Serialize(message, message.GetType(), Wire));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_snapshot_is_read_back_to_the_same_message(string name)
    {
        var type = MessageSamples.All.Single(message => NameOf(message.GetType()) == name).GetType();
        var json = File.ReadAllText(Path.Combine(Snapshots.Folder("Messages"), name + ".json")).TrimEnd('\n');
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type, Wire), type, Wire));
    }

    [Fact]
    public void No_message_is_without_a_snapshot_and_no_snapshot_without_a_message()
    {
        var parts = MessageSamples.PartsOfMessages;
        var messages = typeof(NoticeIssued).Assembly.GetExportedTypes().Except(parts).Select(NameOf).Order(StringComparer.Ordinal);
        Assert.Equal(messages, MessageSamples.All.Select(message => NameOf(message.GetType())).Order(StringComparer.Ordinal));
        Assert.Equal(messages, Snapshots.Names("Messages").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_stored_event_is_a_message() =>
        Assert.DoesNotContain(Vocabulary.Today.All, type => type.Clr.Assembly == typeof(NoticeIssued).Assembly);

    private static string NameOf(Type type) => type.FullName!["Workflow.Contracts.".Length..];
}
