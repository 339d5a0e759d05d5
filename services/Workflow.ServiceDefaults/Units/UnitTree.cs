using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Workflow.Contracts.Directory.V1;
using Workflow.History;

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
    private UnitSnapshot _now = new(0, []);

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
    /// Keeps, of each unit, the state with the highest version, in two statements whatever their number. The caller commits, then calls
    /// <see cref="RefreshAsync"/>.
    /// </summary>
    public static async Task StoreAsync(IReadOnlyList<UnitState> units, NpgsqlTransaction transaction, CancellationToken ct)
    {
        // One row of revision serialises the writers, so that revisions become visible in order.
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new("update unit_tree_revision set revision = revision + 1"));
        batch.BatchCommands.Add(new(
            """
            insert into unit_tree as t (code, version, name, short_name, kind, level, parent, aliases)
            select code, version, name, short_name, kind, level, parent, array(select jsonb_array_elements_text(aliases))
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) as u (code, version, name, short_name, kind, level, parent, aliases)
            order by code
            on conflict (code) do update set version = excluded.version, name = excluded.name, short_name = excluded.short_name,
                kind = excluded.kind, level = excluded.level, parent = excluded.parent, aliases = excluded.aliases
            where t.version < excluded.version
            """)
        {
            Parameters =
            {
                Texts(units.Select(unit => unit.Code)),
                new() { Value = units.Select(unit => unit.Version).ToArray() },
                Texts(units.Select(unit => unit.Name)),
                Texts(units.Select(unit => unit.ShortName)),
                Texts(units.Select(unit => unit.Kind)),
                Texts(units.Select(unit => unit.Level)),
                Texts(units.Select(unit => unit.Parent)),
                new() { Value = units.Select(unit => System.Text.Json.JsonSerializer.Serialize(unit.Aliases)).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);

        static NpgsqlParameter Texts(IEnumerable<string?> values) =>
            new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    }

    /// <summary>The tree as a transaction sees it.</summary>
    public static async Task<UnitSnapshot> LoadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        // The revision is read before the rows: they may be newer than it says, never older, and are then read again.
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
                { new("select revision from unit_tree_revision"),
                new("select code, name, short_name, kind, level, parent, aliases, version from unit_tree") },
        };
        await using var row = await batch.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var revision = row.GetInt64(0);
        await row.NextResultAsync(ct);
        var units = new List<UnitNode>();
        while (await row.ReadAsync(ct))
            units.Add(new(
                Code: row.GetString(0), Name: row.GetString(1), ShortName: row.IsDBNull(2) ? null : row.GetString(2),
                    Kind: row.GetString(3),
                Level: Enum.Parse<UnitLevel>(row.GetString(4), ignoreCase: true), Parent: row.IsDBNull(5) ? null : row.GetString(5),
                Aliases: row.GetFieldValue<string[]>(6), Version: row.GetInt64(7)));
        return new(revision, units);
    }

    /// <summary>Reads the tree again if it was changed since the snapshot.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(ct);
            await using var command = new NpgsqlCommand("select revision from unit_tree_revision", connection);
            if (await command.ExecuteScalarAsync(ct) is long revision && revision != _now.Revision)
                Volatile.Write(ref _now, await LoadAsync(connection, transaction: null, ct));
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
            try { await RefreshAsync(stoppingToken); }
            catch (Exception e)
                when (Transience.IsTransient(e)) { logger.LogDebug(e, "The unit tree cannot be read now; the snapshot stays"); }
        }
    }
}
