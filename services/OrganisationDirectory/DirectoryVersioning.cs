using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory;

/// <summary>
/// Units and grants change by one transaction at a time, and each makes one version of the directory, whose number is the place of its
/// event in the log.
/// </summary>
internal static class DirectoryVersioning
{
    /// <summary>Until the transaction ends, nobody else changes units or grants: what is valid depends on all of them.</summary>
    public static Task OneAtATimeAsync(StreamTransaction transaction, CancellationToken ct) =>
        transaction.Sql("select pg_advisory_xact_lock(hashtextextended('directory.import', 0))").ExecuteAsync(ct);

    /// <summary>
    /// Stores what the queued events make of units and grants, makes it a version and commits; then this process knows it. The caller holds
    /// the lock.
    /// </summary>
    public static async Task CommitAsync(StreamTransaction transaction, IReadOnlyList<UnitState> units, IReadOnlyList<GrantState> grants,
        UnitTree tree, CancellationToken ct)
    {
        await UnitTree.StoreAsync(units, grants, transaction.Transaction, ct);
        await MakeVersionAsync(transaction, units.Count, grants.Count, ct);
        await transaction.CommitAsync(ct);
        await tree.RefreshAsync(ct);
    }

    /// <summary>Queues the event that makes what this transaction changes a version.</summary>
    public static async Task MakeVersionAsync(StreamTransaction transaction, int units, int grants, CancellationToken ct)
    {
        var before = await transaction.Sql("select coalesce(max(version), 0) from mt_events where stream_id = $1", DirectoryVersions.Stream)
            .ScalarAsync<long>(ct);
        transaction.Append(DirectoryVersions.Stream, before, [new DirectoryEvent.Changed(units, grants)]);
    }

    /// <summary>The version in force; 0 where there is none yet.</summary>
    public static Task<long> InForceAsync(Sql sql, CancellationToken ct) => sql
        .Add("select coalesce(max(seq_id), 0) from mt_events where stream_id = $1", DirectoryVersions.Stream).ScalarAsync<long>(ct);
}

/// <summary>
/// Makes a version of units that were stored before versions were: a directory that was begun by an older build says everything once more.
/// </summary>
internal sealed class FirstVersion(StreamStore streams) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await streams.BeginAsync(new(Actor.System(Sources.Directory), null, null), cancellationToken);
        await DirectoryVersioning.OneAtATimeAsync(transaction, cancellationToken);
        if (await DirectoryVersioning.InForceAsync(transaction.Sql(), cancellationToken) > 0)
            return;
        var units = await transaction.Sql("select count(distinct stream_id) from mt_events where type like 'unit.%'")
            .ScalarAsync<long>(cancellationToken);
        if (units == 0)
            return;
        await DirectoryVersioning.MakeVersionAsync(transaction, (int)units, grants: 0, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
