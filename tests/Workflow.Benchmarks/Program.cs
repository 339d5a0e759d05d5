using Workflow.Benchmarks;

var names = new Dictionary<string, Func<bool, string, Task<Report>>>(StringComparer.Ordinal)
{
    ["event-store"] = EventStoreBenchmark.RunAsync,
    ["accept"] = AcceptBenchmark.RunAsync,
    ["intake"] = IntakeBenchmark.RunAsync,
    ["footprint"] = FootprintBenchmark.RunAsync,
};
if (args is not [var name, ..] || !names.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"dotnet run -c Release --project tests/Workflow.Benchmarks -- {{{string.Join('|', names.Keys)}}} [--quick] [--only TEXT]");
    return 2;
}
var only = Array.IndexOf(args, "--only") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : "";
(await run(args.Contains("--quick"), only)).Print(name);
return 0;
