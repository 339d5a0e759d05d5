using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Workflow.History;

namespace Workflow.EventSourcing.Tests.Stores;

/// <summary>One database under the stand-in and under Marten in turn. The other one is this same project, built the other way, as a process of its own.</summary>
public sealed class InterchangeTests
{
    private const int Streams = 20;
    private static readonly Guid Notice = Guid.Parse("01530000-0000-7000-8000-000000000001");
    private static readonly CommandContext Context = new(new("p-7f3a", "branch", "DL-001", OnBehalfOf: "DL"), Notice, Guid.Parse("01530000-0000-7000-8000-000000000002"));
    private static readonly AssignmentEvent.Dispatched Dispatched = new(Notice, 1, "DL-001", null, "DL", Disposition.Dated, default, null, new string('a', 64));
    private static readonly AssignmentEvent.ReportSubmitted Reported = new(1, new string('b', 64), new Dictionary<string, long> { ["people"] = 40 }, []);

    /// <summary>This project, built with the other event store.</summary>
    private static readonly string Other = Path.Combine(AppContext.BaseDirectory.Contains("/bin/marten/", StringComparison.Ordinal)
        ? AppContext.BaseDirectory.Replace("/bin/marten/", "/bin/", StringComparison.Ordinal)
        : AppContext.BaseDirectory.Replace("/bin/", "/bin/marten/", StringComparison.Ordinal), "Workflow.EventSourcing.Tests.dll");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Store => typeof(IDocumentStore).Assembly.GetName().Name!;

    [Fact]
    public async Task What_one_store_wrote_the_other_reads_continues_and_leaves_readable()
    {
        Assert.SkipUnless(File.Exists(Other), "The other event store is not built: dotnet build tests/Workflow.EventSourcing.Tests -c Release -p:EventStore=Marten");
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        var streams = Enumerable.Range(0, Streams).Select(_ => Guid.NewGuid()).ToList();
        foreach (var stream in streams)
            await store.AppendAsync(stream, 0, [Dispatched, new AssignmentEvent.Acknowledged()], Context, Ct);
        var written = await CatalogueAsync(database);

        var said = await ContinueElsewhereAsync(database);

        Assert.Equal([Store == "Marten" ? "Workflow.MartenStandIn" : "Marten", $"{Streams} continued", $"{Streams} refused", $"{Streams} started"], said);
        var left = await CatalogueAsync(database);
        Assert.Empty(written.Except(left));
        Assert.All(left.Except(written), added => Assert.Contains("mt_doc_deadletterevent", added, StringComparison.Ordinal));
        foreach (var stream in streams)
        {
            var (state, version) = await store.LoadAsync<Assignment, AssignmentEvent>(stream, Ct);
            Assert.Equal(3, version);
            Assert.IsType<Assignment.Reported>(state);
            await Assert.ThrowsAsync<StreamConflictException>(() => store.AppendAsync(stream, 2, [new AssignmentEvent.ReportAccepted(1)], Context, Ct));
            await store.AppendAsync(stream, 3, [new AssignmentEvent.ReportAccepted(1)], Context, Ct);
        }
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        var events = await StoredEvent.ReadAsync(connection, null, database.Schema, "true order by seq_id", Ct);
        Assert.Equal(Streams * 5, events.Count);
        Assert.All(events.GroupBy(e => e.Stream), stream => Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(e => (int)e.Version)));
        // Whoever wrote them, the rows say the same in the same form.
        Assert.Single(events.Where(e => e.Version <= 3).Select(e => (e.Actor, e.CorrelationId, e.CausationId, e.Headers)).Distinct());
        Assert.Single(events.Where(e => e.Type == "assignment.dispatched.v1").Select(e => e.Data).Distinct());
    }

    /// <summary>What the other process does: reads every stream, appends to each, is refused a second time, starts as many.</summary>
    public static async Task<int> ContinueAsync(string connectionString, string schema)
    {
        var database = Database.At(connectionString, schema);
        var store = (await database.NodeAsync(feeds: false)).GetRequiredService<StreamStore>();
        await Console.Out.WriteLineAsync(Store);
        var (continued, refused, started) = (0, 0, 0);
        foreach (var stream in await database.ScalarAsync<Guid[]>($"select array_agg(id) from {schema}.mt_streams where version = 2"))
        {
            var loaded = await store.LoadAsync<Assignment, AssignmentEvent>(stream, default);
            if (loaded is not { State: Assignment.Acknowledged, Version: 2 })
                throw new InvalidOperationException($"Stream {stream} is {loaded}.");
            await store.AppendAsync(stream, 2, [Reported], Context, default);
            continued++;
            try
            {
                await store.AppendAsync(stream, 2, [Reported], Context, default);
            }
            catch (StreamConflictException)
            {
                refused++;
            }
            await store.AppendAsync(Guid.NewGuid(), 0, [Dispatched], Context, default);
            started++;
        }
        await Console.Out.WriteLineAsync($"{continued} continued\n{refused} refused\n{started} started");
        await database.LeaveAsync();
        return 0;
    }

    private static async Task<string[]> ContinueElsewhereAsync(Database database)
    {
        using var other = Process.Start(new ProcessStartInfo(FeedNode.Dotnet, [Other, "continue", database.Source.ConnectionString, database.Schema]) { RedirectStandardOutput = true })!;
        var said = await other.StandardOutput.ReadToEndAsync(Ct);
        await other.WaitForExitAsync(Ct);
        Assert.Equal(0, other.ExitCode);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Tables, columns, constraints and indexes. Marten adds functions and a table for its daemon, which is not used here; nothing else changes.</summary>
    private static Task<string[]> CatalogueAsync(Database database) => database.ScalarAsync<string[]>($"""
        select array_agg(line order by line) from (
            select concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable) as line from information_schema.columns where table_schema = '{database.Schema}'
            union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = '{database.Schema}'::regnamespace
            union all select indexdef from pg_indexes where schemaname = '{database.Schema}'
        ) lines
        """);
}
