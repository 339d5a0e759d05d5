using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeadlineReminders.Delivery;
using DeadlineReminders.Rows;
using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Notices.V1;
using Workflow.EventSourcing;
using Workflow.Testing;
using Xunit;

namespace DeadlineReminders.Tests;

/// <summary>
/// Plans, steps, inboxes and channels are nothing but their events: made again from them they are the ones in use, in every column, at any
/// moment. Compared in one snapshot, while the service works.
/// </summary>
public sealed class PlanRebuildTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private const int Acts = 60;

    private static readonly string[] Units = [Given.Branch, "D1-B2", "D2-B1", "D2"];
    private static readonly string[] States = ["acknowledged", "reported", "returned", "accepted", "closed"];

    private readonly List<(NoticeHead Notice, DispatchedAssignment Assignment)> _dispatched = [];
    private readonly Dictionary<Guid, AssignmentChanged> _changes = [];
    private int _calendar;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20160401)]
    public async Task Made_again_from_nothing_after_a_random_history_they_are_the_ones_in_use(int seed)
    {
        var random = new Random(seed);
        await QueueReader.ConfigureAsync(reminders, "D1", subtree: true);
        for (var act = 1; act <= Acts; act++)
        {
            await ActAsync(random);
            if (act % 15 == 0)
                await AreTheOnesInUseAsync();
        }
        await Eventually.HoldsAsync(async () =>
            await reminders.QueryAsync<long>("select count(*) from step where outcome is null and due_at <= $1", reminders.Now.UtcDateTime)
                is [0] && await reminders.QueryAsync<long>("select count(*) from delivery where state = 'waiting'") is [0],
            "what is due is decided and delivered", TimeSpan.FromSeconds(60));
        await AreTheOnesInUseAsync();
        await AreTheOnesInUseAsync(asBefore: true);
        var outcomes = await reminders.QueryAsync<string>("select distinct outcome from step where outcome is not null");
        Assert.Superset(
            new HashSet<string> { "sent", "passed", "not-missed", "deadline-moved", "already-reported" }, outcomes.ToHashSet());
        Assert.NotEqual([0L], await reminders.QueryAsync<long>("select count(*) from inbox where receipt_at is not null"));
        Assert.Equal([0L], await reminders.QueryAsync<long>(
            "select count(*) from inbox left join message_body b using (id) where sha256 is distinct from sha256(convert_to(b.body, 'UTF8'))"));

        await RebuiltByAnOperatorAsync();
    }

    private async Task RebuiltByAnOperatorAsync()
    {
        await reminders.QueryAsync<int>("update step set outcome = 'sent', decided_at = now() where outcome is null returning deadline_version");
        await reminders.QueryAsync<int>("update item set stopped = 'closed', assignment_version = 99 returning requirement");
        await reminders.QueryAsync<string>("delete from inbox returning unit");
        await reminders.QueryAsync<string>("update channel set kind = 'inbox' returning unit");
        using var city = reminders.Service.As("operator", Given.City);
        foreach (var model in new[] { "plan", "channel" })
        {
            using var accepted = await city.PostAsync($"/v1/read-models/{model}/rebuild", content: null, Ct);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        }
        await ActAsync(new Random(1));
        await Eventually.HoldsAsync(async () =>
            (await city.GetFromJsonAsync<JsonElement>("/v1/read-models", Ct)).GetProperty("items").EnumerateArray()
                .All(model => !model.GetProperty("rebuilding").GetBoolean()), "both are rebuilt", TimeSpan.FromSeconds(60));
        await ActAsync(new Random(2));
        await AreTheOnesInUseAsync();
    }

    private async Task ActAsync(Random random)
    {
        switch (random.Next(_dispatched.Count == 0 ? 1 : 12))
        {
            case 0 or 1:
                var notice = Given.Notice(reminders.Now);
                var assignments = Enumerable.Range(1, 3).SelectMany(requirement => Units.Where(_ => random.Next(2) == 0)
                    .Select(unit => Given.Assignment(notice, requirement, unit, DueAt(random)))).ToList();
                _dispatched.AddRange(assignments.Select(assignment => (notice, assignment)));
                foreach (var early in assignments.Where(_ => random.Next(4) == 0))
                    await reminders.PublishAsync(Change(notice, early, random));
                if (assignments.Count > 0)
                    await reminders.PublishAsync(Given.Chunk(notice, assignments));
                break;
            case 2 or 3 or 4 or 5 or 6:
                var (of, changed) = _dispatched[random.Next(_dispatched.Count)];
                await reminders.PublishAsync(Change(of, changed, random));
                break;
            case 7:
                var shipped = WorkingCalendars.Shipped.For(2016)!.Document;
                var off = new DateOnly(2016, 5, 3).AddDays(random.Next(30));
                await reminders.PublishAsync(new CalendarPublished("cn", 2016, ++_calendar,
                    [.. shipped.Holidays.Append(off).Except(shipped.Workdays).Distinct().Order()], [.. shipped.Workdays], Source: null));
                break;
            case 8 or 9:
                await reminders.SetClockAsync(reminders.Now.AddHours(random.Next(1, 100)));
                break;
            default:
                var unit = Units[random.Next(Units.Length)];
                using (var branch = reminders.Service.As("branch", unit))
                {
                    foreach (var id in await reminders.QueryAsync<Guid>("select id from inbox where unit = $1 order by id limit 2", unit))
                        Assert.Equal(HttpStatusCode.NoContent,
                            (await branch.PostAsync($"/v1/units/{unit}/inbox/{id}/receipt", null, Ct)).StatusCode);
                }
                break;
        }
    }

    private AssignmentChanged Change(NoticeHead notice, DispatchedAssignment assignment, Random random)
    {
        var before = _changes.GetValueOrDefault(assignment.Assignment, Given.Change(notice, assignment, 1, "dispatched"));
        var isMoved = random.Next(3) == 0;
        return _changes[assignment.Assignment] = before with
        {
            Version = before.Version + 1, State = States[random.Next(States.Length)],
            DueAt = isMoved ? DueAt(random) : before.DueAt, DeadlineVersion = before.DeadlineVersion + (isMoved ? 1 : 0),
        };
    }

    private DateTimeOffset? DueAt(Random random) => random.Next(8) == 0 ? null
        : reminders.Now.AddDays(random.Next(-2, 40)).AddMinutes(random.Next(1000));

    /// <param name="asBefore">From events that name no words and instants, with what the rows had said before.</param>
    private async Task AreTheOnesInUseAsync(bool asBefore = false)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(reminders.Database.ConnectionString) { SearchPath = "reminders" });
        await using var connection = await source.OpenConnectionAsync(Ct);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Ct);
        var events = await snapshot.Sql(
            """select seq_id, id, stream_id, version, type, "timestamp", data::text from mt_events order by seq_id""")
            .ReadAsync(row => new StoredEvent(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4),
                row.Instant(5), asBefore ? Stripped(row.GetString(6)) : row.GetString(6), null, null, null, null), Ct);
        if (asBefore)
        {
            events.RemoveAll(e => e.Type is "reminder.deadline-not-missed.v1" or "reminder.assignment-followed.v1" or "reminder.message-read.v1");
            await snapshot.Sql("insert into message_before select id, assignment, position, sha256, written_at, receipt_at from inbox")
                .Add("insert into step_before select assignment, deadline_version, step, due_at, outcome, decided_at from step where outcome is not null")
                .Add("insert into item_before select assignment, assignment_version from item").ExecuteAsync(Ct);
        }
        foreach (IReadModel model in new IReadModel[] { new PlanModel(), new ChannelModel() })
        {
            foreach (var table in model.Tables)
                await snapshot.Sql($"create table {table}_again (like {table} including all)").ExecuteAsync(Ct);
            foreach (var batch in events.Chunk(500))
                await model.ProjectAsync(batch, new("reminders", "_again"), snapshot, Ct);
            foreach (var table in model.Tables)
            {
                // A plan's version counts events that there were none of before.
                var columns = asBefore && table == "plan" ? "id, notice, unit" : "*";
                Assert.Empty(await snapshot.Sql(
                    $"""
                    select 'in use: ' || a::text from (select {columns} from {table} except select {columns} from {table}_again) a
                    union all select 'again: ' || a::text from (select {columns} from {table}_again except select {columns} from {table}) a
                    order by 1 limit 10
                    """).ReadAsync(row => $"{table} {row.GetString(0)}", Ct));
                Assert.NotEqual(0, await snapshot.Sql($"select count(*) from {table}_again").ScalarAsync<long>(Ct));
            }
        }
    }

    private static string Stripped(string data)
    {
        var json = JsonNode.Parse(data)!.AsObject();
        json.Remove("sha256");
        json.Remove("decidedAt");
        foreach (var assignment in json["assignments"]?.AsArray() ?? [])
            assignment!.AsObject().Remove("sha256");
        return json.ToJsonString();
    }
}
