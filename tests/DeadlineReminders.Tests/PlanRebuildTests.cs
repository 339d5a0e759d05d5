namespace DeadlineReminders.Tests;

/// <summary>
/// Plans, steps, inboxes and channels are nothing but their events: made again from them they are the ones in use, in every column, at any
/// moment. Compared in one snapshot, while the service works.
/// </summary>
[Collection(nameof(BranchUsers))]
public sealed class PlanRebuildTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private const int Acts = 60;

    private static readonly string[] Units = [Given.Branch, "D1-B2", "D2-B1", "D2"];
    private static readonly string[] States = ["acknowledged", "reported", "returned", "accepted", "closed"];

    private readonly List<(NoticeHead Notice, DispatchedAssignment Assignment)> _dispatched = [];
    private readonly Dictionary<Guid, AssignmentChanged> _changes = [];
    private int _calendar;

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
                await MadeAgain.IsInUseAsync(reminders);
        }
        await Eventually.HoldsAsync(async () =>
            await reminders.QueryAsync<long>("select count(*) from step where outcome is null and due_at <= $1", reminders.Now.UtcDateTime)
                is [0] && await reminders.QueryAsync<long>("select count(*) from delivery where state = 'waiting'") is [0],
            "what is due is decided and delivered", TimeSpan.FromSeconds(60));
        await MadeAgain.IsInUseAsync(reminders);
        await MadeAgain.IsInUseAsync(reminders, asBefore: true);
        var outcomes = await reminders.QueryAsync<string>("select distinct outcome from step where outcome is not null");
        Assert.Superset(new HashSet<string> { "sent", "overtaken", "deadline-moved", "already-reported" }, outcomes.ToHashSet());
        Assert.NotEqual(0, await reminders.CountAsync("inbox where receipt_at is not null"));
        Assert.NotEqual(0, await reminders.CountAsync("channel"));
        Assert.Equal([0L], await reminders.QueryAsync<long>(
            """
            select count(*) from inbox left join message_body b using (id)
            where sha256 is distinct from sha256(convert_to(b.body, 'UTF8'))
            """));

        await RebuiltByAnOperatorAsync();
    }

    private async Task RebuiltByAnOperatorAsync()
    {
        await reminders.QueryAsync<int>(
            "update step set outcome = 'sent', decided_at = now() where outcome is null returning deadline_version");
        await reminders.QueryAsync<int>("update item set stopped = 'closed', assignment_version = 99 returning requirement");
        await reminders.QueryAsync<string>("delete from inbox returning unit");
        await reminders.QueryAsync<string>("update channel set kind = 'inbox' returning unit");
        using var city = reminders.Service.As("operator", Given.City);
        foreach (var model in new[] { "plan", "channel" })
        {
            Assert.Equal(HttpStatusCode.Accepted, (await city.PostAsync($"/v1/read-models/{model}/rebuild", content: null, Ct)).StatusCode);
        }
        await ActAsync(new Random(1));
        await Eventually.HoldsAsync(async () =>
            (await city.GetFromJsonAsync<JsonElement>("/v1/read-models", Ct)).GetProperty("items").EnumerateArray()
                .All(model => !model.GetProperty("rebuilding").GetBoolean()), "both are rebuilt", TimeSpan.FromSeconds(60));
        await ActAsync(new Random(2));
        await MadeAgain.IsInUseAsync(reminders);
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
}
