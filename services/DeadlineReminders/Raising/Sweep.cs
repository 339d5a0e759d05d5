using DeadlineReminders.Following;
using DeadlineReminders.Messages;
using DeadlineReminders.Owner;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;
using Workflow.Planning;

namespace DeadlineReminders.Raising;

/// <summary>Raises what is due in a lane, batch by batch: outcomes, messages and rows of a batch are one transaction.</summary>
/// <remarks>
/// What is due is looked at without a lock, and the owner of the assignments is asked how they stand; then the plans that nobody holds are
/// locked, what is newer is taken up as if its message had come, and all that is due of each assignment is decided at once. The answer is
/// at most five seconds old at the commit, else nothing is written and the owner is asked again. A plan that is held now, and what its
/// owner has not judged yet, is met again by the next sweep, which the lane's trigger is set to at once while anything is due. A plan that
/// throws is set aside, and the others are raised.
/// </remarks>
internal sealed class Sweep(StreamStore streams, NpgsqlDataSource dataSource, AssignmentOwner owner, AssignmentFollower follower,
    PlanStore store, MessageWriter writer, UnitTree tree, TimeProvider business, Quarantine quarantine) : ISetAside
{
    private const string Raising = "raising";
    private const int Fewest = 20;

    /// <summary>In SQL: that the plan of a <c>step</c> is not set aside.</summary>
    public static readonly string Raised = Quarantine.Without(Raising, "step.plan");

    /// <summary>The database ends a transaction whose client says nothing for so long, as one does that is frozen.</summary>
    private const int LongestPause = 1000;

    /// <summary>What is left for the commit when the answer's age is looked at for the last time: two such pauses.</summary>
    private static readonly TimeSpan OldestAnswer = OwnerAnswer.GoodFor - TimeSpan.FromMilliseconds(2 * LongestPause);

    /// <summary>Raises what is due now, in the order it fell due.</summary>
    /// <returns>How many steps were decided, and how many wait for their owner.</returns>
    /// <exception cref="OwnerAwayException">The owner does not answer; what is left waits.</exception>
    public async Task<(int Decided, int Waiting)> RunAsync(short lane, CancellationToken ct)
    {
        var (decided, waiting, most) = (0, 0, AssignmentOwner.MostAtOnce);
        // What lies before the place reached is settled, held or waits: the dead rows of this sweep are not walked again.
        for (var place = Place.Start; ;)
        {
            var due = await DueAsync(lane, place, most, ct);
            if (due.Count == 0)
                return (decided, waiting);
            var answer = await AskAsync(due, last: most == Fewest, ct);
            if (answer is null || await RaiseEachAsync(due, answer, ct) is not var (some, others))
            {
                // Too much for the time that an answer holds: less at once, and where that does not help, later.
                if (most == Fewest)
                    return (decided, waiting + due.Count);
                most = answer is null ? Fewest : Math.Max(most / 4, Fewest);
                continue;
            }
            (decided, waiting, place) = (decided + some, waiting + others, due[^1]);
        }
    }

    /// <summary>Null where the owner needs longer than it has, and may need less for fewer.</summary>
    private async Task<OwnerAnswer?> AskAsync(List<Place> due, bool last, CancellationToken ct)
    {
        try
        {
            return await owner.AskAsync([.. due.Select(step => step.Assignment)], ct);
        }
        catch (OwnerAwayException) when (!last)
        {
            return null;
        }
    }

    string ISetAside.Place => Raising;

    /// <summary>Raises what is due of a plan; its lane's trigger is mended when it is set aside no more.</summary>
    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        var due = await dataSource.Sql(
            "select due_at, plan, assignment from step where plan = $1 and outcome is null and due_at <= $2 order by due_at, assignment",
            item, business.GetUtcNow()).ReadAsync(PlaceOf, ct);
        foreach (var some in due.Chunk(AssignmentOwner.MostAtOnce))
        {
            var answer = await owner.AskAsync([.. some.Select(step => step.Assignment)], ct);
            if (await RaiseAsync(some, answer, ct) is null)
                throw new TimeoutException("The owner's answer became too old.");
        }
    }

    /// <summary>All together; where that throws, each plan that does not.</summary>
    private async Task<(int Decided, int Waiting)?> RaiseEachAsync(IReadOnlyList<Place> due, OwnerAnswer answer, CancellationToken ct)
    {
        (int Decided, int Waiting)? raised = (0, 0);
        var faults = await EachForItself.DoAsync(due.GroupBy(step => step.Plan).ToList(), async plans =>
        {
            var some = await RaiseAsync([.. plans.SelectMany(plan => plan)], answer, ct);
            raised = some is null || raised is null ? null
                : (raised.Value.Decided + some.Value.Decided, raised.Value.Waiting + some.Value.Waiting);
        }, ct);
        await quarantine.AddAsync(Raising, [.. faults.Select(fault => new ItemFault(fault.Item.Key, fault.Why))], ct);
        return raised;
    }

    private static Place PlaceOf(NpgsqlDataReader row) => new(row.Instant(0), row.GetGuid(1), row.GetGuid(2));

    private Task<List<Place>> DueAsync(short lane, Place from, int most, CancellationToken ct) => dataSource.Sql(
        $"""
        select due_at, plan, assignment from step
        where lane = $1 and outcome is null and due_at <= $2 and due_at >= $3 and (due_at, plan, assignment) > ($3, $4, $5) and {Raised}
        order by due_at, plan, assignment limit $6
        """, lane, business.GetUtcNow(), from.DueAt, from.Plan, from.Assignment, most)
        .ReadAsync(PlaceOf, ct);

    /// <summary>Null: the answer had become too old, and nothing was written.</summary>
    private async Task<(int Decided, int Waiting)?> RaiseAsync(IReadOnlyList<Place> due, OwnerAnswer answer, CancellationToken ct)
    {
        var context = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null);
        await using var transaction = await streams.BeginAsync(context, ct);
        var changes = new PlanChanges(transaction);
        var items = await ClaimAsync(changes.Rows, transaction, due, ct);
        var (decided, waiting, units) = (0, 0, tree.Now);
        foreach (var item in items)
        {
            if (!await TakeUpAsync(changes, item, answer.Of(item.Assignment), ct) || Decide(changes, item, answer, units) is not { } events)
            {
                waiting++;
                continue;
            }
            changes.Append(changes.Rows.Plans[item.Plan.Id], events);
            decided += events.Count;
        }
        await store.WriteAsync(changes, ct);
        if (answer.Age > OldestAnswer)
            return null;
        await transaction.CommitAsync(ct);
        return (decided, waiting);
    }

    /// <summary>Takes up what the owner says; false where that cannot follow what was heard before.</summary>
    private async Task<bool> TakeUpAsync(PlanChanges changes, ClaimedItem item, AssignmentChanged? state, CancellationToken ct)
    {
        var known = changes.Rows.Items[item.Assignment].Item;
        if (state is null || FollowAssignment.Contradicts(known, state))
        {
            owner.Disagrees(item.Assignment, known.AssignmentVersion, state?.Version);
            return false;
        }
        owner.Agrees(item.Assignment);
        await follower.FollowAsync(changes, changes.Rows.Plans[item.Plan.Id], state, ct);
        return true;
    }

    /// <summary>Null where it waits for the owner's verdict.</summary>
    private List<ReminderPlanEvent>? Decide(PlanChanges changes, ClaimedItem claimed, OwnerAnswer answer, UnitSnapshot units)
    {
        var (now, policy, unit) = (changes.Transaction.Now, ReminderPolicy.Default, claimed.Plan.Unit);
        var (item, verdict) = (changes.Rows.Items[claimed.Assignment].Item, answer.Of(claimed.Assignment)!.Verdict);
        var pending = changes.Rows.Pending(claimed.Assignment);
        var due = pending.Where(step => step.DueAt <= now).Select(step => step.Wake).ToList();
        var parties = new Parties(claimed.Plan.Notice, unit, units.Parent(unit), claimed.Issuer);
        var matter = claimed.Matter with { DueAt = item.DueAt };
        return RaiseReminder.Decide(item, due, verdict, parties, policy, now)?.Select(e =>
        {
            if (e is not ReminderPlanEvent.Sent sent)
                return e;
            var step = policy.Find(sent.Step)!;
            var text = Wording.Reminder(step, matter, units.ShortNameOf(unit), sent.Audience == unit, verdict == FollowAssignment.Missed,
                now);
            var until = RaiseReminder.ValidUntil(item, sent.Step, pending, RaiseReminder.AudienceOf(sent.Audience, step, parties), policy,
                now);
            var message = writer.Reminder(sent, matter, text, new(sent.Assignment, sent.DeadlineVersion, until, answer.Age), now);
            changes.Messages.Add(message);
            return sent with { Sha256 = message.Sha256 };
        }).ToList();
    }

    /// <summary>Locks the plans that nobody holds, and reads the assignments and their pending steps after it has them.</summary>
    private static async Task<List<ClaimedItem>> ClaimAsync(PlanRows rows, StreamTransaction transaction, IReadOnlyList<Place> due,
        CancellationToken ct)
    {
        var plans = await transaction.Sql($"set local idle_in_transaction_session_timeout = {LongestPause}").Add(
            $"select {PlanTables.PlanColumns} from plan p where id = any($1) order by id for update skip locked",
            due.Select(step => step.Plan).Distinct().ToArray()).ReadAsync(row => rows.Plans.Load(PlanTables.Plan(row)), ct);
        var (locked, assignments) = (plans.ConvertAll(plan => plan.Id).ToArray(), due.Select(step => step.Assignment).Distinct().ToArray());
        var items = await transaction.Sql(
            $"""
            select {PlanTables.ItemColumns}, n.issuing_unit, n.document_number, n.title, r.title, r.quote
            from item i join plan p on p.id = i.plan join notice n on n.id = p.notice
                join requirement r on r.notice = p.notice and r.number = i.requirement
            where i.assignment = any($1) and i.plan = any($2)
            order by i.plan, i.requirement, i.assignment
            """, assignments, locked).ReadAsync(row =>
        {
            var item = rows.Items.Load(PlanTables.Item(row, 0));
            var plan = rows.Plans[item.Plan];
            return new ClaimedItem(plan, item.Assignment, row.GetString(9), new(plan.Notice, row.Text(10), row.GetString(11),
                item.Requirement, row.GetString(12), row.GetString(13), plan.Unit, item.DueAt));
        }, ct);
        await transaction.Sql(
            """
            select assignment, plan, array_agg(step), array_agg(deadline_version), array_agg(due_at) from step
            where assignment = any($1) and plan = any($2) and outcome is null group by assignment, plan
            """, assignments, locked).ReadAsync(row =>
        {
            var (assignment, plan) = (row.GetGuid(0), row.GetGuid(1));
            var wakes = row.GetFieldValue<string[]>(2).Zip(row.GetFieldValue<int[]>(3), row.GetFieldValue<DateTimeOffset[]>(4));
            foreach (var (step, deadline, dueAt) in wakes)
                rows.Steps.Load(new(new(assignment, step, deadline), plan, dueAt));
            return assignment;
        }, ct);
        // Decided by another sweep meanwhile, where nothing is pending any more.
        return items.FindAll(item => rows.Pending(item.Assignment).Count > 0);
    }

    /// <summary>An assignment whose plan is locked.</summary>
    /// <param name="Plan">As it was locked.</param>
    /// <param name="Assignment">Its id.</param>
    /// <param name="Issuer">Code of the unit that issued the notice.</param>
    /// <param name="Matter">What messages say of it.</param>
    private sealed record ClaimedItem(PlanRow Plan, Guid Assignment, string Issuer, Matter Matter);

    /// <summary>A due step's place in the order in which they fell due.</summary>
    private readonly record struct Place(DateTimeOffset DueAt, Guid Plan, Guid Assignment)
    {
        // Npgsql writes the least instant as -infinity.
        public static Place Start { get; } = new(DateTimeOffset.MinValue, Guid.Empty, Guid.Empty);
    }
}
