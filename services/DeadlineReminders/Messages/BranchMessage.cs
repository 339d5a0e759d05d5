using System.Text.Encodings.Web;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Branch.V1;
using Workflow.Contracts.Notices.V1;

namespace DeadlineReminders.Messages;

/// <summary>A message to one unit, as it lies in its inbox and leaves on its queue.</summary>
/// <param name="Id">The same over repeats.</param>
/// <param name="Body">The JSON of a <see cref="BranchEvent"/>.</param>
/// <param name="Rests">What must still be so when it leaves; null for news, which hold.</param>
internal sealed record BranchMessage(Guid Id, string Body, Footing? Rests = null)
{
    /// <summary>Of the body, as the event that causes the message names it.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));
}

/// <summary>What a reminder rests on.</summary>
/// <param name="Assignment">Whose.</param>
/// <param name="DeadlineVersion">The deadline it is about.</param>
/// <param name="ValidUntil">Business instant after which its words do not hold, UTC.</param>
/// <param name="Age">How long ago the owner was asked.</param>
internal sealed record Footing(Guid Assignment, int DeadlineVersion, DateTimeOffset ValidUntil, TimeSpan Age);

/// <summary>What a message says of the assignment.</summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="DocumentNumber">发文字号; null where there is none.</param>
/// <param name="Title">Of the notice.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="RequirementTitle">In a few words.</param>
/// <param name="Quote">The words that order it.</param>
/// <param name="Unit">Code of the unit that owes it.</param>
/// <param name="DueAt">Inclusive; null when undated.</param>
internal sealed record Matter(Guid Notice, string? DocumentNumber, string Title, int Requirement, string RequirementTitle, string Quote,
    string Unit, DateTimeOffset? DueAt);

/// <summary>Writes messages as CloudEvents. Pure.</summary>
/// <param name="links">Where an assignment, or a notice, can be read.</param>
internal sealed class MessageWriter(BranchLinks links)
{
    /// <summary>How messages are written: Chinese as it is.</summary>
    public static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How long an urging is worth reading, as the last step of the ladder is.</summary>
    private static readonly TimeSpan UrgingHolds = TimeSpan.FromDays(30);

    /// <summary>The owner decided it a while ago: it is asked before the message leaves.</summary>
    private static readonly TimeSpan UnknownAge = TimeSpan.FromHours(1);

    /// <summary>A reminder that was decided.</summary>
    /// <param name="sent">The decision; its message id becomes the event's id.</param>
    /// <param name="matter">What it is about.</param>
    /// <param name="text">For people.</param>
    /// <param name="rests">What it rests on.</param>
    /// <param name="now">Business instant of the decision: the event's <c>time</c>.</param>
    public BranchMessage Reminder(ReminderPlanEvent.Sent sent, Matter matter, string text, Footing rests, DateTimeOffset now) =>
        Write(BranchEvent.ReminderType, sent.Message, sent.Audience, sent.Assignment, matter, sent.Level, sent.Step, text, now, rests);

    /// <summary>The news that a unit has an assignment.</summary>
    public BranchMessage Assignment(Guid assignment, Matter matter, string text, DateTimeOffset now) =>
        Write(BranchEvent.AssignmentType, Ids.DispatchMessage(matter.Notice, assignment), matter.Unit, assignment, matter, level: null,
            step: null, text, now);

    /// <summary>
    /// The news of a decision on an assignment, or of what became of the notice, which hold; or that it is urged, which rests on what is
    /// owed.
    /// </summary>
    public BranchMessage News(UnitNews news, Matter matter, string text) =>
        Write(BranchEvent.TypeOfNews(news.Kind), news.Message, news.Unit, news.Assignment, matter, level: null, step: null, text, news.At,
            news.DeadlineVersion is { } version ? new(news.Assignment, version, news.At + UrgingHolds, UnknownAge) : null, news.Reason,
            news.Changes?.Select(change => new BranchChange(change.Assignment, change.Requirement, change.Title, change.Change,
                change.DueAt is { } due ? Local(due) : null, links.To(change.Assignment))).ToList());

    /// <summary>A copy of a notice, or the news of what became of it, to a unit that has one.</summary>
    public BranchMessage Copy(NoticeCopied copied, string unit, string text)
    {
        var (head, id) = (copied.Head, Ids.CopyMessage(copied.Head.Notice, unit, copied.Version));
        return new(id, Body(id, BranchEvent.TypeOfNews(copied.Kind), unit, copied.At, new(AssignmentId: null, head.Notice,
            head.DocumentNumber, head.Title, Requirement: null, Quote: null, DueAt: null, Level: null, Step: null, text,
            links.ToNotice(head.Notice), Reason: copied.Reason)));
    }

    private BranchMessage Write(string type, Guid id, string unit, Guid assignment, Matter matter, string? level, string? step,
        string text, DateTimeOffset now, Footing? rests = null, string? reason = null, IReadOnlyList<BranchChange>? changes = null) =>
        new(id, Body(id, type, unit, now, new(assignment, matter.Notice, matter.DocumentNumber, matter.Title, matter.Requirement,
            matter.Quote, matter.DueAt is { } due ? Local(due) : null, level, step, text, links.To(assignment),
            rests is null ? null : Local(rests.ValidUntil), reason, changes)), rests);

    private static string Body(Guid id, string type, string unit, DateTimeOffset at, BranchEventData data) => JsonSerializer.Serialize(
        new BranchEvent("1.0", id, "urn:workflow:reminders", type, unit, Local(at), "application/json", data), Json);

    private static DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, OfficialTime.Zone);
}
