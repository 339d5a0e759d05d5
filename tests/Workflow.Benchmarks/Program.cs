using Workflow.Benchmarks;

var benchmarks = new Dictionary<string, Func<BenchmarkServers, bool, string, Task<Report>>>(StringComparer.Ordinal)
{
    ["event-store"] = EventStoreBenchmark.RunAsync,
    ["accept"] = AcceptBenchmark.RunAsync,
    ["intake"] = IntakeBenchmark.RunAsync,
    ["footprint"] = FootprintBenchmark.RunAsync,
    ["pages"] = PagesBenchmark.RunAsync,
};
if (args is not [var named, ..] || (named != "all" && !benchmarks.ContainsKey(named)))
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/Workflow.Benchmarks -- "
        + $"{{all|{string.Join('|', benchmarks.Keys)}}} [--quick] [--only TEXT]");
    return 2;
}
var only = Array.IndexOf(args, "--only") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : "";
await using var servers = await BenchmarkServers.StartAsync();
var failed = 0;
foreach (var (name, run) in benchmarks.Where(benchmark => named == "all" || named == benchmark.Key))
{
    try
    {
        await servers.UseNewDatabaseAsync(name);
        (await run(servers, args.Contains("--quick"), only)).Print(name);
    }
    catch (Exception e)
    {
        failed++;
        Console.Error.WriteLine($"{name} did not come to its end: {e}");
    }
}
return failed == 0 ? 0 : 1;
