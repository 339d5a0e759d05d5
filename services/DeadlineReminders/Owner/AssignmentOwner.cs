using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Owner;

/// <summary>The owner of assignments did not answer: nothing can be said about them now. Passes by itself.</summary>
internal sealed class OwnerAwayException(Exception reason)
    : TimeoutException($"TaskAssignment does not answer how assignments stand: {reason.Message}", reason);

/// <summary>How assignments stood when their owner was asked.</summary>
/// <param name="states">By assignment; those that there are.</param>
/// <param name="askedAt">Timestamp of the wall clock before asking.</param>
/// <param name="wall">The wall clock.</param>
internal sealed class OwnerAnswer(IReadOnlyDictionary<Guid, AssignmentChanged> states, long askedAt, TimeProvider wall)
{
    /// <summary>How old an answer may be when something is said that rests on it.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    public TimeSpan Age => wall.GetElapsedTime(askedAt);

    /// <summary>The assignment's state; null where its owner knows of none.</summary>
    public AssignmentChanged? Of(Guid assignment) => states.GetValueOrDefault(assignment);
}

/// <summary>TaskAssignment, asked before anyone is told anything about an assignment. Thread-safe.</summary>
internal sealed class AssignmentOwner(IBus bus, NpgsqlDataSource dataSource, TimeProvider business,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<AssignmentOwner> logger) : IHealthCheck, ICounted
{
    /// <summary>Most assignments in one request.</summary>
    public const int MostAtOnce = 500;

    private const int MostCounted = 100_000;
    private const int MostDoubts = 1000;

    /// <summary>So that the answer is young enough when what rests on it is written.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, long> _doubts = new();
    private volatile string? _away;
    private volatile Fault? _fault;

    /// <summary>How these stand now.</summary>
    /// <exception cref="OwnerAwayException">It did not answer within two seconds.</exception>
    public async Task<OwnerAnswer> AskAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct)
    {
        var askedAt = wall.GetTimestamp();
        var states = new Dictionary<Guid, AssignmentChanged>();
        foreach (var some in assignments.Distinct().Chunk(MostAtOnce))
        {
            var answer = await RequestAsync(new AssignmentsAsked(some), ct);
            foreach (var state in answer.Assignments)
                states[state.Assignment] = state;
        }
        return new(states, askedAt, wall);
    }

    /// <summary>The next dated assignments of a notice that owe a report.</summary>
    /// <exception cref="OwnerAwayException">It did not answer within two seconds.</exception>
    public async Task<IReadOnlyList<AssignmentChanged>> DatedAsync(Guid notice, Guid? after, CancellationToken ct) =>
        (await RequestAsync(new DatedAssignmentsAsked(notice, after), ct)).Assignments;

    /// <summary>
    /// Notes that the owner knows less of an assignment than was heard, or otherwise. What was heard between its answer and now explains
    /// that once; where it says so again, its database was set back. Nothing is said about such a one.
    /// </summary>
    public void Disagrees(Guid assignment, long seen, long? known)
    {
        if (_doubts.Count < MostDoubts && _doubts.TryAdd(assignment, seen))
            return;
        var fault = new Fault(assignment, $"Of assignment {assignment} version {seen} was seen, and TaskAssignment has "
            + $"{(known == seen ? "another of that number" : known?.ToString() ?? "none")}: its database was set back.");
        if (_fault is null)
            logger.LogError("{Fault}", fault.Words);
        _fault = fault;
    }

    /// <summary>Notes that the owner knows what was heard of an assignment; a fault that was noted of it is over.</summary>
    public void Agrees(Guid assignment)
    {
        _doubts.TryRemove(assignment, out _);
        if (_fault?.Assignment == assignment)
            _fault = null;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Tally>> CountAsync(CancellationToken ct) =>
        [new(OperationsMetrics.OwnerWaiting, null, await WaitingAsync(ct))];

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (Problem is not { } problem || await WaitingAsync(cancellationToken) is not (> 0 and var waiting))
            return HealthCheckResult.Healthy();
        return HealthCheckResult.Unhealthy($"{problem} Reminders that are due and wait: {waiting}.",
            data: new Dictionary<string, object> { ["dueAndWaiting"] = waiting });
    }

    private string? Problem => _fault?.Words ?? _away;

    /// <summary>How many reminders are due and wait for it; none while it answers and knows what was heard of it.</summary>
    private async Task<long> WaitingAsync(CancellationToken ct) => Problem is null ? 0 : await dataSource.Sql(
        $"select count(*) from (select from step where outcome is null and due_at <= $1 limit {MostCounted}) s", business.GetUtcNow())
        .ScalarAsync<long>(ct);

    private async Task<AssignmentsAnswered> RequestAsync<TQuestion>(TQuestion question, CancellationToken ct)
        where TQuestion : class
    {
        try
        {
            var answer = await bus.AskAsync<TQuestion, AssignmentsAnswered>(question, Patience, ct);
            if (_away is not null)
                logger.LogInformation("TaskAssignment answers again");
            _away = null;
            return answer;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var away = new OwnerAwayException(e);
            if (_away is null)
                logger.LogWarning("{Problem}", away.Message);
            _away = away.Message;
            throw away;
        }
    }

    private sealed record Fault(Guid Assignment, string Words);
}
