namespace WorkflowConsole.Services;

/// <summary>Who one is, by the directory.</summary>
public sealed record Me(string Person, string Unit, string? Name, IReadOnlyList<string> Roles, IReadOnlyList<UnitName> Path,
    IReadOnlyList<DelegationView> Delegations);

/// <param name="To">Opaque id of who acts, for <c>Person</c>.</param>
/// <param name="State">to-come, in-force, over or ended.</param>
public sealed record DelegationView(string Id, string Person, UnitName Unit, IReadOnlyList<string> Roles, string To, DateOnly From,
    DateOnly Until, string State);

public sealed record UnitView(string Code, long Version, string Name, string? ShortName, string Kind, string Level, string? Parent,
    IReadOnlyList<string> Aliases, IReadOnlyList<UnitName>? Path, int? Children);

public sealed record UnitPast(string Kind, DateTimeOffset At, string? Name, UnitName? Parent, string? Level, string? UnitKind,
    bool? MayIssue);

public sealed record CalendarView(string Name, int Year, long Version, string Calendar, IReadOnlyList<DateOnly> Holidays,
    IReadOnlyList<DateOnly> Workdays, string? Source);

/// <summary>The plan of one assignment's reminders, and what became of each step.</summary>
public sealed record Reminders(Guid Assignment, Guid Notice, string Unit, DateTimeOffset? DueAt, string State,
    string? Reason, IReadOnlyList<Step> Steps, IReadOnlyList<string>? WaitingForCalendar, IReadOnlyList<UrgingMessage>? Urgings = null);

public sealed record UrgingMessage(DateTimeOffset At, string? Words, Message Message, string? WithdrawnFor);

public sealed record Step(string Name, string? Level, DateTimeOffset At, int DeadlineVersion, string Outcome, string? Reason,
    IReadOnlyList<Message> Messages)
{
    /// <summary>As the service calls it.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("step")]
    public string Name { get; init; } = Name;
}

public sealed record Message(string Id, string To, string ToName, string Delivery, DateTimeOffset? ReceiptAt);

/// <param name="Id">Of its message: what a receipt acknowledges.</param>
public sealed record CopyItem(string Id, NamedNotice Notice, UnitName IssuedBy, UnitName Unit, DateTimeOffset SentAt,
    DateTimeOffset? ReceiptAt, DateTimeOffset? WithdrawnAt);

public sealed record ReminderItem(Guid Assignment, NamedNotice Notice, NamedRequirement Requirement, UnitName Unit, string Step,
    string? Level, DateTimeOffset At, string Outcome, Worded? Reason);

public sealed record NamedNotice(Guid Id, string Title, string? DocumentNumber);

public sealed record NamedRequirement(int Number, string? Title);

public sealed record Worded(string Zh, string En);

public sealed record Timeline(IReadOnlyList<TimelineItem> Items, string? Next);

public sealed record TimelineItem(DateTimeOffset At, string Source, string Stream, long Version, string Id, string Type, Worded Words,
    Actor? Actor);

public sealed record Actor(string? Role, string? Unit, string? UnitName, string? Person, string? OnBehalfOf);

public sealed record TimelineDays(IReadOnlyList<TimelineDay> Days);

public sealed record TimelineDay(DateOnly Day, int Count);

public sealed record RebuiltState(DateTimeOffset At, IReadOnlyList<StreamState> Streams,
    IReadOnlyList<StateDifference>? Differences);

public sealed record StreamState(string Source, string Stream, long Version, JsonNode? State);

public sealed record StateDifference(string Source, string Stream, Worded? Words);

public sealed record Delivery(string Id, string UnitName, string State, int Attempts, string? Reason, DateTimeOffset? SettledAt);

public sealed record Source(string Name, long Page, long Missing, string? Problem)
{
    /// <summary>As the service calls it.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("source")]
    public string Name { get; init; } = Name;
}

/// <summary>How a service runs: what is wrong or waits, and what is set aside.</summary>
public sealed record OperationsView(bool Ready, IReadOnlyList<Problem> Problems,
    IReadOnlyList<AsideQueue> Queues);

/// <param name="Words">The kind in a sentence.</param>
/// <param name="Reason">For an operator, in the service's own words.</param>
/// <param name="Count">At most 1,000, which says: or more.</param>
public sealed record Problem(string Kind, string About, Worded Words, string? Reason, DateTimeOffset? Since, long? Count);

public sealed record AsideQueue(string Name, long Messages, string? Reason);
