using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Workflow.History;

/// <summary>
/// The services whose streams there are, by the name they have in events, messages, schemas and addresses. Listed here and nowhere else.
/// </summary>
public static class Sources
{
#pragma warning disable CS1591 // Each is what it says.
    public const string Notices = "notices";
    public const string Assignments = "assignments";
    public const string Reminders = "reminders";
    public const string Directory = "directory";
    public const string Audit = "audit";
#pragma warning restore CS1591

    /// <summary>All of them, in the order in which a notice meets them.</summary>
    public static IReadOnlyList<string> All { get; } = [Notices, Assignments, Reminders, Directory, Audit];
}

/// <summary>A stored event's name for ever, and the type it is read into today.</summary>
/// <param name="Source">The service whose streams hold it, one of <see cref="Sources"/>; null = any of them may.</param>
/// <param name="Name">As stored, with its version: <c>assignment.dispatched.v1</c>.</param>
/// <param name="Clr">Today's type; its own name is never stored as something to be read back.</param>
/// <param name="Upcast">
/// Makes the JSON stored under the entry before it with the same <paramref name="Clr"/> into what this entry stores; null for the first
/// one. Pure; may change its argument.
/// </param>
public sealed record StoredType(string? Source, string Name, Type Clr, Func<JsonObject, JsonObject>? Upcast = null);

