using System.Text.Json.Serialization;
using Alongside = System.Func<Workflow.EventSourcing.StreamTransaction,
    System.Collections.Generic.IReadOnlyDictionary<System.Guid, Workflow.EventSourcing.Decision<Workflow.History.AssignmentEvent>>,
    System.Threading.Tasks.Task>;
using Decide = System.Func<System.Guid, Workflow.History.Assignment, System.DateTimeOffset,
    Workflow.EventSourcing.Decision<Workflow.History.AssignmentEvent>>;

namespace TaskAssignment.Assignments;

/// <summary>The same act on many assignments.</summary>
internal sealed record ManyBody(IReadOnlyList<Guid> Assignments, string? Reason = null, DateTimeOffset? DueAt = null);

/// <summary>What came of each, in the order asked; an id asked twice is answered once.</summary>
internal sealed record ManyResults(IReadOnlyList<ManyResult> Results);

/// <summary>The status and, unless 204, the code that the single act would have been answered with.</summary>
internal sealed record ManyResult(Guid Id, int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);

/// <summary>
/// A person's act on up to 1,000 assignments, each allowed and decided for itself, in one transaction for every 500 of a notice.
/// </summary>
internal sealed class ManyAtOnce(AssignmentDesk desk, BoardStore board, Standing standing)
{
    private const int Most = 1_000;

    /// <summary>One decision for all.</summary>
    public Task<Results<Ok<ManyResults>, ProblemHttpResult>> ExecuteAsync(ManyBody body, Permission permission,
        Func<Assignment, DateTimeOffset, Decision<AssignmentEvent>> decide, CancellationToken ct) =>
        ExecuteAsync(body, permission, order: _ => 0, _ => Task.FromResult<Decide>((_, state, now) => decide(state, now)), ct);

    /// <summary>
    /// Those of lower <paramref name="order"/> are committed before the others are decided; what their decision rests on is read once a
    /// transaction.
    /// </summary>
    public async Task<Results<Ok<ManyResults>, ProblemHttpResult>> ExecuteAsync(
        ManyBody body, Permission permission, Func<BoardRow, int> order, Func<IReadOnlyCollection<Guid>, Task<Decide>> decisions,
            CancellationToken ct) =>
        Unfit(body.Assignments) is { } problem ? problem
            : TypedResults.Ok(new ManyResults(await EachAsync(body.Assignments, permission, order, decisions, ct)));

    /// <summary>Why so many cannot be named at once; null where they can.</summary>
    public static ProblemHttpResult? Unfit(IReadOnlyList<Guid> assignments, string field = "$.assignments") =>
        assignments.Distinct().Count() is var asked and (0 or > Most)
            ? Problems.Unusable("assignments-unusable", $"1 to {Most} assignments at once.",
                [new FieldError(field, $"{asked} given.")]) : null;

    /// <summary>The same act on each, however many they are.</summary>
    /// <returns>In the order asked; one asked twice is answered once.</returns>
    public Task<IReadOnlyList<ManyResult>> EachAsync(IReadOnlyList<Guid> assignments, Permission permission,
        Func<Assignment, DateTimeOffset, Decision<AssignmentEvent>> decide, CancellationToken ct) =>
        EachAsync(assignments, permission, (_, state, now) => decide(state, now), ct);

    /// <summary>The same, where what is decided depends on which it is.</summary>
    /// <param name="assignments">Their ids.</param>
    /// <param name="permission">Who acts, and on what.</param>
    /// <param name="decide">The decision on each.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="alongside">Looks and writes in the same transaction, by what was decided.</param>
    public Task<IReadOnlyList<ManyResult>> EachAsync(IReadOnlyList<Guid> assignments, Permission permission, Decide decide,
        CancellationToken ct, Alongside? alongside = null) =>
        EachAsync(assignments, permission, order: _ => 0, _ => Task.FromResult(decide), ct, alongside);

    private async Task<IReadOnlyList<ManyResult>> EachAsync(IReadOnlyList<Guid> assignments, Permission permission,
        Func<BoardRow, int> order, Func<IReadOnlyCollection<Guid>, Task<Decide>> decisions, CancellationToken ct,
        Alongside? alongside = null)
    {
        var asked = assignments.Distinct().ToList();
        var rows = await board.FindAsync(asked, ct);
        var results = asked.Select(id => Refusal(id, rows.GetValueOrDefault(id), permission)).OfType<ManyResult>()
            .ToDictionary(result => result.Id);
        var groups = rows.Values.Where(row => !results.ContainsKey(row.Assignment)).GroupBy(row => (Order: order(row), row.Notice))
            .OrderBy(group => group.Key.Order);
        foreach (var group in groups)
            foreach (var chunk in group.Chunk(AssignmentDesk.ChunkSize))
            {
                var ids = chunk.Select(row => row.Assignment).ToArray();
                var actor = permission.On(chunk[0].Unit, chunk[0].IssuingUnit)!;
                foreach (var result in await ExecuteAsync(group.Key.Notice, ids, actor, decisions, alongside, ct))
                    results.Add(result.Id, result);
            }
        return [.. asked.Select(id => results[id])];
    }

    private ManyResult? Refusal(Guid id, BoardRow? row, Permission permission) => row switch
    {
        null => new(id, 404, "unknown"),
        _ when !standing.MayRead(permission.Caller, row) => new(id, 404, "unknown"),
        _ when permission.On(row.Unit, row.IssuingUnit) is null => new(id, 403, "not-yours"),
        _ => null,
    };

    private async Task<IEnumerable<ManyResult>> ExecuteAsync(
        Guid notice, IReadOnlyCollection<Guid> assignments, Actor actor, Func<IReadOnlyCollection<Guid>, Task<Decide>> decisions,
        Alongside? alongside, CancellationToken ct)
    {
        var context = new CommandContext(actor, CorrelationId: notice, CausationId: null);
        var decide = await decisions(assignments);
        var decided = await desk.ExecuteManyAsync(assignments, context, _ => Task.FromResult(decide), ct, alongside);
        return decided.Decisions.Select(entry => entry.Value switch
        {
            Decision<AssignmentEvent>.Rejected rejected => new ManyResult(entry.Key, 409, rejected.Refusal.Code),
            Decision<AssignmentEvent>.Unfit unfit => new ManyResult(entry.Key, 422, unfit.Input.Code),
            _ => new ManyResult(entry.Key, 204),
        }).Concat(decided.Faults.Select(fault => fault.Why switch
        {
            UnreadableEventException => new ManyResult(fault.Item, 503, Problems.StreamUnreadable),
            StreamConflictException => new ManyResult(fault.Item, 503, "not-now"),
            RefusedRequestException refused => new ManyResult(fault.Item, refused.Status, refused.Code),
            _ => new ManyResult(fault.Item, 500, "internal"),
        }));
    }
}
