using TaskAssignment.Notices;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// 变更: the notice orders otherwise from now on. What it does not order any more is over; what is due at another instant follows, but a
/// later day that a person gave the unit stays; what was reported keeps its deadline, and gets the later one if the report is returned.
/// What is done with stays, and so does every verdict. Repeating it changes nothing. Pure.
/// </summary>
internal static class AmendAssignment
{
    /// <summary>More changes than this a unit does not read in a message; it finds them where it reads the notice.</summary>
    private const int MostTold = 100;

    /// <summary>What becomes of one assignment; none where it follows the amendment already, or is not concerned.</summary>
    /// <param name="state">As it is.</param>
    /// <param name="amended">What the notice orders.</param>
    /// <param name="now">Business time. A day that has passed by then is nobody's any more: nobody becomes late by an amendment.</param>
    public static IReadOnlyList<AssignmentEvent> Decide(Assignment state, AmendedNotice amended, DateTimeOffset now)
    {
        if (state is not Assignment.Known { Facts: var facts } known || IsDone(known) || facts.Amendment >= amended.Number)
            return [];
        if (amended.Requirement(facts.Dispatch) is not { } requirement)
            return [amended.Event(AmendmentChange.Dropped), new AssignmentEvent.Cancelled(CancelCause.Amendment, amended.Reason,
                amended.Version)];
        var (isDated, isWorded) = (requirement.DueAmendment > facts.Amendment, requirement.TextAmendment > facts.Amendment);
        if (state is Assignment.Accepted || !(isDated || isWorded))
            return [];
        var follows = isDated && requirement.DueAt is { } due ? Follow(known, due, amended, now) : null;
        AmendmentChange[] changes = [.. follows is AssignmentEvent.DeadlineMoved ? [AmendmentChange.Moved] : Array.Empty<AmendmentChange>(),
            .. isWorded ? [AmendmentChange.Reworded] : Array.Empty<AmendmentChange>()];
        return follows is null ? [amended.Event(changes)] : [amended.Event(changes), follows];
    }

    /// <summary>What becomes of a unit's assignments: the first that is concerned carries what the unit is told.</summary>
    /// <param name="unit">All of the unit's that the amendment concerns.</param>
    /// <param name="amended">What the notice orders.</param>
    /// <param name="now">Business time.</param>
    /// <exception cref="RefusedRequestException">503: a deadline that has just passed is judged first.</exception>
    public static Dictionary<Guid, IReadOnlyList<AssignmentEvent>> DecideUnit(IEnumerable<(Guid Id, Assignment State)> unit,
        AmendedNotice amended, DateTimeOffset now)
    {
        var decided = unit.Select(one => (one.Id, State: one.State as Assignment.Known, Events: Decide(one.State, amended, now)))
            .Where(one => one.Events.Count > 0)
            .OrderBy(one => one.State!.Facts.Dispatch.Requirement).ThenBy(one => one.Id).ToList();
        foreach (var (_, state, events) in decided)
            if (States.Owing.Contains(States.Of(state!)) && events.Any(e => e is not AssignmentEvent.Amended))
                Limit.MustBeJudged(state!.Facts, now);
        var told = decided.SelectMany(one => Told(one.Id, one.State!, one.Events, amended)).Take(MostTold).ToList();
        return decided.Index().ToDictionary(one => one.Item.Id, one => one.Index > 0 || told.Count == 0 ? one.Item.Events
            : [((AssignmentEvent.Amended)one.Item.Events[0]) with { Told = told }, .. one.Item.Events.Skip(1)]);
    }

    private static AssignmentEvent? Follow(Assignment.Known state, DateTimeOffset due, AmendedNotice amended, DateTimeOffset now) =>
        state switch
        {
            { Facts: var facts } when due < now || (IsPersons(facts.Origin) && facts.DueAt > due) => null,
            Assignment.Reported { Facts: var facts } when (facts.Kept?.Instead ?? facts.DueAt) == due => null,
            not Assignment.Reported when state.Facts.DueAt == due => null,
            Assignment.Reported => new AssignmentEvent.DeadlineKept(due, amended.Version, Calendar: null, Reason: null),
            _ => new AssignmentEvent.DeadlineMoved(due, DeadlineOrigin.Amendment, amended.Version, Calendar: null, Reason: null, now),
        };

