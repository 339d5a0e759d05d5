using System.Text.Json.Serialization;

namespace Workflow.Contracts.Branch.V1;

/// <summary>What a unit receives, on every channel: a CloudEvents 1.0 JSON object. It may come again, always with the same id.</summary>
/// <param name="Specversion">Always <c>1.0</c>.</param>
/// <param name="Id">Stable over repeats; each audience of a reminder has its own.</param>
/// <param name="Source">Always <c>urn:workflow:reminders</c>.</param>
/// <param name="Type">
/// workflow.reminder.v1, workflow.assignment.v1, or news: workflow.deadline.v1, workflow.return.v1, workflow.extension-granted.v1,
/// workflow.extension-refused.v1, workflow.insistence.v1, workflow.acceptance.v1, workflow.reopening.v1, workflow.urging.v1,
/// workflow.amendment.v1, workflow.withdrawal.v1; to whoever decides on it, workflow.report.v1, workflow.extension-asked.v1,
/// workflow.declined.v1; or, to whom nothing is to do by the notice, workflow.copy.v1,
/// workflow.copy-amended.v1, workflow.copy-withdrawn.v1.
/// </param>
/// <param name="Subject">Code of the unit it goes to.</param>
/// <param name="Time">Business instant of the decision, with the offset of China time.</param>
/// <param name="Datacontenttype">Always <c>application/json</c>.</param>
/// <param name="Data">What it is about.</param>
public sealed record BranchEvent(
    string Specversion, Guid Id, string Source, string Type, string Subject, DateTimeOffset Time, string Datacontenttype,
        BranchEventData Data)
{
    /// <summary>The type of the news that the unit has an assignment.</summary>
    public const string AssignmentType = "workflow.assignment.v1";

    /// <summary>The type of a reminder of the ladder.</summary>
    public const string ReminderType = "workflow.reminder.v1";

    /// <summary>The type of the news of a decision.</summary>
    /// <param name="kind">
    /// deadline (it is due at another instant), return (of a report), extension-granted, extension-refused, insistence (a decline was not
    /// accepted), acceptance (of a report), reopening (of what was closed), urging (by an officer), amendment (of the notice), withdrawal
    /// (of the notice), report, extension-asked, declined (what the unit is to decide on), copy (of a notice), copy-amended and
    /// copy-withdrawn (what became of that).
    /// </param>
    public static string TypeOfNews(string kind) => $"workflow.{kind}.v1";
}

/// <summary>The assignment that a branch event is about.</summary>
/// <param name="AssignmentId">
/// The assignment's id; of a withdrawal or an amendment, the first of those of the unit that it concerns; null for a copy.
/// </param>
/// <param name="NoticeId">The notice's id.</param>
/// <param name="DocumentNumber">发文字号; null where the notice has none.</param>
/// <param name="Title">Of the notice.</param>
/// <param name="Requirement">The requirement's number; null for a copy.</param>
/// <param name="Quote">The words that order it; null for a copy.</param>
/// <param name="DueAt">Last instant in time, inclusive, with the offset of China time; null when undated.</param>
/// <param name="Level">remind, urge, blue, yellow or red; null for news.</param>
/// <param name="Step">-7d, -3d, -1d, due, +1wd, +3wd, +5wd or +10wd; null for news.</param>
/// <param name="Text">A Chinese sentence for people.</param>
/// <param name="Link">Where the assignment can be read, or the notice by which nothing is owed.</param>
/// <param name="ValidUntil">
/// Until when the text holds, with the offset of China time; what has not been delivered by then is not; null for news, which hold, but for
/// an urging; absent from messages of the versions that had none of it.
/// </param>
/// <param name="Reason">
/// What a decision was given for, or an officer says with an urging; null where nothing was said, and for what is neither.
/// </param>
/// <param name="Changes">Of an amendment: all that changes for the unit; null otherwise.</param>
public sealed record BranchEventData(
    Guid? AssignmentId, Guid NoticeId, string? DocumentNumber, string Title, int? Requirement, string? Quote, DateTimeOffset? DueAt,
    string? Level, string? Step, string Text, [property: JsonPropertyOrder(1)] Uri Link, DateTimeOffset? ValidUntil = null,
    [property: JsonPropertyOrder(1)] string? Reason = null, [property: JsonPropertyOrder(1)] IReadOnlyList<BranchChange>? Changes = null);

/// <summary>What an amendment makes of one of the unit's assignments.</summary>
/// <param name="AssignmentId">Its id.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Title">Of the requirement, in a few words.</param>
/// <param name="Change">dropped, moved or reworded.</param>
/// <param name="DueAt">The due instant from now on, inclusive, with the offset of China time; null when undated, or dropped.</param>
/// <param name="Link">Where the assignment can be read.</param>
public sealed record BranchChange(Guid AssignmentId, int Requirement, string Title, string Change, DateTimeOffset? DueAt, Uri Link);
