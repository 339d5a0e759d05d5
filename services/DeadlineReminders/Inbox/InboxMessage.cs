using System.Text.Json.Serialization;
using Workflow.Contracts.Branch.V1;

namespace DeadlineReminders.Inbox;

/// <summary>A message of an inbox as its JSON is, for the document: what is answered is what was kept, a CloudEvent.</summary>
/// <param name="Specversion">Always 1.0.</param>
/// <param name="Id">Stable over repeats.</param>
/// <param name="Source">Always urn:workflow:reminders.</param>
/// <param name="Type">What it says; later versions of the product add some.</param>
/// <param name="Subject">Code of the unit it goes to.</param>
/// <param name="Time">When it was decided.</param>
/// <param name="Datacontenttype">Always application/json.</param>
/// <param name="Data">What it is about.</param>
/// <param name="Withdrawnat">Since when it no longer holds; absent where it does.</param>
/// <param name="Withdrawnfor">Why it no longer holds; absent where it does.</param>
internal sealed record InboxMessage(string Specversion, Guid Id, string Source, string Type, string Subject, DateTimeOffset Time,
    string Datacontenttype, BranchEventData Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Withdrawnat,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Withdrawnfor);
