namespace Workflow.Benchmarks;

/// <summary>What an arm did.</summary>
internal sealed record Done(double Units, TimeSpan Took)
{
    public double Rate => Units / Took.TotalSeconds;

    /// <summary>Times the work.</summary>
    public static async Task<Done> InAsync(double units, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return new(units, Stopwatch.GetElapsedTime(began));
    }
}

/// <summary>
/// Arms run in turn, A B C A B C …, and what came of them: medians, spreads, and the median of the ratios within a round, which noise
/// touches least.
/// </summary>
internal sealed class Report(int rounds, string only, Meter meter, Func<Task> betweenRounds)
{
    private readonly Dictionary<string, object> _ratios = [];
    private readonly Dictionary<string, object> _counters = [];

    public bool Wants(string what) => what.Contains(only, StringComparison.Ordinal);

    /// <summary>Runs each arm once a round. The first arm is ours. A round before them warms up, and counts the statements.</summary>
    public async Task CompareAsync(string what, params (string Name, Func<Task<Done>> Run)[] arms)
    {
        if (!Wants(what))
            return;
        var statements = new Dictionary<string, double>();
        foreach (var (name, run) in arms)
        {
            await meter.TrackStatementsAsync(true);
            statements[name] = (await run()).Units is var units ? await meter.StatementsAsync() / units : 0;
        }
        await meter.TrackStatementsAsync(false);

        var rates = arms.ToDictionary(a => a.Name, _ => new List<double>());
        var costs = arms.ToDictionary(a => a.Name, _ => new List<Costs>());
        for (var round = 0; round < rounds; round++)
        {
            await betweenRounds();
            foreach (var (name, run) in arms)
            {
                var before = await meter.ReadAsync();
                var done = await run();
                rates[name].Add(done.Rate);
                costs[name].Add((await meter.ReadAsync()).Per(done.Units, before));
            }
        }
        foreach (var (name, _) in arms)
            Tell(what, name, rates[name], costs[name], statements[name]);
        foreach (var (name, _) in arms.Skip(1))
        {
            var ratio = Median([.. rates[arms[0].Name].Zip(rates[name], (ours, other) => ours / other)]);
            _ratios[$"{what} / {name}"] = Math.Round(ratio, 2);
            Line($"{what,-28} {"/ " + name,-14} {ratio,10:N2}");
        }
    }

    public void Count(string what, double value)
    {
        _counters[what] = Math.Round(value, 2);
        Line($"{what,-43} {value,10:N2}");
    }

    /// <summary>The last line is one JSON object.</summary>
    public void Print(string name)
    {
        using var self = Process.GetCurrentProcess();
        Count("peak memory MiB", self.PeakWorkingSet64 / 1048576.0);
        Console.WriteLine(JsonSerializer.Serialize(
            new { name, ratios = _ratios, counters = _counters,
            machine = new { cores = Environment.ProcessorCount, os = Environment.OSVersion.VersionString,
            loadAverage = File.ReadAllText("/proc/loadavg").Trim() } }));
    }

    public static double Median(List<double> of) => of.Order().ElementAt(of.Count / 2);

    public static double Percentile(IReadOnlyCollection<double> of, double share) =>
        of.Order().ElementAt(Math.Min(of.Count - 1, (int)(of.Count * share)));

    private void Tell(string what, string name, List<double> rates, List<Costs> costs, double statements)
    {
        double Typical(Func<Costs, double> cost) => Median([.. costs.Select(cost)]);
        var (commits, wal, client, server) =
            (Typical(c => c.Commits), Typical(c => c.WalBytes), Typical(c => c.ClientMs), Typical(c => c.ServerMs));
        var perUnit = string.Create(CultureInfo.InvariantCulture,
            $"{statements:0.###} statements, {commits:0.###} commits, {wal:N0} WAL bytes, CPU ms {client:0.000} client {server:0.000} "
                + $"PostgreSQL");
        Line($"{what,-28} {name,-14} {Median(rates),10:N0}/s {rates.Min(),10:N0} … {rates.Max(),-10:N0} a unit: {perUnit}");
        _counters[$"{what}, {name}"] = new
        {
            rate = Math.Round(Median(rates)), least = Math.Round(rates.Min()), most = Math.Round(rates.Max()),
                statements = Math.Round(statements, 3), commits = Math.Round(commits, 3),
            walBytes = Math.Round(wal), clientMs = Math.Round(client, 3), serverMs = Math.Round(server, 3),
        };
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
