using DeadlineReminders.Messages;
using Npgsql;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Delivery;

/// <summary>Keeps queues bound by the path of their unit in the tree of today.</summary>
internal sealed class ChannelBindings(NpgsqlDataSource dataSource, UnitTree tree)
{
    private long? _followed;

    /// <summary>Binds anew the queues of units whose path has changed. Costs a statement only when the tree has.</summary>
    public async Task FollowTreeAsync(BranchExchange exchange, CancellationToken ct)
    {
        var units = tree.Now;
        if (units.Revision == _followed) return;
        foreach (var (unit, subtree, bound) in await ReadAsync(ct))
        {
            var path = units.RoutingKey(unit);
            if (path == bound) continue;
            await exchange.BindAsync(unit, path, subtree, ct);
            if (bound is not null) await exchange.UnbindAsync(unit, bound, subtree, ct);
            await using var command = dataSource.CreateCommand("update channel set bound_path = $2 where unit = $1");
            command.Parameters.Add(new() { Value = unit });
            command.Parameters.Add(new() { Value = path });
            await command.ExecuteNonQueryAsync(ct);
        }
        _followed = units.Revision;
    }

    private async Task<List<(string Unit, bool Subtree, string? Bound)>> ReadAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select unit, subtree, bound_path from channel where kind = 'queue'");
        await using var row = await command.ExecuteReaderAsync(ct);
        var channels = new List<(string, bool, string?)>();
        while (await row.ReadAsync(ct))
            channels.Add((row.GetString(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2)));
        return channels;
    }
}