    /// <summary>Whether a person gave the unit its day, in what it asked or was told for itself.</summary>
    private static bool IsPersons(DeadlineOrigin origin) =>
        origin is DeadlineOrigin.Extension or DeadlineOrigin.Return or DeadlineOrigin.Decline or DeadlineOrigin.Reopening;

    private static bool IsDone(Assignment.Known state) => state is Assignment.Closed or Assignment.Reassigned or Assignment.Cancelled
        or Assignment.Acknowledged { Facts.Dispatch.Disposition: Disposition.Principle };

    /// <summary>Not of a day that waits behind a report, or that nobody owes by.</summary>
    private static IEnumerable<AmendedPart> Told(Guid id, Assignment.Known state, IReadOnlyList<AssignmentEvent> events,
        AmendedNotice amended)
    {
        var (facts, number) = (state.Facts, state.Facts.Dispatch.Requirement);
        var moved = state is Assignment.Declined ? null : events.OfType<AssignmentEvent.DeadlineMoved>().FirstOrDefault();
        var due = moved?.DueAt ?? facts.DueAt;
        foreach (var change in ((AssignmentEvent.Amended)events[0]).Changes)
        {
            if (change is AmendmentChange.Moved && moved is null)
                continue;
            yield return new(id, number, amended.TitleOf(number), change, change is AmendmentChange.Moved ? facts.DueAt : null,
                change is AmendmentChange.Dropped ? null : due);
        }
    }
}

/// <summary>What a notice orders since it was amended, to be asked of many assignments.</summary>
internal sealed class AmendedNotice(NoticeAmended message)
{
    private readonly Dictionary<int, DistributedRequirement> _requirements = message.Requirements.ToDictionary(it => it.Number);
    private readonly Dictionary<int, string> _dropped = message.Dropped.ToDictionary(it => it.Number, it => it.Title);
    private readonly HashSet<(int Requirement, string Unit)> _noLonger = [.. message.NoLonger.SelectMany(group =>
        group.Units.SelectMany(unit => group.Requirements.Select(requirement => (requirement, unit))))];

    /// <summary>As <see cref="DistributedRequirement.DueOrigin"/> names it: an amendment has set the day.</summary>
    public const string SetsDay = "amendment";

    public int Number => message.Number;

    public long Version => message.Version;

    public string Reason => message.Reason;

    public bool Orders(AssignmentEvent.Dispatched dispatched) => Requirement(dispatched) is not null;

    /// <summary>The requirement as the notice orders it of this unit; null where it does not any more.</summary>
    public DistributedRequirement? Requirement(AssignmentEvent.Dispatched of) => Requirement(of.Requirement, of.Unit);

    /// <summary>Whether any amendment makes something another of what stands in this row.</summary>
    public bool Concerns(BoardRow row) => !States.Over.Contains(row.State)
        && Requirement(row.Requirement, row.Unit) is null or { DueAmendment: > 0 } or { TextAmendment: > 0 };

    /// <summary>A requirement in a few words.</summary>
    public string TitleOf(int requirement) => _requirements.GetValueOrDefault(requirement)?.Title ?? _dropped[requirement];

    public AssignmentEvent.Amended Event(params IReadOnlyList<AmendmentChange> changes) =>
        new(Number, Version, Reason, changes, Told: null);

    private DistributedRequirement? Requirement(int number, string unit) =>
        _noLonger.Contains((number, unit)) ? null : _requirements.GetValueOrDefault(number);
}

