namespace Workflow.History.Tests;

/// <summary>
/// From every state that can be reached, every event there is: it leads on, or it is refused as impossible; nothing else may happen.
/// </summary>
public sealed class CorruptStreamTests
{
    private const int Depth = 5;

    [Fact]
    public void A_notice_stops_at_what_cannot_follow() => Explore<Notice, NoticeEvent>();

    [Fact]
    public void An_assignment_stops_at_what_cannot_follow() => Explore<Assignment, AssignmentEvent>();

    [Fact]
    public void A_plan_stops_at_what_cannot_follow() => Explore<ReminderPlan, ReminderPlanEvent>(
        new ReminderPlanEvent.Sent(Guid.Empty, "-7d", 1, 1, "remind", "DL", Guid.Empty));

    [Fact]
    public void A_channel_stops_at_what_cannot_follow() => Explore<Channel, ChannelEvent>();

    [Fact]
    public void A_unit_stops_at_what_cannot_follow() => Explore<Unit, UnitEvent>();

    [Fact]
    public void A_calendar_stops_at_what_cannot_follow() => Explore<CalendarYear, WorkingCalendarEvent>();

    [Fact]
    public void A_source_stops_at_what_cannot_follow() => Explore<LedgerSource, LedgerEvent>();

    [Fact]
    public void A_call_stops_at_what_cannot_follow() => Explore<Access, AccessEvent>();

    [Fact]
    public void An_act_of_an_operator_stops_at_what_cannot_follow() => Explore<OperatorAct, OperatorEvent>();

    private static void Explore<TState, TEvent>(params TEvent[] strangers) where TState : IAggregate<TState, TEvent>
    {
        TEvent[] events = [.. StoredEventSamples.All.OfType<TEvent>(), .. strangers];
        var refused = 0;
        TState[] states = [TState.Initial];
        for (var depth = 0; depth < Depth; depth++)
            states = [.. from state in states from @event in events let next = Next(state, @event) where next is not null select next];

        Assert.True(refused > 0 || typeof(TState) == typeof(Channel), "No impossible pair was met: the samples are too tame.");

        TState? Next(TState state, TEvent @event)
        {
            try
            {
                return TState.Evolve(state, @event);
            }
            catch (ImpossibleEventException)
            {
                refused++;
                return default;
            }
        }
    }
}
