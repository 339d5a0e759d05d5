namespace TaskAssignment.Assignments;

/// <summary>
/// Judges deadlines as they pass, by this service's own clock, for as long as the process lives. Replicas share the work: what one has
/// locked the others leave.
/// </summary>
internal sealed class DueSweep(StreamStore streams, NpgsqlDataSource dataSource, ReportsUnderWay underWay,
    NodeClock node, BusinessClock business, [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<DueSweep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Signal _stepped = new();

    /// <summary>Streams that cannot be read: each is told of once, and the others go on.</summary>
    private Guid[] _unreadable = [];

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
        catch (UnreadableEventException e)
        {
            logger.LogError(e, "The deadline of assignment {Assignment} cannot be judged", e.Stream);
            _unreadable = [.. _unreadable, e.Stream];
            return AssignmentDesk.ChunkSize;
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
        var context = new CommandContext(Actor.System(Sources.Assignments), CorrelationId: null, CausationId: null);
        return await streams.TransactAsync(context, async transaction =>
        {
            var due = await transaction.Sql(
                $"""
                select assignment from board where {Due} and ($3::uuid[] is null or assignment = any($3))
                order by due_at limit {AssignmentDesk.ChunkSize} for update skip locked
                """, until, _unreadable, among).ReadAsync(row => row.GetGuid(0), ct);
            await AssignmentDesk.DecideManyAsync(transaction, due, (_, state, _) => MissDeadline.Decide(state, until), ct);
            await transaction.CommitAsync(ct);
            return due.Count;
        }, ct);
    }

    private static readonly string Due =
        $"verdict = 'pending' and state in ({string.Join(", ", States.Owing.Select(state => $"'{state}'"))}) and due_at <= $1 "
        + "and assignment <> all($2)";

    private Task<bool> AreDueAsync(DateTimeOffset until, CancellationToken ct) =>
        dataSource.Sql($"select exists (select from board where {Due})", until, _unreadable).ScalarAsync<bool>(ct);
}
