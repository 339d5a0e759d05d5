namespace Workflow.History.Tests;

public sealed class StoredEventTests
{
    private static readonly JsonSerializerOptions Indented = new(HistoryJson.Options) { WriteIndented = true };

    /// <summary>The names that are written; older ones are read alone.</summary>
    public static TheoryData<string> StoredNames => [.. Vocabulary.Today.All.Select(type => Vocabulary.Today.NameOf(type.Clr)).Distinct()];

    public static TheoryData<string> OlderNames =>
        [.. Vocabulary.Today.All.Where(type => type.Name != Vocabulary.Today.NameOf(type.Clr)).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(StoredNames))]
    public void Is_written_as_its_snapshot_says(string type)
    {
        var sample = Assert.Single(StoredEventSamples.All, sample => Vocabulary.Today.NameOf(sample) == type);
        Snapshots.Matches("StoredEvents", type, JsonSerializer.Serialize(sample, sample.GetType(), Indented));
    }

    [Theory]
    [MemberData(nameof(StoredNames))]
    public void The_snapshot_is_read_back_to_the_same_event(string type)
    {
        var stored = File.ReadAllText(Path.Combine(Snapshots.Folder("StoredEvents"), type + ".json")).TrimEnd('\n');
        var read = Vocabulary.Today.Read(type, stored);
        Assert.Equal(stored, JsonSerializer.Serialize(read, read.GetType(), Indented));
    }

    [Theory]
    [MemberData(nameof(OlderNames))]
    public void The_snapshot_of_an_older_version_is_read_into_what_is_written_today(string type)
    {
        var read = Vocabulary.Today.Read(type, File.ReadAllText(Path.Combine(Snapshots.Folder("StoredEvents"), type + ".json")));
        Assert.Equal(Vocabulary.Today.TypeOf(type), read.GetType());
        Assert.NotEqual(type, Vocabulary.Today.NameOf(read));
    }

    [Fact]
    public void Deadlines_of_the_first_version_were_moved_by_calendars_alone() =>
        Assert.Equal(DeadlineOrigin.Calendar,
            Assert.IsType<AssignmentEvent.DeadlineMoved>(Vocabulary.Today.Read("assignment.deadline-moved.v1",
            File.ReadAllText(Path.Combine(Snapshots.Folder("StoredEvents"), "assignment.deadline-moved.v1.json")))).Origin);

    [Fact]
    public void Every_snapshot_is_of_a_stored_type() =>
        Assert.Equal(Vocabulary.Today.All.Select(type => type.Name).Order(StringComparer.Ordinal),
            Snapshots.Names("StoredEvents").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_event_there_is_has_one_name_and_one_source()
    {
        Type[] streams =
            [typeof(NoticeEvent), typeof(AssignmentEvent), typeof(ReminderPlanEvent), typeof(ChannelEvent), typeof(UnitEvent),
            typeof(GrantEvent), typeof(DelegationEvent), typeof(DirectoryEvent), typeof(WorkingCalendarEvent), typeof(AccessEvent),
            typeof(LedgerEvent), typeof(OperatorEvent)];
        var events = typeof(Vocabulary).Assembly.GetTypes()
            .Where(type => type.BaseType is { IsAbstract: true } @base && @base.Name.EndsWith("Event", StringComparison.Ordinal)).ToList();
        Assert.Equal(streams.OrderBy(type => type.Name), events.Select(type => type.BaseType!).Distinct().OrderBy(type => type.Name));
        Assert.Equal(events.OrderBy(type => type.FullName),
            Vocabulary.Today.All.Select(type => type.Clr).Distinct().OrderBy(type => type.FullName));
        Assert.Distinct(Vocabulary.Today.All.Select(type => type.Name));
        Assert.All(Vocabulary.Today.All, type =>
            Assert.Contains(type.Source, new[] { "notices", "assignments", "reminders", "audit", "directory", null }));
    }

    [Fact]
    public void A_number_in_place_of_a_name_is_no_enum_value() =>
        Assert.Throws<JsonException>(() => Vocabulary.Today.Read("unit.reclassified.v1", """{ "kind": "企业", "level": 4 }"""));

    [Fact]
    public void An_unknown_name_is_said_and_not_guessed()
    {
        var fault = Assert.Throws<JsonException>(() => Vocabulary.Today.Read("assignment.forgotten.v1", "{}"));
        Assert.Contains("assignment.forgotten.v1", fault.Message, StringComparison.Ordinal);
    }
}
