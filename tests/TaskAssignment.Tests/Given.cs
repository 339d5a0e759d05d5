namespace TaskAssignment.Tests;

/// <summary>Histories to decide on: one in each state an assignment can be in.</summary>
internal static class Given
{
    public static readonly Guid Notice = Guid.Parse("0198a000-0000-7000-8000-000000000001");
    public static readonly DateTimeOffset DueAt = DateTimeOffset.Parse("2016-04-30T15:59:59Z", CultureInfo.InvariantCulture);
    /// <summary>The term that the return of the histories gives.</summary>
    public static readonly DateTimeOffset Term = DueAt.AddDays(10);

    public static readonly Evidence Minutes = new(new string('a', 64), "minutes.pdf", 1024);

    public static readonly AssignmentEvent.Dispatched Dispatch =
        new(Notice, 1, "D1-B1", null, "CITY", Disposition.Dated, Part.Sole, DueAt, new string('d', 64));
    public static readonly AssignmentEvent.Dispatched Principle = Dispatch with { Disposition = Disposition.Principle, DueAt = null };
    public static readonly AssignmentEvent.ReportSubmitted Report =
        new(1, new string('e', 64), new Dictionary<string, long> { ["sessions"] = 3 }, [Minutes]);

    public static readonly AssignmentEvent.ExtensionRequested Asked = new(1, "flood", DueAt.AddDays(7));
    public static readonly AssignmentEvent.Declined Declined = new("not ours", "D1-B2");

    private static readonly AssignmentEvent Acknowledged = new AssignmentEvent.Acknowledged();

    /// <summary>The events that lead to each state, from a duty that is reported on.</summary>
    public static readonly IReadOnlyDictionary<string, AssignmentEvent[]> Histories = new Dictionary<string, AssignmentEvent[]>
    {
        ["none"] = [],
        ["dispatched"] = [Dispatch],
        ["acknowledged"] = [Dispatch, Acknowledged],
        ["reported"] = [Dispatch, Acknowledged, Report],
        ["returned"] = [Dispatch, Acknowledged, Report, new AssignmentEvent.ReportReturned(1, "no figures"),
            new AssignmentEvent.DeadlineMoved(Term, DeadlineOrigin.Return, null, null, null, DueAt)],
        ["accepted"] = [Dispatch, Acknowledged, Report, new AssignmentEvent.ReportAccepted(1)],
        ["closed"] = [Dispatch, Acknowledged, Report, new AssignmentEvent.ReportAccepted(1), new AssignmentEvent.Closed()],
        ["asked"] = [Dispatch, Acknowledged, Asked],
        ["declined"] = [Dispatch, Acknowledged, Declined],
        ["insisted"] = [Dispatch, Acknowledged, Declined, new AssignmentEvent.DeclineRefused("yours")],
        ["reassigned"] = [Dispatch, Acknowledged, Declined,
            new AssignmentEvent.Reassigned("D1-B2", Ids.Assignment(Notice, 1, "D1-B2", null), null)],
        ["reopened"] = [Dispatch, Acknowledged, Report, new AssignmentEvent.ReportAccepted(1), new AssignmentEvent.Closed(),
            new AssignmentEvent.Reopened("no figures"),
            new AssignmentEvent.DeadlineMoved(Term, DeadlineOrigin.Reopening, null, null, null, DueAt)],
        ["cancelled"] = [Dispatch, Acknowledged, new AssignmentEvent.Cancelled(CancelCause.Withdrawal, "otherwise now", 9)],
    };

    public static Assignment State(string name) => After(Histories[name]);

    public static Assignment After(params IEnumerable<AssignmentEvent> events) => events.Aggregate(Assignment.Initial, Assignment.Evolve);

    /// <summary>What a decision comes to, in a word: a refusal's code, <c>nothing</c>, or the names of its events.</summary>
    public static string InAWord(this Decision<AssignmentEvent> decision) => decision switch
    {
        Decision<AssignmentEvent>.Rejected rejected => rejected.Refusal.Code,
        Decision<AssignmentEvent>.Unfit unfit => unfit.Input.Code,
        Decision<AssignmentEvent>.Accepted { Events: [] } => "nothing",
        Decision<AssignmentEvent>.Accepted accepted => string.Join(" ", accepted.Events.Select(e => e.GetType().Name)),
        _ => throw new InvalidOperationException(),
    };
}
