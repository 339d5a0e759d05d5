namespace WorkflowConsole.Services;

/// <summary>An assignment as TaskAssignment shows it; what the pages use of it.</summary>
public sealed record AssignmentView(Guid Id, Guid NoticeId, int Requirement, string? Title, string? Quote, string? Text,
    string Unit, string? UnitName, IReadOnlyList<string>? Path, NoticeHead? Notice, UnitName? Assigner,
    string Disposition, string Part, string State, long Version, DateTimeOffset? DueAt, int DeadlineVersion, string? Verdict, bool Overdue,
    IReadOnlyList<Missed> Missed, Responsible? ResponsiblePerson, string? ReturnedFor, IReadOnlyList<Report> Reports,
    IReadOnlyList<string> Allowed, IReadOnlyList<string>? Figures, IReadOnlyList<string>? Files, IReadOnlyList<string>? Checklist,
    IReadOnlyList<Act>? History, IReadOnlyList<Extension>? Extensions, Decline? Declined, string? InsistedFor, UnitName? ReassignedTo,
    Cancel? Cancelled, string? Origin)
{
    /// <summary>The request for more time that is not decided.</summary>
    public Extension? Asked => Extensions is [.., { Outcome: "pending" } last] ? last : null;

    /// <summary>Whether the caller may do this now.</summary>
    public bool May(string act) => Allowed.Contains(act);

    /// <summary>The last urging by hand that nothing has come of: no report, no other day.</summary>
    public Act? Urging => !IsOwed ? null : History?.Reverse().FirstOrDefault(act =>
        act.Kind is "urged" or "reported" or "returned" or "reopened" or "deadline-moved") is { Kind: "urged" } urged ? urged : null;

    /// <summary>States in which its unit owes a report.</summary>
    public static IReadOnlyList<string> Owed { get; } = ["dispatched", "acknowledged", "returned", "reopened"];

    /// <summary>Whether its unit owes a report.</summary>
    public bool IsOwed => Owed.Contains(State);
}

public sealed record NoticeHead(string? Title, string? DocumentNumber, UnitName? Issuer);

public sealed record UnitName(string Code, string? Name);

public sealed record Missed(int DeadlineVersion, DateTimeOffset DueAt);

public sealed record Responsible(string? Role, string? Name);

public sealed record Report(int Number, string Text, IReadOnlyDictionary<string, long> Figures, IReadOnlyList<Evidence> Evidence,
    DateTimeOffset? At, string? By);

public sealed record Evidence(string Sha256, string Name, long Size);

public sealed record Extension(int Number, string Reason, DateTimeOffset DueAt, string Outcome, DateTimeOffset? Until, string? Because);

public sealed record Decline(string Reason, UnitName? Rather);

/// <param name="Cause">withdrawal, supersession or amendment.</param>
public sealed record Cancel(string Cause, string? Reason);

public sealed record Act(string Kind, DateTimeOffset At, string? By, string? Unit, string? Role, string? Reason, DateTimeOffset? DueAt,
    int? Report, UnitName? To, string? Origin, string? OnBehalfOf);

public sealed record Counts(int Open, int Overdue, int DueWithin7, int ToJudge, int ToDecide, int Done);

public sealed record Progress(IReadOnlyList<ProgressRow> Rows, string? Next);

public sealed record ProgressRow(string Key, string? Name, int Dispatched, int Acknowledged, int Reported, int Returned, int Accepted,
    int Closed, int Declined, int Cancelled, int Reassigned, int Reopened, int Overdue,
    IReadOnlyDictionary<string, long>? Figures, string? Href)
{
    /// <summary>All of them; what another unit does instead is that one's.</summary>
    public int All => Dispatched + Acknowledged + Reported + Returned + Accepted + Closed + Declined + Cancelled + Reopened;

    /// <summary>What is still owed.</summary>
    public int Owed => Dispatched + Acknowledged + Returned + Reopened;

    /// <summary>Accepted or closed.</summary>
    public int Done => Accepted + Closed;
}

public sealed record ManyResults(IReadOnlyList<ManyResult> Results);

/// <param name="More">Whether others are not urged yet.</param>
public sealed record Urged([property: System.Text.Json.Serialization.JsonPropertyName("urged")] int Count, bool More,
    IReadOnlyList<ManyResult> Results);

public sealed record ManyResult(Guid Id, int Status, string? Code);

public sealed record Overview(UnitName? Under, DateTimeOffset At, OverviewTotals? Totals, IReadOnlyList<OverviewRow> Rows,
    IReadOnlyList<OverviewDay> Days, IReadOnlyList<OverviewNotice> Notices);

public sealed record OverviewTotals(int Open, int DueSoon, Levels? Overdue, int Met, int Missed);

public sealed record OverviewRow(string Key, string? Name, int Open, int DueSoon, Levels? Overdue, int Met, int Missed, string? Href);

public sealed record Levels(int Blue, int Yellow, int Red)
{
    /// <summary>All late ones.</summary>
    public int All => Blue + Yellow + Red;
}

public sealed record OverviewDay(DateOnly Day, int Dispatched, int Closed, int Missed);

public sealed record OverviewNotice(Guid Id, string? Title, string? DocumentNumber, int Open, int Overdue, int Done);
