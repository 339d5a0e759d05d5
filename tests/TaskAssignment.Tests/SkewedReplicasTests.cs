namespace TaskAssignment.Tests;

/// <summary>Two replicas whose clocks are a second apart, and reports that arrive around the due instant at either.</summary>
public sealed class SkewedReplicasTests
{
    private const int Units = 60;

    [Fact]
    public async Task No_deadline_is_missed_by_a_report_that_is_stamped_in_time()
    {
        await using var database = new PostgresDatabase();
        await using var broker = new RabbitVirtualHost();
        await database.InitializeAsync();
        await broker.InitializeAsync();
        await using var slow = await StartAsync(database, broker, TimeSpan.FromMilliseconds(-500));
        await using var fast = await StartAsync(database, broker, TimeSpan.FromMilliseconds(500));
        string[] units = [.. Enumerable.Range(0, Units).Select(n => $"S-{n}")];
        var bus = slow.Services.GetRequiredService<IBus>();
        await bus.Publish(new Workflow.Contracts.Directory.V1.UnitChanged(1, [.. units.Prepend("CITY")
            .Select(unit => new Workflow.Contracts.Directory.V1.UnitState(unit, 1, unit, null, "", unit == "CITY" ? "city" : "branch",
                unit == "CITY" ? null : "CITY", []))]), Ct);
        var due = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 8);
        var fanout = Fanout.Of(units, [Fanout.Duty(1, null) with { DueAt = due, Disposition = "dated" }]);
        await bus.Publish(fanout.Issued, Ct);
        await bus.Publish(fanout.Chunks[0], Ct);
        await using var sql =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "assignments" });
        await Eventually.HoldsAsync(async () => await sql.Sql("select count(*) from board").ScalarAsync<long>(Ct) == Units
            && units.All(slow.Services.GetRequiredService<UnitTree>().Exists)
                && units.All(fast.Services.GetRequiredService<UnitTree>().Exists),
            "the assignments and units are there");

        // The whole second of the due instant is in time: from two seconds before its end to three after, at one replica or the other.
        await Task.WhenAll(units.Index().Select(async unit =>
        {
            var at = due.AddSeconds(1) + TimeSpan.FromMilliseconds((unit.Index * 5_000 / Units) - 2_000) - TimeProvider.System.GetUtcNow();
            await Task.Delay(at > TimeSpan.Zero ? at : TimeSpan.Zero, TimeProvider.System, Ct);
            using var http = (unit.Index % 2 == 0 ? slow : fast).As("branch", unit.Item);
            using var answer = await http.PostAsJsonAsync($"/v1/assignments/{fanout.Id(1, unit.Item)}/reports", new { text = "done" }, Ct);
            Assert.True(answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
        }));

        var verdicts = await sql.Sql(
            """
            select (data ->> 'at')::timestamptz, exists (select from mt_events m where m.stream_id = e.stream_id
                and m.type = 'assignment.deadline-missed.v1')
            from mt_events e where type = 'assignment.report-submitted.v1'
            """).ReadAsync(row => (At: row.Instant(0), IsMissed: row.GetBoolean(1)), Ct);
        Assert.All(verdicts, verdict => Assert.Equal(Limit.HasPassed(due, verdict.At), verdict.IsMissed));
        Assert.Contains(verdicts, verdict => verdict.IsMissed);
        Assert.Contains(verdicts, verdict => !verdict.IsMissed);
    }

    /// <summary>Whatever its request waits for after it had arrived whole.</summary>
    [Fact]
    public async Task A_report_is_as_late_as_it_arrived_with_an_idempotency_key_too()
    {
        await using var database = new PostgresDatabase();
        await using var broker = new RabbitVirtualHost();
        await database.InitializeAsync();
        await broker.InitializeAsync();
        await using var service = await StartAsync(database, broker, TimeSpan.Zero);
        var bus = service.Services.GetRequiredService<IBus>();
        await bus.Publish(new Workflow.Contracts.Directory.V1.UnitChanged(1, [
            new Workflow.Contracts.Directory.V1.UnitState("CITY", 1, "CITY", null, "", "city", null, []),
            new Workflow.Contracts.Directory.V1.UnitState("S-0", 1, "S-0", null, "", "branch", "CITY", [])]), Ct);
        var due = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 8);
        var fanout = Fanout.Of(["S-0"], [Fanout.Duty(1, null) with { DueAt = due, Disposition = "dated" }]);
        await bus.Publish(fanout.Issued, Ct);
        await bus.Publish(fanout.Chunks[0], Ct);
        await using var sql =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "assignments" });
        await Eventually.HoldsAsync(async () => await sql.Sql("select count(*) from board").ScalarAsync<long>(Ct) == 1
            && service.Services.GetRequiredService<UnitTree>().Exists("S-0"), "the assignment and the unit are there");

        await using var connection = await sql.OpenConnectionAsync(Ct);
        await using var holding = await connection.BeginTransactionAsync(Ct);
        await holding.Sql("lock table idempotency in access exclusive mode").ExecuteAsync(Ct);
        using var http = service.As("branch", "S-0");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/assignments/{fanout.Id(1, "S-0")}/reports")
        {
            Content = JsonContent.Create(new { text = "done" }), Headers = { { "Idempotency-Key", "in-time" } },
        };
        Assert.True(TimeProvider.System.GetUtcNow() < due, "the machine was too slow for this test");
        var sending = http.SendAsync(request, Ct);
        // The judgement waits for what has arrived and is not answered.
        await Task.Delay(due.AddSeconds(6) - TimeProvider.System.GetUtcNow(), TimeProvider.System, Ct);
        Assert.Equal("pending", await sql.Sql("select verdict from board").ScalarAsync<string>(Ct));
        await holding.RollbackAsync(Ct);
        using var answer = await sending;
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(0, await sql.Sql("select count(*) from mt_events where type = 'assignment.deadline-missed.v1'").ScalarAsync<long>(Ct));
        Assert.True(await sql.Sql("select (data ->> 'at')::timestamptz from mt_events where type = 'assignment.report-submitted.v1'")
            .ScalarAsync<DateTimeOffset>(Ct) <= due);
    }

    private static async Task<RunningService> StartAsync(PostgresDatabase database, RabbitVirtualHost broker, TimeSpan off)
    {
        var service = await RunningService.StartAsync(builder =>
        {
            builder.AddTaskAssignment();
            builder.Services.AddSingleton<TimeProvider>(new OffClock(off));
        }, app => app.MapTaskAssignment(), RunningService.Settings(database, broker));
        await service.ReadyAsync();
        return service;
    }

    private sealed class OffClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
    }
}