/// <summary>A notice was amended; assignments made of it later follow that at once.</summary>
internal sealed class NoticeAmendedConsumer(AmendedAssignments amended) : IConsumer<NoticeAmended>
{
    public Task Consume(ConsumeContext<NoticeAmended> context) =>
        amended.HearAsync(context.Message, context.MessageId, context, context.CancellationToken);
}

/// <summary>Has the assignments of a notice follow what it orders since it was amended: all of a unit's in one transaction.</summary>
internal sealed class AmendedAssignments(StreamStore streams, BoardStore board, Quarantine quarantine, NoticeStore notices, DueSweep due,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall) : HeardWhereJudged(streams, board, quarantine, due, wall)
{
    public override string Place => "amended";

    /// <summary>
    /// Where nothing of it is open any more, no event of an assignment tells the notice so; then this does, by what it orders now.
    /// </summary>
    public async Task HearAsync(NoticeAmended amended, Guid? message, IPublishEndpoint publish, CancellationToken ct)
    {
        var notice = amended.Head.Notice;
        var units = Math.Max(1, AssignmentDesk.ChunkSize / (amended.Requirements.Count + amended.Dropped.Count));
        await HearAsync(notice, message, transaction => NoticeStore.KeepAsync(transaction, amended, ct), ByUnit(), ct);
        foreach (var standing in await notices.StandingsAsync([notice], reopened: [], ct))
            if (standing.IsDischarged)
                await publish.Publish(standing, ct);

        async IAsyncEnumerable<IReadOnlyList<BoardRow>> ByUnit()
        {
            for (var after = ""; ;)
            {
                var rows = await Board.OfUnitsAsync(notice, after, units, ct);
                if (rows is not [.., var last])
                    yield break;
                yield return rows;
                after = last.Unit;
            }
        }
    }

    /// <summary>A unit is told once, of all its assignments.</summary>
    protected override Task<List<BoardRow>> TogetherWithAsync(BoardRow row, CancellationToken ct) =>
        Board.OfUnitAsync(row.Notice, row.Unit, ct);

    protected override async Task<IReadOnlyList<ItemFault>> TryAsync(IReadOnlyList<BoardRow> rows, CommandContext context,
        CancellationToken ct)
    {
        var unreadable = new List<ItemFault>();
        var units = rows.GroupBy(row => row.Unit, StringComparer.Ordinal).Select(unit => unit.ToList()).ToList();
        var faults = await EachForItself.DoAsync(units, async some =>
        {
            var decided = await Streams.TransactAsync(context, transaction => AmendAsync(transaction, some, ct), ct);
            unreadable.AddRange(decided);
        }, ct);
        return [.. unreadable, .. faults.SelectMany(fault => fault.Item.Select(row => new ItemFault(row.Assignment, fault.Why)))];
    }

    private static async Task<IReadOnlyList<ItemFault>> AmendAsync(StreamTransaction transaction, IReadOnlyList<List<BoardRow>> units,
        CancellationToken ct)
    {
        var since = await NoticeStore.SinceAsync(transaction.Transaction, units[0][0].Notice, ct);
        if (since.Amended is not { } amended)
            return [];
        var concerned = units.SelectMany(unit => unit).Where(amended.Concerns).ToDictionary(row => row.Assignment, row => row.Unit);
        if (concerned.Count == 0)
            return [];
        var many = await AssignmentDesk.DecideTogetherAsync(transaction, concerned.Keys, states => states
            .GroupBy(state => concerned[state.Key], StringComparer.Ordinal)
            .SelectMany(unit => AmendAssignment.DecideUnit(unit.Select(one => (one.Key, one.Value)), amended, transaction.Now))
            .ToDictionary(one => one.Key, one => (Decision<AssignmentEvent>)new Decided(one.Value)), ct);
        await transaction.CommitAsync(ct);
        return many.Faults;
    }
}

/// <summary>Whole notices, one after the other.</summary>
internal sealed class NoticeAmendedConsumerDefinition : ConsumerDefinition<NoticeAmendedConsumer>
{
    public NoticeAmendedConsumerDefinition() => ConcurrentMessageLimit = 4;
}
