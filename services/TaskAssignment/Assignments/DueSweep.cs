namespace TaskAssignment.Assignments;

/// <summary>
/// Judges deadlines as they pass, by this service's own clock, for as long as the process lives. Replicas share the work: what one has
/// locked the others leave. An assignment that cannot be judged is set aside.
/// </summary>
internal sealed class DueSweep(StreamStore streams, AssignmentDesk desk, NpgsqlDataSource dataSource, ReportsUnderWay underWay,
    Quarantine quarantine, NodeClock node, BusinessClock business, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<DueSweep> logger) : BackgroundService, ISetAside
{
    private const string Sweep = "due-sweep";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Signal _stepped = new();

    public string Place => Sweep;

    /// <summary>Judges it, if that is still to be done.</summary>
    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        var until = Until;
        if ((await JudgeAloneAsync(until, [item], ct)).Faults is [var fault])
            throw fault.Why;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        business.Changed += _stepped.Raise;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var stepped = _stepped.Next;
                if (await TryJudgeAsync(stoppingToken) < AssignmentDesk.ChunkSize)
                    await Signal.WaitAsync(stepped, Interval, wall, stoppingToken);
            }
        }
        finally
        {
            business.Changed -= _stepped.Raise;
        }
    }

    /// <summary>Judges those whose deadline has passed, so that who asks for them is answered what is so.</summary>
    /// <param name="rows">As they were read just now.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Whether any was due, so that the rows are others now.</returns>
    public async Task<bool> JudgeAsync(IEnumerable<BoardRow> rows, CancellationToken ct)
    {
        var until = Until;
        Guid[] due = [.. rows.Where(row => row.Verdict is Verdict.Pending && row.DueAt <= until && States.Owing.Contains(row.State))
            .Select(row => row.Assignment)];
        return due.Length > 0 && await JudgeAsync(until, due, ct) > 0;
    }

    private DateTimeOffset Until => Limit.Judged(underWay.SettledUntil);

    private async Task<int> TryJudgeAsync(CancellationToken ct)
    {
        try
        {
            var until = Until;
            return await AreDueAsync(until, ct) ? await JudgeAsync(until, among: null, ct) : 0;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(e, "Deadlines are not judged now");
            return 0;
        }
    }

    private async Task<int> JudgeAsync(DateTimeOffset until, Guid[]? among, CancellationToken ct)
    {
        if (await node.ProblemAsync(ct) is { } problem)
        {
            logger.LogError("Deadlines are not judged here: {Problem}", problem);
            return 0;
        }
        var taken = new List<Guid>();
        try
        {
            var judged = await streams.TransactAsync(Context, async transaction =>
            {
                taken = await transaction.Sql(
                    $"""
                    select assignment from board where {Due} and ($2::uuid[] is null or assignment = any($2))
                    order by due_at limit {AssignmentDesk.ChunkSize} for update skip locked
                    """, until, among).ReadAsync(row => row.GetGuid(0), ct);
                var many = await AssignmentDesk.DecideManyAsync(transaction, taken, (_, state, _) => MissDeadline.Decide(state, until), ct);
                await transaction.CommitAsync(ct);
                return many;
            }, ct);
            await quarantine.AddAsync(Place, judged.Faults, ct);
        }
        catch (Exception e) when (taken.Count > 0 && !ct.IsCancellationRequested && !EachForItself.PassesByItself(e))
        {
            await quarantine.AddAsync(Place, (await JudgeAloneAsync(until, taken, ct)).Faults, ct);
        }
        return taken.Count;
    }

    private Task<DecidedMany> JudgeAloneAsync(DateTimeOffset until, IReadOnlyCollection<Guid> assignments, CancellationToken ct) =>
        desk.ExecuteManyAsync(assignments, Context, (_, state, _) => MissDeadline.Decide(state, until), ct);

    private static CommandContext Context => new(Actor.System(Sources.Assignments), CorrelationId: null, CausationId: null);

    private static readonly string Due =
        $"verdict = 'pending' and state in ({string.Join(", ", States.Owing.Select(state => $"'{state}'"))}) and due_at <= $1 "
        + $"and {Quarantine.Without(Sweep, "assignment")}";

    private Task<bool> AreDueAsync(DateTimeOffset until, CancellationToken ct) =>
        dataSource.Sql($"select exists (select from board where {Due})", until).ScalarAsync<bool>(ct);
}
