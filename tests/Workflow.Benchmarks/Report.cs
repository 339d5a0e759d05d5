using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Workflow.Benchmarks;

/// <summary>Arms run in turn, A B C A B C …, and what came of them: medians, spreads, and the median of the ratios within a round, which noise touches least.</summary>
internal sealed class Report(int rounds, string only, Func<Task> betweenRounds)
{
    private readonly Dictionary<string, object> _ratios = [];
    private readonly Dictionary<string, object> _counters = [];

    /// <summary>Runs each arm once a round; an arm answers units a second. The first is ours.</summary>
    public async Task CompareAsync(string what, params (string Name, Func<Task<double>> Run)[] arms)
    {
        if (!what.Contains(only, StringComparison.Ordinal))
            return;
        var figures = arms.ToDictionary(a => a.Name, _ => new List<double>());
        foreach (var arm in arms)
            await arm.Run();
        for (var round = 0; round < rounds; round++)
        {
            await betweenRounds();
            foreach (var (name, run) in arms)
                figures[name].Add(await run());
        }
        foreach (var (name, of) in figures)
            Line($"{what,-28} {name,-12} {Median(of),12:N0}/s   {of.Min(),12:N0} … {of.Max():N0}");
        _counters[what] = Math.Round(Median(figures[arms[0].Name]));
        foreach (var (name, _) in arms.Skip(1))
        {
            var ratio = Median([.. figures[arms[0].Name].Zip(figures[name], (ours, other) => ours / other)]);
            _ratios[$"{what} / {name}"] = Math.Round(ratio, 2);
            Line($"{what,-28} {"/ " + name,-12} {ratio,12:N2}");
        }
    }

    public void Count(string what, double value)
    {
        _counters[what] = Math.Round(value, 2);
        Line($"{what,-41} {value,12:N2}");
    }

    /// <summary>The last line is one JSON object.</summary>
    public void Print(string name)
    {
        using var self = Process.GetCurrentProcess();
        Count("peak memory MiB", self.PeakWorkingSet64 / 1048576.0);
        Console.WriteLine(JsonSerializer.Serialize(new { name, ratios = _ratios, counters = _counters, machine = new { cores = Environment.ProcessorCount, os = Environment.OSVersion.VersionString, loadAverage = File.ReadAllText("/proc/loadavg").Trim() } }));
    }

    public static double Median(List<double> of) => of.Order().ElementAt(of.Count / 2);

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
