namespace DeadlineReminders.Delivery;

/// <summary>Keeps queues bound by the path of their unit in the tree of today.</summary>
internal sealed class ChannelBindings(NpgsqlDataSource dataSource, UnitTree tree)
{
    /// <summary>Remembers what a unit's queue is bound by.</summary>
    public const string Keep =
        "insert into channel_binding (unit, path) values ($1, $2) on conflict (unit) do update set path = excluded.path";

    private long? _followed;

    /// <summary>Binds anew the queues of units whose path has changed. Costs a statement only when the tree has.</summary>
    public async Task FollowTreeAsync(BranchExchange exchange, CancellationToken ct)
    {
        var units = tree.Now;
        if (units.Revision == _followed)
            return;
        foreach (var (unit, subtree, bound) in await dataSource.Sql(
            "select c.unit, c.subtree, b.path from channel c left join channel_binding b on b.unit = c.unit where c.kind = 'queue'")
            .ReadAsync(row => (row.GetString(0), row.GetBoolean(1), row.Text(2)), ct))
        {
            var path = BranchExchange.RoutingKey(units, unit);
            if (path == bound)
                continue;
            await exchange.BindAsync(unit, path, subtree, ct);
            if (bound is not null)
                await exchange.UnbindAsync(unit, bound, subtree, ct);
            await dataSource.Sql(Keep, unit, path).ExecuteAsync(ct);
        }
        _followed = units.Revision;
    }
}
