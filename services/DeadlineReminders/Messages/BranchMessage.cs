using System.Text.Encodings.Web;
using System.Text.Json;
using Workflow.Calendars;
using Workflow.Contracts.Branch.V1;
using Workflow.History;

namespace DeadlineReminders.Messages;

/// <summary>A message to one unit, as it lies in its inbox and leaves on its queue.</summary>
/// <param name="Id">The same over repeats.</param>
/// <param name="Unit">Code of the unit it goes to.</param>
/// <param name="Plan">The plan it came from.</param>
/// <param name="Assignment">What it is about.</param>
/// <param name="Step">Of the ladder; null for news.</param>
/// <param name="Body">The JSON of a <see cref="BranchEvent"/>.</param>
internal sealed record BranchMessage(Guid Id, string Unit, Guid Plan, Guid Assignment, string? Step, string Body);

/// <summary>What a message says of the assignment.</summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="DocumentNumber">发文字号; null where there is none.</param>
/// <param name="Title">Of the notice.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="RequirementTitle">In a few words.</param>
/// <param name="Quote">The words that order it.</param>
/// <param name="Unit">Code of the unit that owes it.</param>
/// <param name="DueAt">Inclusive; null when undated.</param>
internal sealed record Subject(
    Guid Notice, string? DocumentNumber, string Title, int Requirement, string RequirementTitle, string Quote, string Unit,
        DateTimeOffset? DueAt);

/// <summary>Writes messages as CloudEvents. Pure.</summary>
/// <param name="assignments">Root of the address at which an assignment can be read.</param>
internal sealed class MessageWriter(Uri assignments)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A reminder that was decided.</summary>
    /// <param name="sent">The decision; its message id becomes the event's id.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="text">For people.</param>
    /// <param name="now">Business instant of the decision: the event's <c>time</c>.</param>
    public BranchMessage Reminder(ReminderPlanEvent.Sent sent, Guid plan, Subject subject, string text, DateTimeOffset now) =>
        new(sent.Message, sent.Audience, plan, sent.Assignment, sent.Step,
            Write(BranchEvent.ReminderType, sent.Message, sent.Audience, sent.Assignment, subject, sent.Level, sent.Step, text, now));

    /// <summary>The news that a unit has an assignment.</summary>
    public BranchMessage Assignment(Guid assignment, Guid plan, Subject subject, string text, DateTimeOffset now) =>
        News(BranchEvent.AssignmentType, Ids.DispatchMessage(subject.Notice, assignment), assignment, plan, subject, text, now);

    /// <summary>The news that an assignment is due at another instant; another id for each version of the deadline.</summary>
    public BranchMessage Deadline(Guid assignment, int deadlineVersion, Guid plan, Subject subject, string text, DateTimeOffset now) =>
        News(BranchEvent.DeadlineType, Ids.DeadlineMessage(subject.Notice, assignment, deadlineVersion), assignment, plan, subject, text,
            now);

    private BranchMessage News(string type, Guid id, Guid assignment, Guid plan, Subject subject, string text, DateTimeOffset now) =>
        new(id, subject.Unit, plan, assignment, Step: null,
            Write(type, id, subject.Unit, assignment, subject, level: null, step: null, text, now));

    private string Write(string type, Guid id, string unit, Guid assignment, Subject subject, string? level, string? step, string text,
        DateTimeOffset now) =>
        JsonSerializer.Serialize(new BranchEvent(
            "1.0", id, "urn:workflow:reminders", type, unit, Local(now), "application/json",
            new(assignment, subject.Notice, subject.DocumentNumber, subject.Title, subject.Requirement, subject.Quote,
                subject.DueAt is { } due ? Local(due) : null,
                level, step, text, new Uri(assignments, $"/v1/assignments/{assignment}"))), Json);

    private static DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, OfficialTime.Zone);
}
