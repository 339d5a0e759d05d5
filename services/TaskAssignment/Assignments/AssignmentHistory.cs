using System.Text.Json.Serialization;

namespace TaskAssignment.Assignments;

/// <summary>An act on an assignment, or what time did to it.</summary>
/// <param name="Kind">
/// dispatched, acknowledged, person-named, handed-over (to another person), reported, returned, accepted, closed, missed,
/// deadline-moved, extension-asked,
/// extension-granted, extension-refused, declined, insisted, reassigned, reopened, urged, amended or cancelled.
/// </param>
/// <param name="At">When it was recorded; of a report, when it was handed in.</param>
/// <param name="By">Opaque id of the person who did it; absent where no person did.</param>
/// <param name="Unit">For which unit: of what is dispatched, the one that issued the notice; absent where no unit acted.</param>
/// <param name="Role">In which role; absent where no person acted.</param>
/// <param name="Reason">What was said with it, such as why it was returned; of a deadline that a calendar moved, calendar-published
/// or calendar-amended.</param>
/// <param name="DueAt">What was, became, or was asked to be due then.</param>
/// <param name="Origin">Where a moved deadline comes from.</param>
/// <param name="Report">Number of the report that was handed in or judged.</param>
/// <param name="To">The unit whose it may be, or is.</param>
/// <param name="OnBehalfOf">Opaque id of the person that was acted for; absent where none was.</param>
internal sealed record HistoryItem(
    [OneOf("dispatched", "acknowledged", "person-named", "handed-over", "reported", "returned", "accepted", "closed", "missed",
    "deadline-moved",
    "extension-asked", "extension-granted", "extension-refused", "declined", "insisted", "reassigned", "reopened",
        "urged", "amended", "cancelled")] string Kind, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeadlineOrigin? Origin = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Report = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitName? To = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OnBehalfOf = null);

/// <summary>An assignment's own history, as its page tells it. Pure.</summary>
internal static class AssignmentHistory
{
    private const string PersonNamed = "person-named";

    /// <summary>Every act in order. A deadline that waits behind a report is none: nothing has come of it yet.</summary>
    /// <param name="events">Of one assignment.</param>
    /// <param name="named">The unit of a code.</param>
    public static IReadOnlyList<HistoryItem> Of(IEnumerable<Told<AssignmentEvent>> events, Func<string, UnitName> named)
    {
        List<HistoryItem> items = [.. events.Select(told => Item(told.Event, told.Stored.RecordedAt, told.Stored.ByPerson(), named))
            .OfType<HistoryItem>()];
        var first = items.FindIndex(item => item.Kind == PersonNamed);
        return [.. items.Select((item, place) => item.Kind == PersonNamed && place > first ? item with { Kind = "handed-over" } : item)];
    }

    private static HistoryItem? Item(AssignmentEvent @event, DateTimeOffset at, Actor? actor, Func<string, UnitName> named)
    {
        return @event switch
        {
            AssignmentEvent.Dispatched e => Of("dispatched") with { Unit = actor?.Unit ?? e.IssuingUnit, DueAt = e.DueAt },
            AssignmentEvent.Acknowledged => Of("acknowledged"),
            AssignmentEvent.ResponsiblePersonNamed => Of(PersonNamed),
            AssignmentEvent.ReportSubmitted e => Of("reported") with { At = e.At ?? at, By = e.By ?? actor?.Person, Report = e.Number },
            AssignmentEvent.ReportReturned e => Of("returned") with { Reason = e.Reason, Report = e.Number },
            AssignmentEvent.ReportAccepted e => Of("accepted") with { Report = e.Number },
            AssignmentEvent.DeadlineMissed e => new("missed", at, By: null, Unit: null, Role: null, DueAt: e.DueAt),
            AssignmentEvent.DeadlineMoved e => Of("deadline-moved") with { Reason = e.Reason, DueAt = e.DueAt, Origin = e.Origin },
            AssignmentEvent.DeadlineKept => null,
            AssignmentEvent.ExtensionRequested e => Of("extension-asked") with { Reason = e.Reason, DueAt = e.DueAt },
            AssignmentEvent.ExtensionGranted e => Of("extension-granted") with { Reason = e.Reason, DueAt = e.DueAt },
            AssignmentEvent.ExtensionRefused e => Of("extension-refused") with { Reason = e.Reason },
            AssignmentEvent.Declined e => Of("declined") with { Reason = e.Reason, To = e.Rather is { } rather ? named(rather) : null },
            AssignmentEvent.DeclineRefused e => Of("insisted") with { Reason = e.Reason },
            AssignmentEvent.Reassigned e => Of("reassigned") with { Reason = e.Reason, To = named(e.Unit) },
            AssignmentEvent.Closed => Of("closed"),
            AssignmentEvent.Reopened e => Of("reopened") with { Reason = e.Reason },
            AssignmentEvent.Urged e => Of("urged") with { Reason = e.Words },
            AssignmentEvent.Amended e => Of("amended") with { Reason = e.Reason },
            AssignmentEvent.Cancelled e => Of("cancelled") with { Reason = e.Reason },
            _ => throw new UnreachableException(),
        };

        HistoryItem Of(string kind) => new(kind, at, actor?.Person, actor?.Unit, actor?.Role, OnBehalfOf: actor?.OnBehalfOf);
    }
}
