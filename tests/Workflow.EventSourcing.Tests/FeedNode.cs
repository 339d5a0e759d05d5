using System.Reflection;

namespace Workflow.EventSourcing.Tests;

/// <summary>One process of a service: what its feed does survives, or does not, what is done to the process.</summary>
internal sealed class FeedNode : IAsyncDisposable
{
    private readonly Process _process;

    private FeedNode(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Says = line.Data ?? Says;
        process.BeginOutputReadLine();
    }

    public bool Leading => Says == "leading";

    public bool Following => Says == "following";

    /// <summary>What it last said of itself.</summary>
    private string Says { get; set; } = "";

    public override string ToString() => $"process {_process.Id}{(_process.HasExited ? " has ended" : "")}, {Says}";

    public static FeedNode Start(Database database, Uri broker) =>
        new(Process.Start(new ProcessStartInfo(ServiceProcess.Dotnet,
            [Assembly.GetExecutingAssembly().Location, "node", database.Source.ConnectionString, database.Schema, broker.AbsoluteUri])
        {
            RedirectStandardInput = true,   // its end ends the node, also when this process is killed
            RedirectStandardOutput = true,
        })!);

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Says = "";
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>What runs in the other process: feed, one recording consumer, relay; until its stdin ends.</summary>
    public static async Task<int> RunAsync(string connectionString, string schema, Uri broker)
    {
        await using var database = Database.At(connectionString, schema);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(database.Source);
        services.AddEventSourcing(options => (options.Source, options.Schema) = ("assignments", schema));
        services.AddSingleton<IFeedConsumer>(new Recording(schema));
        services.AddMassTransit(bus => bus.UsingRabbitMq((_, rabbit) => rabbit.At(broker)));
        await using var node = services.BuildServiceProvider();
        foreach (var hosted in node.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);

        using var input = new StreamReader(Console.OpenStandardInput());
        var ended = Task.Run(input.ReadToEnd);
        var status = node.GetRequiredService<FeedStatus>();
        for (var said = ""; !ended.IsCompleted; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            if (said != (said = status.Leading ? "leading" : "following"))
                await Console.Out.WriteLineAsync(said);
        }
        return 0;
    }
}
