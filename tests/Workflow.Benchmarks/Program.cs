using Workflow.Benchmarks;

var names = new Dictionary<string, Func<bool, Task<Report>>>(StringComparer.Ordinal)
{
    ["event-store"] = EventStoreBenchmark.RunAsync,
};
if (args is not [var name, ..] || !names.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"dotnet run -c Release --project tests/Workflow.Benchmarks -- {{{string.Join('|', names.Keys)}}} [--quick]");
    return 2;
}
(await run(args.Contains("--quick"))).Print(name);
return 0;
