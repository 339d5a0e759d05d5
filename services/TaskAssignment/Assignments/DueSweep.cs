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

    /// <summary>Judges those of the assignments whose deadline has passed; who asks for them is answered what is so.</summary>
    public Task JudgeAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct) => JudgeAsync(among: [.. assignments], ct);

    private async Task<int> TryJudgeAsync(CancellationToken ct)
    {
        try
        {
            return await JudgeAsync(among: null, ct);
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

    private async Task<int> JudgeAsync(Guid[]? among, CancellationToken ct)
    {
        var until = Limit.Judged(underWay.SettledUntil);
        if (!await AreDueAsync(until, among, ct))
            return 0;
        if (await node.ProblemAsync(ct) is { } problem)
        {
            logger.LogError("Deadlines are not judged here: {Problem}", problem);
            return 0;
        }
        var context = new CommandContext(Actor.System(Sources.Assignments), CorrelationId: null, CausationId: null);
        return await streams.TransactAsync(context, async transaction =>
        {
            var due = await transaction.Sql(
                $"select assignment from board where {Due} order by due_at limit {AssignmentDesk.ChunkSize} for update skip locked",
                until, _unreadable, among).ReadAsync(row => row.GetGuid(0), ct);
            await AssignmentDesk.DecideManyAsync(transaction, due, (_, state, _) => MissDeadline.Decide(state, until), ct);
            await transaction.CommitAsync(ct);
            return due.Count;
        }, ct);
    }

    private static readonly string Due =
        $"verdict = 'pending' and state in ({string.Join(", ", States.Owing.Select(state => $"'{state}'"))}) and due_at <= $1 "
        + "and assignment <> all($2) and ($3::uuid[] is null or assignment = any($3))";

    private Task<bool> AreDueAsync(DateTimeOffset until, Guid[]? among, CancellationToken ct) =>
        dataSource.Sql($"select exists (select from board where {Due})", until, _unreadable, among).ScalarAsync<bool>(ct);
}
