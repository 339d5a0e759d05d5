namespace Workflow.History;

/// <summary>Folds a stream whose kind only its first event tells: what replay does for every stream there is.</summary>
public static class StreamFold
{
    /// <summary>
    /// The state after <paramref name="events"/>, which are one stream's, complete from the first, in order. Null when there are none.
    /// </summary>
    /// <exception cref="ImpossibleEventException">The stream is corrupt.</exception>
    public static object? Fold(IReadOnlyList<object> events) => events is [] ? null : events[0] switch
    {
        NoticeEvent => Fold<Notice, NoticeEvent>(events),
        AssignmentEvent => Fold<Assignment, AssignmentEvent>(events),
        ReminderPlanEvent => Fold<ReminderPlan, ReminderPlanEvent>(events),
        ChannelEvent => Fold<Channel, ChannelEvent>(events),
        UnitEvent => Fold<Unit, UnitEvent>(events),
        GrantEvent => Fold<Grant, GrantEvent>(events),
        DelegationEvent => Fold<Delegation, DelegationEvent>(events),
        DirectoryEvent => Fold<DirectoryVersions, DirectoryEvent>(events),
        WorkingCalendarEvent => Fold<CalendarYear, WorkingCalendarEvent>(events),
        AccessEvent => Fold<Access, AccessEvent>(events),
        LedgerEvent => Fold<LedgerSource, LedgerEvent>(events),
        OperatorEvent => Fold<OperatorAct, OperatorEvent>(events),
        var other => throw new ArgumentException($"{other.GetType()} belongs to no aggregate.", nameof(events)),
    };

    /// <summary>The state after one aggregate's events, from its initial state.</summary>
    public static TState Fold<TState, TEvent>(IEnumerable<object> events)
        where TState : IAggregate<TState, TEvent> =>
        events.Cast<TEvent>().Aggregate(TState.Initial, TState.Evolve);
}
