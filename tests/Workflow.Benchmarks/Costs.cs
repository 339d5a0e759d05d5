namespace Workflow.Benchmarks;

/// <summary>What a run used: what noise on the machine touches little, beside the time it took.</summary>
/// <param name="Commits">Transactions that wrote.</param>
/// <param name="WalBytes">What PostgreSQL wrote to its log.</param>
/// <param name="ClientMs">CPU of what uses PostgreSQL: the service, or this process and those it started.</param>
/// <param name="ServerMs">CPU of PostgreSQL.</param>
internal sealed record Costs(double Commits, double WalBytes, double ClientMs, double ServerMs)
{
    /// <summary>Used between two readings, for each unit.</summary>
    public Costs Per(double units, Costs before) =>
        new((Commits - before.Commits) / units, (WalBytes - before.WalBytes) / units, (ClientMs - before.ClientMs) / units,
            (ServerMs - before.ServerMs) / units);
}

/// <summary>Reads them; and counts statements, which costs time itself and so is done beside the timed rounds.</summary>
/// <param name="service">Whose CPU is meant by the client's; null = that of this process and those it started.</param>
internal sealed class Meter(NpgsqlDataSource source, BenchmarkedProcess? service = null)
{
    private static readonly double MsPerTick = 10;  // USER_HZ is 100 on every Linux .NET runs on

    public async Task<Costs> ReadAsync()
    {
        await using var command =
            source.CreateCommand("select pg_current_xact_id()::text::bigint, pg_current_wal_lsn() - '0/0'::pg_lsn, pg_backend_pid()");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var postmaster = Stat(row.GetInt32(2)).Parent;
        return new(row.GetInt64(0), (double)row.GetDecimal(1), service?.CpuMs ?? Cpu(Environment.ProcessId, childrenToo: true),
            ServerCpu(postmaster));
    }

    /// <summary>PostgreSQL's CPU so far, in ms: of the processes that are, and of those that were.</summary>
    private static double ServerCpu(int postmaster) =>
        Cpu(postmaster, childrenToo: true) + Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(pid => Stat(pid).Parent == postmaster).Sum(pid => Cpu(pid, childrenToo: false));

    /// <summary>CPU of a process so far, in ms; 0 when it is gone.</summary>
    /// <param name="childrenToo">With that of its ended children.</param>
    public static double Cpu(int pid, bool childrenToo) =>
        Stat(pid) is var stat && childrenToo ? (stat.Own + stat.Ended) * MsPerTick : stat.Own * MsPerTick;

    public async Task TrackStatementsAsync(bool track)
    {
        await using (var alter = source.CreateCommand($"alter system set pg_stat_statements.track = '{(track ? "top" : "none")}'"))
            await alter.ExecuteNonQueryAsync();
        await using var reload =
            source.CreateCommand(
            "create extension if not exists pg_stat_statements; select pg_reload_conf(), pg_stat_statements_reset(), pg_sleep(0.3)");
        await reload.ExecuteNonQueryAsync();
    }

    /// <summary>Statements since <see cref="TrackStatementsAsync"/>, those of transactions themselves (begin, commit) aside.</summary>
    public async Task<double> StatementsAsync()
    {
        return await source.Sql("select coalesce(sum(calls), 0)::float8 from pg_stat_statements where query !~* '^(begin|commit|rollback)'")
            .ScalarAsync<double>(default);
    }

    private static (int Parent, long Own, long Ended) Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Long(11) + Long(12), Long(13) + Long(14));
            long Long(int i) => long.Parse(fields[i], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return default;
        }
    }
}
