using DeadlineReminders.Branches;

namespace DeadlineReminders.Operations;

/// <summary>
/// What is due and unsent, what could not be delivered, queues that stand aside, assignments without a plan. Nothing is counted further
/// than to 1,000, and what is merely pending is not walked.
/// </summary>
internal sealed class RemindersOperations(NpgsqlDataSource dataSource, QueueStandings standings, LookAtBroker look, TimeProvider business)
    : IOperationsPart
{
    private const int Most = FeedStandings.MostCounted;
    private const int MostNamed = 100;

    public bool IsSplit => true;

    public async Task<PartReport> LookAsync(OperationsScope scope, CancellationToken ct)
    {
        var deliveries = await DeliveriesAsync(scope, ct);
        var queues = (await standings.ReadAsync(ct)).Where(queue => scope.Units is null || scope.Units.Contains(queue.Unit)).ToList();
        var all = scope.Units is null ? await AllAsync(ct) : [];
        Trouble[] problems =
        [
            .. all.Where(tally => tally.Count > 0).Select(tally => Trouble.Of(tally.Kind, "reminders", Reason(tally.Kind), tally.Oldest,
                tally.Count)),
            .. deliveries.Where(tally => tally is { Kind: Troubles.DeliveriesDead, Count: > 0 }).Select(tally =>
                Trouble.Of(Troubles.DeliveriesDead, "deliveries", tally.About, tally.Oldest, tally.Count, "POST /v1/deliveries/resend")),
            .. queues.Take(MostNamed).Select(queue => Trouble.Of(Troubles.BranchQueue, queue.Unit,
                queue.Detail is null ? queue.Reason : $"{queue.Reason}: {queue.Detail}", queue.Since)),
            .. scope.Units is null && look.Problem is { } unseen ? [Trouble.Of(Troubles.BranchesUnseen, "rabbitmq", unseen)]
                : Array.Empty<Trouble>(),
        ];
        return new(problems,
            [.. all, .. deliveries, new(Troubles.BranchQueue, null, queues.Count, queues.Min(queue => (DateTimeOffset?)queue.Since))]);
    }

    /// <summary>Those that wait, of every queue its first; those that are dead, by the reason.</summary>
    private async Task<List<Tally>> DeliveriesAsync(OperationsScope scope, CancellationToken ct) => await dataSource.Sql(
        $"""
        select 'deliveries-waiting', null, count(*), null from (select from delivery where state = 'waiting'
            and ($1::text[] is null or unit = any($1) or queue = any($1)) limit {Most}) w
        union all
        select '{Troubles.DeliveriesDead}', coalesce(reason, '?'), count(*), min(settled_at) from (
            select reason, settled_at from delivery where state = 'dead' and ($1::text[] is null or unit = any($1) or queue = any($1))
            order by sequence limit {Most}) d group by reason
        """, (object?)scope.Units).ReadAsync(TallyOf, ct);

    private Task<List<Tally>> AllAsync(CancellationToken ct) => dataSource.Sql(
        $"""
        select '{Troubles.DueUnsent}', null, count(*), min(due_at) from (
            select d.due_at from lane l cross join lateral (select due_at from step where step.lane = l.lane and outcome is null
                and due_at <= $1 order by due_at limit {Most}) d order by d.due_at limit {Most}) s
        union all
        select '{Troubles.PlansMissing}', null, count(*), null from (select from early_change limit {Most}) e
        union all
        select '{Troubles.CalendarMissing}', null, count(*), null from (select from item where waits_for_calendar limit {Most}) c
        """, business.GetUtcNow() - LateAfter).ReadAsync(TallyOf, ct);

    /// <summary>What fell due just now is being sent.</summary>
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(5);

    private static Tally TallyOf(NpgsqlDataReader row) => new(row.GetString(0), row.Text(1), row.GetInt64(2), row.Maybe<DateTimeOffset>(3));

    private static string Reason(string kind) => kind switch
    {
        Troubles.DueUnsent => "They wait for the owner of assignments, for a sweep, or are set aside.",
        Troubles.PlansMissing => "Changes of assignments came whose dispatch has not come.",
        _ => "Publish the year's calendar in the directory.",
    };
}
