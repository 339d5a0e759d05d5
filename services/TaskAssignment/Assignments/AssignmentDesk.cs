using Decision = Workflow.EventSourcing.Decision<Workflow.History.AssignmentEvent>;

namespace TaskAssignment.Assignments;

/// <summary>What every act on one assignment comes with.</summary>
internal sealed record Act(Guid Id, Permission Permission, IfMatch IfMatch, HttpContext Http);

/// <summary>Commands on assignments: found, allowed, decided, appended and written to the board in one transaction.</summary>
internal sealed class AssignmentDesk(StreamStore streams, BoardStore board, Standing standing)
{
    /// <summary>At most so many streams in one transaction.</summary>
    public const int ChunkSize = 500;

    /// <summary>A person's act on one assignment: 204 with <c>ETag</c>, or why not.</summary>
    /// <param name="act">The request.</param>
    /// <param name="decide">The command's decision.</param>
    /// <param name="alongside">Writes, in the same transaction, what the events refer to.</param>
    public Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Act act, Func<Assignment, Decision> decide, Func<StreamTransaction, CancellationToken, Task>? alongside = null) =>
        ExecuteAsync(act, (state, _) => decide(state), alongside);

    /// <summary>The same, where the decision rests on the business instant too.</summary>
    public async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(
        Act act, Func<Assignment, DateTimeOffset, Decision> decide, Func<StreamTransaction, CancellationToken, Task>? alongside = null)
    {
        var ct = act.Http.RequestAborted;
        var row = await board.FindAsync(act.Id, ct);
        var caller = act.Permission.Caller;
        if (row is null || !standing.MayRead(caller, row))
            return Problems.Unknown($"No assignment {act.Id}.");
        if (act.Permission.On(row.Unit, row.IssuingUnit) is not { } actor)
            return Problems.NotYours($"This act on an assignment of {row.Unit} is not for {caller.Unit} to do.");

        var outcome = await streams.ExecuteAsync<Assignment, AssignmentEvent>(
            act.Id, new(actor, CorrelationId: row.Notice, CausationId: null), decide, WriteAsync, act.IfMatch.Version, ct);
        if (outcome is not Outcome<Assignment>.Done done)
            return outcome.ToProblem();
        act.Http.Response.SetETag(done.Version);
        return TypedResults.NoContent();

        async Task WriteAsync(StreamTransaction transaction, Versioned<Assignment> after, IReadOnlyList<AssignmentEvent> events,
            CancellationToken token)
        {
            if (alongside is not null)
                await alongside(transaction, token);
            await BoardStore.ApplyAsync(transaction, new Dictionary<Guid, IReadOnlyList<AssignmentEvent>> { [act.Id] = events }, token);
        }
    }

    /// <summary>
    /// Commands on at most <see cref="ChunkSize"/> assignments in one transaction, in a constant number of statements; what is refused, or
    /// cannot be read or written, leaves the others be.
    /// </summary>
    /// <returns>The decision on each, and what was thrown by those on which there is none.</returns>
    public Task<DecidedMany> ExecuteManyAsync(IReadOnlyCollection<Guid> assignments, CommandContext context,
        Func<Guid, Assignment, DateTimeOffset, Decision> decide, CancellationToken ct) =>
        ExecuteManyAsync(assignments, context, _ => Task.FromResult(decide), ct);

    /// <summary>
    /// The same, where the decision rests on rows that the transaction reads (and locks) before it loads the assignments.
    /// </summary>
    /// <param name="assignments">Their ids.</param>
    /// <param name="context">Who acts.</param>
    /// <param name="first">Reads, and says how is decided.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="alongside">
    /// Looks and writes in the same transaction, by what was decided; what throws alone becomes that one's fault.
    /// </param>
    public async Task<DecidedMany> ExecuteManyAsync(IReadOnlyCollection<Guid> assignments, CommandContext context,
        Func<StreamTransaction, Task<Func<Guid, Assignment, DateTimeOffset, Decision>>> first, CancellationToken ct,
        Func<StreamTransaction, IReadOnlyDictionary<Guid, Decision>, Task>? alongside = null)
    {
        var (decisions, faults) = (new Dictionary<Guid, Decision>(), new List<ItemFault>());
        var alone = await EachForItself.DoAsync([.. assignments], async some =>
        {
            var decided = await streams.TransactAsync(context, async transaction =>
            {
                var many = await DecideManyAsync(transaction, some, await first(transaction), ct);
                if (alongside is not null)
                    await alongside(transaction, many.Decisions);
                await transaction.CommitAsync(ct);
                return many;
            }, ct);
            faults.AddRange(decided.Faults);
            foreach (var (id, decision) in decided.Decisions)
                decisions.Add(id, decision);
        }, ct);
        return new(decisions, [.. faults, .. alone.Select(fault => new ItemFault(fault.Item, fault.Why))]);
    }

    /// <summary>Decides within a transaction that the caller commits, and writes what was decided; each stream under its notice.</summary>
    public static Task<DecidedMany> DecideManyAsync(StreamTransaction transaction, IReadOnlyCollection<Guid> assignments,
        Func<Guid, Assignment, DateTimeOffset, Decision> decide, CancellationToken ct) => DecideTogetherAsync(transaction, assignments,
            states => states.ToDictionary(entry => entry.Key, entry => decide(entry.Key, entry.Value, transaction.Now)), ct);

    /// <summary>The same, where what is decided on one rests on the others.</summary>
    public static async Task<DecidedMany> DecideTogetherAsync(StreamTransaction transaction, IReadOnlyCollection<Guid> assignments,
        Func<IReadOnlyDictionary<Guid, Assignment>, IReadOnlyDictionary<Guid, Decision>> decide, CancellationToken ct)
    {
        var (states, unreadable) = await transaction.LoadEachAsync<Assignment, AssignmentEvent>(assignments, ct);
        var decisions = decide(states.ToDictionary(entry => entry.Key, entry => entry.Value.State));
        var appended = decisions
            .Where(entry => entry.Value is Decision.Accepted { Events: not [] })
            .ToDictionary(entry => entry.Key, entry => ((Decision.Accepted)entry.Value).Events);
        foreach (var (assignment, events) in appended)
        {
            var (state, version) = states[assignment];
            transaction.Append(assignment, version, events, ((Assignment.Known)state).Facts.Dispatch.Notice);
        }
        if (appended.Count > 0)
            await BoardStore.ApplyAsync(transaction, appended, ct);
        return new(decisions, [.. unreadable.Select(stream => new ItemFault(stream.Key, stream.Value))]);
    }
}

/// <summary>What came of a command on many assignments.</summary>
/// <param name="Decisions">By assignment.</param>
/// <param name="Faults">Those that cannot be read, or whose events cannot be written.</param>
internal sealed record DecidedMany(IReadOnlyDictionary<Guid, Decision> Decisions, IReadOnlyList<ItemFault> Faults);
