using Workflow.Contracts.Directory.V1;

namespace TaskAssignment.Tests;

/// <summary>The service as a process of its own, killed where it hurts.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Killed_between_append_and_publish_it_publishes_when_it_is_back()
    {
        var (database, broker) = (new PostgresDatabase(), new RabbitVirtualHost());
        await database.InitializeAsync();
        await broker.InitializeAsync();
        await using var published = await PublishedMessages.ListenAsync(broker.Uri);
        await using var sender = await Sender.StartAsync(broker.Uri);
        var fanout = Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, null)]);
        var id = fanout.Id(1, "D1-B1");

        using (var first = await (await StartAsync(database, broker)).ReadyAsync())
        {
            await sender.PublishAsync(new UnitChanged(1, [new("D1-B1", 1, "D1-B1", null, "", "branch", null, [])]));
            await sender.PublishAsync(fanout.Chunks[0]);
            await Eventually.HoldsAsync(() => published.Dispatched(fanout.Notice).Any(), "the dispatch is published");

            // Whoever holds a sequence number could still commit an event in between: the feed waits, so nothing after it is published.
            await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
            await using var connection = await sql.OpenConnectionAsync(Ct);
            await using var holding = await connection.BeginTransactionAsync(Ct);
            await holding.Sql("select nextval('assignments.mt_events_sequence')").ExecuteAsync(Ct);
            using (var http = first.As("branch", "D1-B1"))
                await Eventually.HoldsAsync(async () =>
                    (await http.PostAsync($"/v1/assignments/{id}/acknowledgement", content: null, Ct)).IsSuccessStatusCode,
                    "the unit is heard of and acknowledges");
            first.Kill();
        }

        Assert.Empty(published.Changed(id));
        using (var second = await StartAsync(database, broker))
        {
            await Eventually.HoldsAsync(() => published.Changed(id).Any(), "the acknowledgement is published");
            second.Kill();
        }

        await using var read = NpgsqlDataSource.Create(database.ConnectionString);
        var stored = await read.Sql("select id from assignments.mt_events where type = 'assignment.acknowledged.v1'").ScalarAsync<Guid>(Ct);
        Assert.All(published.Changed(id), m =>
            Assert.Equal((Ids.Derived(stored, "assignment-changed"), 2L, "acknowledged"),
            (m.Envelope.MessageId, m.Message.Version, m.Message.State)));
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Killed_again_and_again_during_the_fan_out_it_makes_and_publishes_each_assignment()
    {
        var (database, broker) = (new PostgresDatabase(), new RabbitVirtualHost());
        await database.InitializeAsync();
        await broker.InitializeAsync();
        await using var published = await PublishedMessages.ListenAsync(broker.Uri);
        var fanout = Fanout.Of([.. Enumerable.Range(1, 1000).Select(i => $"K-{i}")], [Fanout.Duty(1, null), Fanout.Duty(2, null)],
            chunkSize: 100);

        await using (var sender = await Sender.StartAsync(broker.Uri))
        {
            using (var first = await (await StartAsync(database, broker)).ReadyAsync())
                first.Kill();
            foreach (var chunk in fanout.Chunks)
                await sender.PublishAsync(chunk);
        }

        await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
        foreach (var killedAt in new[] { 1, 1000, 1980 })
        {
            using var service = await StartAsync(database, broker);
            await Eventually.HoldsAsync(async () => await CountAsync(sql, "select count(*) from assignments.board") >= killedAt,
                $"{killedAt} assignments are made", TimeSpan.FromMinutes(1));
            service.Kill();
            var made = await CountAsync(sql, "select count(*) from assignments.board");
            TestContext.Current.TestOutputHelper!.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"killed with {made} assignments made"));
        }

        using var last = await StartAsync(database, broker);
        await Eventually.HoldsAsync(() => published.Dispatched(fanout.Notice).SelectMany(m => m.Message.Assignments)
            .DistinctBy(a => a.Assignment).Count() == 2000, "all are published", TimeSpan.FromSeconds(60));
        Assert.Equal(2000, await CountAsync(sql, "select count(*) from assignments.board"));
        Assert.Equal(2000,
            await CountAsync(sql, "select count(distinct stream_id) from assignments.mt_events where type = 'assignment.dispatched.v1'"));
        Assert.Equal(2000, await CountAsync(sql, "select count(*) from assignments.mt_events where type = 'assignment.dispatched.v1'"));
        // A page that was sent and not yet marked is sent again: under the same ids, with the same content.
        Assert.All(published.Dispatched(fanout.Notice).GroupBy(m => m.Envelope.MessageId), same =>
            Assert.Single(same.Select(m => m.Envelope.Body.GetRawText()).Distinct()));
        last.Kill();
        await broker.DisposeAsync();
    }

    private static Task<long> CountAsync(NpgsqlDataSource sql, string query) => sql.Sql(query).ScalarAsync<long>(Ct);

    private static Task<ServiceProcess> StartAsync(PostgresDatabase database, RabbitVirtualHost broker) => ServiceProcess.StartAsync(
        ServiceProcess.Command("TaskAssignment", RunningService.Settings(database, broker), Environments.Development));
}
