namespace Workflow.Planning;

/// <summary>How pressing a step is, mildest first.</summary>
public enum ReminderLevel
{
    /// <summary>提醒.</summary>
    Remind,

    /// <summary>催办.</summary>
    Urge,

    /// <summary>督办, 蓝.</summary>
    Blue,

    /// <summary>督办, 黄.</summary>
    Yellow,

    /// <summary>督办, 红.</summary>
    Red,
}

/// <summary>Who is told. Which unit that is, is decided when the step falls due.</summary>
public enum ReminderAudience
{
    /// <summary>The unit that owes the assignment.</summary>
    Unit,

    /// <summary>The unit above it in the tree of that day.</summary>
    Parent,

    /// <summary>The unit that issued the notice.</summary>
    Issuer,
}

/// <summary>What a step's distance is counted in.</summary>
public enum OffsetUnit
{
    /// <summary>Calendar days, worked or not.</summary>
    CalendarDays,

    /// <summary>Working days of the official calendar; the due day itself is not counted.</summary>
    WorkingDays,
}

/// <summary>One step of a ladder.</summary>
/// <param name="Name">As events and messages name it: <c>-7d</c>, <c>due</c>, <c>+3wd</c>. Unique within a policy.</param>
/// <param name="Offset">Days from the due day; negative before it, 0 on it.</param>
/// <param name="In">What the days are.</param>
/// <param name="Level">How pressing it is.</param>
/// <param name="Audiences">Who is told; each gets its own message.</param>
public sealed record ReminderStep(string Name, int Offset, OffsetUnit In, ReminderLevel Level, IReadOnlyList<ReminderAudience> Audiences);

/// <summary>A ladder of steps around a due instant (提醒策略). A published version never changes.</summary>
/// <param name="Name">Of the policy.</param>
/// <param name="Version">1 as first published.</param>
/// <param name="At">Clock time of every step, in the notice's zone.</param>
/// <param name="Steps">From the earliest to the latest.</param>
public sealed record ReminderPolicy(string Name, int Version, TimeOnly At, IReadOnlyList<ReminderStep> Steps)
{
    /// <summary>The policy that ships with the product.</summary>
    public static ReminderPolicy Default { get; } = new("default", 1, new(9, 0),
    [
        new("-7d", -7, OffsetUnit.CalendarDays, ReminderLevel.Remind, [ReminderAudience.Unit]),
        new("-3d", -3, OffsetUnit.CalendarDays, ReminderLevel.Remind, [ReminderAudience.Unit]),
        new("-1d", -1, OffsetUnit.CalendarDays, ReminderLevel.Remind, [ReminderAudience.Unit]),
        new("due", 0, OffsetUnit.CalendarDays, ReminderLevel.Urge, [ReminderAudience.Unit]),
        new("+1wd", 1, OffsetUnit.WorkingDays, ReminderLevel.Urge, [ReminderAudience.Unit, ReminderAudience.Parent]),
        new("+3wd", 3, OffsetUnit.WorkingDays, ReminderLevel.Blue, [ReminderAudience.Parent]),
        new("+5wd", 5, OffsetUnit.WorkingDays, ReminderLevel.Yellow, [ReminderAudience.Parent]),
        new("+10wd", 10, OffsetUnit.WorkingDays, ReminderLevel.Red, [ReminderAudience.Parent, ReminderAudience.Issuer]),
    ]);

    /// <summary><c>default/1</c>: the form in which events name a policy.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>The step of that name; null when the policy has none.</summary>
    public ReminderStep? Find(string step) => Steps.FirstOrDefault(s => s.Name == step);
}
