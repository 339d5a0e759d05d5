using System.Net;

namespace DeadlineReminders.Branches;

/// <summary>
/// Makes the broker as the channels say. Who changes a unit's part there holds the unit's lock in the database, for a minute at most: of
/// two the second begins with what the first has stored.
/// </summary>
internal sealed class BranchUpkeep(NpgsqlDataSource dataSource, BrokerApi broker, BranchTopology topology, UnitTree tree)
{
    private const int MostAtOnce = 50;

    private const string Wanted =
        "select c.unit, c.kind = 'queue', c.subtree, u.password_hash from channel c left join branch_user u on u.unit = c.unit";

    /// <summary>How every unit is to be reached that a channel was ever configured for.</summary>
    public Task<List<WantedBranch>> WantedAsync(CancellationToken ct) => ReadAsync(dataSource.Sql(Wanted), ct);

    /// <summary>Takes the units' locks, which last as long as the transaction, and answers how they are to be reached.</summary>
    public async Task<List<WantedBranch>> LockAsync(NpgsqlTransaction transaction, string[] units, CancellationToken ct)
    {
        await transaction.Sql("set local idle_in_transaction_session_timeout = '60s'").Add(
            "select pg_advisory_xact_lock(hashtextextended('branch/' || unit, 0)) from (select unit from unnest($1) u (unit) order by 1) u",
            (object)units).ExecuteAsync(ct);
        return await WantedAsync(transaction, units, ct);
    }

    /// <summary>How these are to be reached, as the transaction sees it.</summary>
    public Task<List<WantedBranch>> WantedAsync(NpgsqlTransaction transaction, string[] units, CancellationToken ct) =>
        ReadAsync(transaction.Sql($"{Wanted} where c.unit = any($1)", (object)units), ct);

    /// <summary>Makes what holds for all branch queues.</summary>
    public Task MakeCommonAsync(CancellationToken ct) => broker.ImportAsync(topology.Common, ct);

    /// <summary>Makes what a unit's queue needs; the caller holds its lock.</summary>
    public Task MakeAsync(WantedBranch branch, CancellationToken ct) => broker.ImportAsync(topology.For([branch]), ct);

    /// <summary>Makes what units lack. What the broker refuses is said of its unit; the others are made.</summary>
    /// <exception cref="HttpRequestException">The management API is not there, or refuses us.</exception>
    public async Task<IReadOnlyList<BranchFault>> MakeAsync(IReadOnlyCollection<string> units, CancellationToken ct)
    {
        var faults = new List<BranchFault>();
        foreach (var some in units.Chunk(MostAtOnce))
        {
            if (await TryMakeAsync(some, ct) is null)
                continue;
            foreach (var unit in some)
            {
                if (await TryMakeAsync([unit], ct) is { } refusal)
                    faults.Add(new(unit, BranchFault.BrokerRefuses, refusal, Holds: false));
            }
        }
        return faults;
    }

    /// <summary>Mends what is there but should not be, or is not kept.</summary>
    public async Task ClearAsync(Difference difference, CancellationToken ct)
    {
        if (difference.Known is { } hash)
            await dataSource.Sql("insert into branch_user (unit, password_hash) values ($1, $2) on conflict do nothing",
                difference.Branch.Unit, hash).ExecuteAsync(ct);
        foreach (var binding in difference.Stale)
            await broker.UnbindAsync(difference.Branch.Unit, binding, ct);
        if (difference.Ends)
            await LockedAsync([difference.Branch.Unit], branches =>
                branches is [{ IsQueue: false, Unit: var unit }] ? broker.EndAsync(unit, ct) : Task.CompletedTask, ct);
    }

    private async Task<string?> TryMakeAsync(string[] units, CancellationToken ct)
    {
        try
        {
            await LockedAsync(units, branches =>
                broker.ImportAsync(topology.For(branches.FindAll(branch => branch.IsQueue)), ct), ct);
            return null;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.BadRequest)
        {
            return e.Message;
        }
    }

    private async Task LockedAsync(string[] units, Func<List<WantedBranch>, Task> act, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await act(await LockAsync(transaction, units, ct));
        await transaction.CommitAsync(ct);
    }

    private Task<List<WantedBranch>> ReadAsync(Sql sql, CancellationToken ct)
    {
        var units = tree.Now;
        return sql.ReadAsync(row => new WantedBranch(row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.Text(3),
            BranchQueue.Path(units, row.GetString(0))), ct);
    }
}