/// <summary>
/// Every stored event there is, and how each is read. A new version of an event is one more entry after the last of its type, with the
/// upcast from the one before: the newest
/// name is the one written, whatever stands under an older one is brought up step by step. Immutable.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>
    /// The stored events of this version of the product, in the order the domain tells them. The one place where names are given.
    /// </summary>
    public static Vocabulary Today { get; } = new([
        new(Sources.Notices, "notice.received.v1", typeof(NoticeEvent.Received)),
        new(Sources.Notices, "notice.understood.v1", typeof(NoticeEvent.Understood)),
        new(Sources.Notices, "notice.question-raised.v1", typeof(NoticeEvent.QuestionRaised)),
        new(Sources.Notices, "notice.question-answered.v1", typeof(NoticeEvent.QuestionAnswered)),
        new(Sources.Notices, "notice.addressees-resolved.v1", typeof(NoticeEvent.AddresseesResolved)),
        new(Sources.Notices, "notice.alias-taught.v1", typeof(NoticeEvent.AliasTaught)),
        new(Sources.Notices, "notice.requirement-corrected.v1", typeof(NoticeEvent.RequirementCorrected)),
        new(Sources.Notices, "notice.beyond-authority.v1", typeof(NoticeEvent.BeyondAuthority)),
        new(Sources.Notices, "notice.approved.v1", typeof(NoticeEvent.Approved)),
        new(Sources.Notices, "notice.agreed.v1", typeof(NoticeEvent.Agreed)),
        new(Sources.Notices, "notice.issued.v1", typeof(NoticeEvent.Issued)),
        new(Sources.Notices, "notice.deadline-recomputed.v1", typeof(NoticeEvent.DeadlineRecomputed)),
        new(Sources.Notices, "notice.unit-joined.v1", typeof(NoticeEvent.UnitJoined)),
        new(Sources.Notices, "notice.concluded.v1", typeof(NoticeEvent.Concluded)),
        new(Sources.Notices, "notice.resumed.v1", typeof(NoticeEvent.Resumed)),
        new(Sources.Notices, "notice.amended.v1", typeof(NoticeEvent.Amended)),
        new(Sources.Notices, "notice.copies-set.v1", typeof(NoticeEvent.CopiesSet)),
        new(Sources.Notices, "notice.copied.v1", typeof(NoticeEvent.Copied)),
        new(Sources.Notices, "notice.withdrawn.v1", typeof(NoticeEvent.Withdrawn)),
        new(Sources.Notices, "notice.superseded.v1", typeof(NoticeEvent.Superseded)),
        new(Sources.Notices, "notice.rejected.v1", typeof(NoticeEvent.Rejected)),

        new(Sources.Assignments, "assignment.dispatched.v1", typeof(AssignmentEvent.Dispatched)),
        new(Sources.Assignments, "assignment.acknowledged.v1", typeof(AssignmentEvent.Acknowledged)),
        new(Sources.Assignments, "assignment.responsible-person-named.v1", typeof(AssignmentEvent.ResponsiblePersonNamed)),
        new(Sources.Assignments, "assignment.report-submitted.v1", typeof(AssignmentEvent.ReportSubmitted)),
        new(Sources.Assignments, "assignment.report-returned.v1", typeof(AssignmentEvent.ReportReturned)),
        new(Sources.Assignments, "assignment.report-accepted.v1", typeof(AssignmentEvent.ReportAccepted)),
        new(Sources.Assignments, "assignment.deadline-missed.v1", typeof(AssignmentEvent.DeadlineMissed)),
        new(Sources.Assignments, "assignment.deadline-moved.v1", typeof(AssignmentEvent.DeadlineMoved)),
        new(Sources.Assignments, "assignment.deadline-moved.v2", typeof(AssignmentEvent.DeadlineMoved), Upcasts.OnlyCalendarsMoved),
        new(Sources.Assignments, "assignment.deadline-kept.v1", typeof(AssignmentEvent.DeadlineKept)),
        new(Sources.Assignments, "assignment.extension-requested.v1", typeof(AssignmentEvent.ExtensionRequested)),
        new(Sources.Assignments, "assignment.extension-granted.v1", typeof(AssignmentEvent.ExtensionGranted)),
        new(Sources.Assignments, "assignment.extension-refused.v1", typeof(AssignmentEvent.ExtensionRefused)),
        new(Sources.Assignments, "assignment.declined.v1", typeof(AssignmentEvent.Declined)),
        new(Sources.Assignments, "assignment.decline-refused.v1", typeof(AssignmentEvent.DeclineRefused)),
        new(Sources.Assignments, "assignment.reassigned.v1", typeof(AssignmentEvent.Reassigned)),
        new(Sources.Assignments, "assignment.closed.v1", typeof(AssignmentEvent.Closed)),
        new(Sources.Assignments, "assignment.reopened.v1", typeof(AssignmentEvent.Reopened)),
        new(Sources.Assignments, "assignment.urged.v1", typeof(AssignmentEvent.Urged)),
        new(Sources.Assignments, "assignment.amended.v1", typeof(AssignmentEvent.Amended)),
        new(Sources.Assignments, "assignment.cancelled.v1", typeof(AssignmentEvent.Cancelled)),

        new(Sources.Reminders, "reminder.planned.v1", typeof(ReminderPlanEvent.Planned)),
        new(Sources.Reminders, "reminder.sent.v1", typeof(ReminderPlanEvent.Sent)),
        new(Sources.Reminders, "reminder.suppressed.v1", typeof(ReminderPlanEvent.Suppressed)),
        new(Sources.Reminders, "reminder.escalated.v1", typeof(ReminderPlanEvent.Escalated)),
        new(Sources.Reminders, "reminder.deadline-passed.v1", typeof(ReminderPlanEvent.DeadlinePassed)),
        new(Sources.Reminders, "reminder.deadline-not-missed.v1", typeof(ReminderPlanEvent.NotMissed)),
        new(Sources.Reminders, "reminder.assignment-followed.v1", typeof(ReminderPlanEvent.Followed)),
        new(Sources.Reminders, "reminder.plan-stopped.v1", typeof(ReminderPlanEvent.Stopped)),
        new(Sources.Reminders, "reminder.plan-revised.v1", typeof(ReminderPlanEvent.Revised)),
        new(Sources.Reminders, "reminder.rescheduled.v1", typeof(ReminderPlanEvent.Rescheduled)),
        new(Sources.Reminders, "reminder.delivered.v1", typeof(ReminderPlanEvent.Delivered)),
        new(Sources.Reminders, "reminder.dead-lettered.v1", typeof(ReminderPlanEvent.DeadLettered)),
        new(Sources.Reminders, "reminder.withdrawn.v1", typeof(ReminderPlanEvent.Withdrawn)),
        new(Sources.Reminders, "reminder.unit-told.v1", typeof(ReminderPlanEvent.UnitTold)),
        new(Sources.Reminders, "reminder.message-read.v1", typeof(ReminderPlanEvent.MessageRead)),
        new(Sources.Reminders, "channel.configured.v1", typeof(ChannelEvent.Configured)),

        new(Sources.Directory, "unit.established.v1", typeof(UnitEvent.Established)),
        new(Sources.Directory, "unit.renamed.v1", typeof(UnitEvent.Renamed)),
        new(Sources.Directory, "unit.reclassified.v1", typeof(UnitEvent.Reclassified)),
        new(Sources.Directory, "unit.moved.v1", typeof(UnitEvent.Moved)),
        new(Sources.Directory, "unit.alias-added.v1", typeof(UnitEvent.AliasAdded)),
        new(Sources.Directory, "unit.alias-removed.v1", typeof(UnitEvent.AliasRemoved)),
        new(Sources.Directory, "unit.upstream-set.v1", typeof(UnitEvent.UpstreamSet)),
        new(Sources.Directory, "grant.recorded.v1", typeof(GrantEvent.Recorded)),
        new(Sources.Directory, "delegation.given.v1", typeof(DelegationEvent.Given)),
        new(Sources.Directory, "delegation.ended.v1", typeof(DelegationEvent.Ended)),
        new(Sources.Directory, "directory.changed.v1", typeof(DirectoryEvent.Changed)),
        new(Sources.Directory, "calendar.published.v1", typeof(WorkingCalendarEvent.Published)),
        new(Sources.Directory, "calendar.amended.v1", typeof(WorkingCalendarEvent.Amended)),

        new(Sources.Audit, "access.recorded.v1", typeof(AccessEvent.Recorded)),
        new(null, "access.recorded.v2", typeof(AccessEvent.Recorded), Upcasts.OnlyTheLedgerWasRead),
        new(Sources.Audit, "access.refused.v1", typeof(AccessEvent.Refused)),
        new(Sources.Audit, "access.refusals-summed.v1", typeof(AccessEvent.RefusalsSummed)),
        new(Sources.Audit, "ledger.epoch-begun.v1", typeof(LedgerEvent.EpochBegun)),

        new(null, "operator.messages-retried.v1", typeof(OperatorEvent.MessagesRetried)),
        new(null, "operator.messages-discarded.v1", typeof(OperatorEvent.MessagesDiscarded)),
        new(Sources.Reminders, "operator.deliveries-resent.v1", typeof(OperatorEvent.DeliveriesResent)),
    ]);

    private readonly FrozenDictionary<string, Reading> _byName;
    private readonly FrozenDictionary<Type, StoredType> _newest;

    /// <summary>A vocabulary of these entries; of each type, the older versions before the newer.</summary>
    /// <exception cref="ArgumentException">
    /// A name stands twice, or a further version of a type has no upcast, or a first one has.
    /// </exception>
    public Vocabulary(IReadOnlyList<StoredType> all)
    {
        All = all;
        foreach (var versions in all.GroupBy(entry => entry.Clr))
        {
            if (versions.First().Upcast is not null || versions.Skip(1).Any(entry => entry.Upcast is null))
                throw new ArgumentException($"Of the names of {versions.Key}, each but the first, and only these, needs an upcast.",
                    nameof(all));
        }
        _byName = all.ToFrozenDictionary(entry => entry.Name, entry => new Reading(entry.Clr,
            [.. all.SkipWhile(e => e != entry).Skip(1).Where(e => e.Clr == entry.Clr).Select(e => e.Upcast!)]), StringComparer.Ordinal);
        _newest = all.GroupBy(entry => entry.Clr).ToFrozenDictionary(versions => versions.Key, versions => versions.Last());
    }

    /// <summary>All stored events, older versions included.</summary>
    public IReadOnlyList<StoredType> All { get; }

    /// <summary>The name under which an event is stored today.</summary>
    /// <exception cref="KeyNotFoundException">The type is no stored event.</exception>
    public string NameOf(object @event) => NameOf(@event.GetType());

    /// <inheritdoc cref="NameOf(object)"/>
    public string NameOf(Type type) => _newest[type].Name;

    /// <summary>The type that an event of this name is read into; null when this version of the product does not know the name.</summary>
    public Type? TypeOf(string name) => _byName.GetValueOrDefault(name)?.Clr;

    /// <summary>
    /// An event, read into today's type from what stands under its stored name. The one reader: services, feed, relay and replay all come
    /// here.
    /// </summary>
    /// <exception cref="JsonException">The name is unknown, or the data do not fit it.</exception>
    public object Read(string name, string data)
    {
        var reading = Known(name);
        return reading.Upcasts is []
            ? JsonSerializer.Deserialize(data, reading.Clr, HistoryJson.Options) ?? throw new JsonException($"{name} holds null.")
            : reading.Raise(JsonNode.Parse(data) as JsonObject, name);
    }

    /// <inheritdoc cref="Read(string, string)"/>
    public object Read(string name, JsonElement data)
    {
        var reading = Known(name);
        return reading.Upcasts is []
            ? data.Deserialize(reading.Clr, HistoryJson.Options) ?? throw new JsonException($"{name} holds null.")
            : reading.Raise(JsonObject.Create(data), name);
    }

    private Reading Known(string name) => _byName.GetValueOrDefault(name) ?? throw new JsonException($"No stored event is called {name}.");

    private sealed record Reading(Type Clr, IReadOnlyList<Func<JsonObject, JsonObject>> Upcasts)
    {
        public object Raise(JsonObject? stored, string name) => stored is null
            ? throw new JsonException($"{name} holds no object.")
            : Upcasts.Aggregate(stored, (json, upcast) => upcast(json)).Deserialize(Clr, HistoryJson.Options)!;
    }
}
