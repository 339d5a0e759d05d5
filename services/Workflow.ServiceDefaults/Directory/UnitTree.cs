using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>
/// The unit tree of today as this service knows it: a replica in table <c>unit_tree</c>, in memory as a snapshot. Another replica's writes
/// are seen within a second.
/// </summary>
public sealed class UnitTree(NpgsqlDataSource dataSource, [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<UnitTree> logger)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(900);
    private readonly SemaphoreSlim _gate = new(1);
    private UnitSnapshot _now = new(revision: -1, []);

    /// <summary>The tree now. Take it once and keep it where several questions must agree.</summary>
    public UnitSnapshot Now => Volatile.Read(ref _now);

    /// <inheritdoc cref="UnitSnapshot.Exists" />
    public bool Exists(string code) => Now.Exists(code);

    /// <inheritdoc cref="UnitSnapshot.Parent" />
    public string? Parent(string code) => Now.Parent(code);

    /// <inheritdoc cref="UnitSnapshot.Path" />
    public IReadOnlyList<string> Path(string code) => Now.Path(code);

    /// <inheritdoc cref="UnitSnapshot.IsSelfOrBelow" />
    public bool IsSelfOrBelow(string unit, string ancestor) => Now.IsSelfOrBelow(unit, ancestor);

    /// <summary>
    /// Takes up the version that the message is, or is the last part of, and those that waited for it; messages may repeat or overtake one
    /// another.
    /// </summary>
    /// <returns>Whether the tree is another by it, or may be since it was heard before.</returns>
    public async Task<bool> HearAsync(UnitChanged message, CancellationToken ct)
    {
        bool taken;
        await using (var connection = await dataSource.OpenConnectionAsync(ct))
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            taken = await DirectoryParts.HearAsync(message, transaction, ct);
            await transaction.CommitAsync(ct);
        }
        await RefreshAsync(ct);
        return taken;
    }

    /// <summary>
    /// For the service that makes the tree: keeps, of each unit and grant, the state with the highest version. The caller commits, then
    /// calls <see cref="RefreshAsync"/>.
    /// </summary>
    public static Task StoreAsync(IReadOnlyList<UnitState> units, IReadOnlyList<GrantState> grants, NpgsqlTransaction transaction,
        CancellationToken ct) => Store(transaction.Sql(), units, grants, directoryVersion: 0).ExecuteAsync(ct);

    /// <summary>The tree as a transaction sees it.</summary>
    public static Task<UnitSnapshot> LoadAsync(NpgsqlTransaction transaction, CancellationToken ct) => LoadAsync(transaction.Sql(), ct);

    /// <summary>Reads the tree again if it was changed since the snapshot.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (await dataSource.Sql("select revision from unit_tree_revision").ScalarAsync<long>(ct) != _now.Revision)
                Volatile.Write(ref _now, await LoadAsync(dataSource.Sql(), ct));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _gate.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, wall);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.Log(Transience.IsTransient(e) ? LogLevel.Debug : LogLevel.Error, e,
                    "The unit tree cannot be read now; the snapshot stays");
            }
        }
    }

    /// <summary>One row of revision serialises the writers, so that revisions become visible in order.</summary>
    internal static Sql Store(Sql sql, IReadOnlyCollection<UnitState> units, IReadOnlyCollection<GrantState> grants,
        long directoryVersion) =>
        sql
        .Add("update unit_tree_revision set revision = revision + 1, directory_version = greatest(directory_version, $1)", directoryVersion)
        .Over(units,
            """
            insert into unit_tree as t (code, version, name, short_name, kind, level, parent, aliases, upstream_may_issue)
            select code, version, name, short_name, kind, level, parent, array(select jsonb_array_elements_text(aliases::jsonb)), may_issue
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                as u (code, version, name, short_name, kind, level, parent, aliases, may_issue)
            order by code
            on conflict (code) do update set version = excluded.version, name = excluded.name, short_name = excluded.short_name,
                kind = excluded.kind, level = excluded.level, parent = excluded.parent, aliases = excluded.aliases,
                upstream_may_issue = excluded.upstream_may_issue
            where t.version < excluded.version
            """)
        .With(unit => unit.Code).With(unit => unit.Version).With(unit => unit.Name).With(unit => unit.ShortName).With(unit => unit.Kind)
        .With(unit => unit.Level).With(unit => unit.Parent).With(unit => JsonSerializer.Serialize(unit.Aliases))
        .With(unit => unit.UpstreamMayIssue).End()
        .Over(grants,
            """
            insert into unit_grant as g (issuer, kind, below, from_day, until, version)
            select * from unnest($1, $2, $3, $4, $5, $6) order by 1, 2, 3
            on conflict (issuer, kind, below) do update set from_day = excluded.from_day, until = excluded.until, version = excluded.version
            where g.version < excluded.version
            """)
        .With(grant => grant.Issuer).With(grant => grant.Kind).With(grant => grant.Below).With(grant => grant.From)
        .With(grant => grant.Until).With(grant => grant.Version).End();

    /// <summary>One statement, one moment: the units and grants, and which version of the directory they are.</summary>
    private static async Task<UnitSnapshot> LoadAsync(Sql sql, CancellationToken ct)
    {
        var rows = await sql.Add(
            """
            select r.revision, r.directory_version, u.*, null::text, null::text, null::text, null::date, null::date
            from unit_tree_revision r left join
                (select code, name, short_name, kind, level, parent, aliases, version, upstream_may_issue from unit_tree) u on true
            union all
            select 0, 0, null, null, null, null, null, null, null, null, null, issuer, kind, below, from_day, until from unit_grant
            """).ReadAsync(row => (Revision: row.GetInt64(0), Version: row.GetInt64(1), Unit: row.IsDBNull(2) ? null : Unit(row),
                Grant: row.IsDBNull(11) ? null : new UnitGrant(row.GetString(11), row.GetString(12), row.GetString(13),
                    row.GetFieldValue<DateOnly>(14), row.Maybe<DateOnly>(15))), ct);
        return new(rows.Max(row => row.Revision), rows.Select(row => row.Unit).OfType<UnitNode>(), rows.Max(row => row.Version),
            [.. rows.Select(row => row.Grant).OfType<UnitGrant>()]);
    }

    private static UnitNode Unit(NpgsqlDataReader row) => new(
        Code: row.GetString(2), Name: row.GetString(3), ShortName: row.Text(4), Kind: row.GetString(5),
        Level: Named.Value<UnitLevel>(row.GetString(6)), Parent: row.Text(7), Aliases: row.GetFieldValue<string[]>(8),
        Version: row.GetInt64(9), UpstreamMayIssue: row.GetBoolean(10));
}
