using TaskAssignment.Assignments;
using Verdict = Workflow.History.Verdict;

namespace DeadlineReminders.Tests.Histories;

/// <summary>
/// Whatever was asleep, frozen, late or repeated: verdicts and messages are what a slow and obvious reading of the same history says.
/// </summary>
public sealed class VerdictTests
{
    private const int Histories = 3_000;

    private static readonly Arbitrary<int[]> Acts = Arb.From(Gen.Choose(0, 99_999).ArrayOf(), Shorter);

    [Fact]
    public void Verdicts_and_messages_are_what_an_obvious_reading_of_the_history_says() => Prop.ForAll(Acts, acts =>
    {
        var world = new World(Given.EndOf("2016-04-12"));
        foreach (var act in acts)
            Act(world, act % 100, act / 100);
        world.Wait(TimeSpan.FromSeconds(10));
        world.Settle();
        var faults = Faults(world).ToList();
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join('\n', [.. faults, "The story:", .. world.Story]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));

    /// <summary>A history that fails is told by few acts: without half of them, a quarter, an eighth, one.</summary>
    private static IEnumerable<int[]> Shorter(int[] acts) =>
        from left in Enumerable.Range(1, 8).Select(halvings => acts.Length >> halvings).Where(left => left > 0).Distinct()
        from place in Enumerable.Range(0, acts.Length / left)
        select (int[])[.. acts[..(place * left)], .. acts[((place + 1) * left)..]];

    private static void Act(World world, int kind, int how)
    {
        switch (kind)
        {
            case < 20:
                world.Wait(TimeSpan.FromHours(how % 120));
                break;
            case < 28:
                // Around a due instant: seconds before it, in it, after it.
                var due = world.Facts.DueAt!.Value + TimeSpan.FromMilliseconds((how % 9_000) - 3_000);
                if (due > world.Now)
                    world.Wait(due - world.Now);
                break;
            case < 32:
                world.Wait(TimeSpan.FromMilliseconds(how % 6_000));
                break;
            case < 42:
                world.Arrive();
                break;
            case < 52:
                world.Answer();
                break;
            case < 54:
                world.Return(how % 2 == 0 ? null : world.Now.AddHours(1 + (how % 200)));
                break;
            case 54:
                world.Reopen(how % 2 == 0 ? null : world.Now.AddHours(1 + (how % 200)));
                break;
            case 55:
                world.AskForTime(world.Now.AddHours(how % 400));
                break;
            case 56:
                world.DecideOnTime(granted: how % 3 > 0);
                break;
            case 57:
                world.Decline();
                break;
            case 58:
                world.Insist(how % 2 == 0 ? null : world.Now.AddHours(1 + (how % 200)));
                break;
            case 59:
                world.Accept();
                world.Close();
                break;
            case < 62 when how % 5 == 4:
                world.Urge(withWords: how % 2 == 0);
                break;
            case 60 when how % 3 == 0:
                world.Cancel();
                break;
            case 60 when how % 3 == 1:
                world.Amend(dueAt: null);
                break;
            case 61:
                world.Amend(Given.EndOf("2016-04-12").AddDays((how % 30) - 10));
                break;
            case < 64:
                world.Recount(Given.EndOf("2016-04-12").AddDays((how % 9) - 4));
                break;
            case < 67:
                world.Publish(new DateOnly(2016, 4, 5).AddDays(how % 40));
                break;
            case < 73:
                world.Judge();
                break;
            case < 83:
                world.Deliver(how);
                break;
            case < 88:
                world.Ask();
                break;
            case < 93:
                world.Decide();
                break;
            case < 96:
                world.OwnerAwake = how % 3 > 0;
                break;
            default:
                world.RemindersAwake = how % 3 > 0;
                break;
        }
    }

    private static IEnumerable<string> Faults(World world)
    {
        // Each term has its verdict by whether it was in force and owed, and no report had arrived, when its day ended.
        foreach (var (i, term) in world.Terms.Index())
        {
            var until = i + 1 < world.Terms.Count ? world.Terms[i + 1].Since : long.MaxValue;
            var reported = world.Reports.Where(report => report.Version > term.Since && report.Version < until)
                .Select(report => (DateTimeOffset?)report.Arrived).FirstOrDefault();
            var midnight = term.DueAt + TimeSpan.FromSeconds(1);
            var isOver = until < long.MaxValue && world.Terms[i + 1].At < midnight;
            var isNobodys = world.Cancelled < midnight
                || world.Declines.Any(decline => decline.From < midnight && !(decline.To < midnight));
            var isLate = !isOver && !isNobodys && !(reported < midnight)
                && (reported >= midnight || until < long.MaxValue || world.Now >= midnight + TimeSpan.FromSeconds(2));
            if (isLate != world.Facts.Missed.Any(missed => missed.DeadlineVersion == i + 1))
                yield return $"Deadline {i + 1}, due {term.DueAt:O}, reported {reported:O}: missed should be {isLate}.";
        }
        if (world.Judged.Any(judged => judged.At < judged.DueAt + TimeSpan.FromSeconds(3)))
            yield return "A deadline was judged while clocks a second apart could still disagree.";
        if (world.Refusals > 0)
            yield return "A report that came in time was to come again.";
        if (world.Facts.Missed.GroupBy(missed => missed.DeadlineVersion).Any(version => version.Count() > 1))
            yield return "One deadline was judged twice.";
        if ((world.Board.Verdict, world.Board.DueAt) != (world.Facts.Verdict, world.Facts.DueAt))
            yield return $"The board says {world.Board.Verdict}, history {world.Facts.Verdict}.";

        foreach (var (sent, version, asked, decided, saysLate) in world.Sent)
        {
            var term = world.Terms[sent.DeadlineVersion - 1];
            if (decided - asked > TimeSpan.FromSeconds(5))
                yield return $"{sent.Step} rests on an answer of {asked:O}.";
            if (world.Terms.Count > sent.DeadlineVersion && world.Terms[sent.DeadlineVersion].Since <= version)
                yield return $"{sent.Step} is about a deadline that had moved.";
            if (world.Reports.Any(report => report.Version > term.Since && report.Version <= version))
                yield return $"{sent.Step} went out although a report had been answered.";
            if (world.Declines.Any(decline => decline.From < asked && !(decline.To <= asked)))
                yield return $"{sent.Step} went out while it was nobody's.";
            if (world.Cancelled < asked)
                yield return $"{sent.Step} went out although the notice was withdrawn.";
            if (saysLate && asked < term.DueAt + TimeSpan.FromSeconds(1))
                yield return $"{sent.Step} speaks of lateness before the deadline.";
            if (!saysLate && decided > term.DueAt)
                yield return $"{sent.Step} asks to be in time after the deadline.";
        }
        foreach (var (first, second) in world.Urgings.Zip(world.Urgings.Skip(1)))
            if (second.Deadline == first.Deadline && second.At - first.At < TimeSpan.FromHours(1))
                yield return $"It was urged at {first.At:O} and again at {second.At:O}.";
        if (world.Sent.GroupBy(sent => sent.Sent.Message).Any(message => message.Count() > 1))
            yield return "A message went out twice.";
        if (world.Sent.GroupBy(sent => sent.Decided).Any(at => at.Select(sent => sent.Sent.Step).Distinct().Count() > 1))
            yield return "Two steps went out at once.";
        if (world.Steps.Any(step => step.Outcome == ReminderReason.NotLate))
            yield return "A step was left out for a verdict that is none.";
        if (!world.IsOwing)
            yield break;

        // Whoever owes has been told the last thing that holds.
        var last = world.Steps.LastOrDefault(step => step.DueAt <= world.Now);
        if (last is { Outcome: null or ReminderReason.AlreadyReported or ReminderReason.NotLate }
            || (last is { Outcome: ReminderReason.PastAtIssue } && last.DueAt >= world.Terms[^1].At))
            yield return $"{last!.Wake.Step} of the deadline in force came to {last.Outcome ?? "nothing"}.";
        if (world.Item!.Stopped is not null || world.Item.AssignmentVersion != world.Stream.Count)
            yield return $"The plan is stopped or behind: {world.Item}.";
    }

    /// <summary>
    /// Reported, returned and with which term: the verdicts on both deadlines, where the new one comes from, what was sent for each, and
    /// what the board says in the end. The deadline is the end of 12 April.
    /// </summary>
    [Theory]
    [InlineData("early", "at once", "default", "met missed", "in force", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("early", "before due", "given", "met missed", "named", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("early", "before due", "default", "met missed", "third working day", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("early", "after due", "given", "met missed", "named", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("early", "after due", "default", "met missed", "third working day", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("early", "after last step", "given", "met missed", "named", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("early", "after last step", "default", "met missed", "third working day", "-7d | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("late", "after due", "given", "missed missed", "named", "-7d -3d -1d due +1wd | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("late", "after due", "default", "missed missed", "third working day",
        "-7d -3d -1d due +1wd | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("late", "after last step", "given", "missed missed", "named",
        "-7d -3d -1d due +1wd | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("late", "after last step", "default", "missed missed", "third working day",
        "-7d -3d -1d due +1wd | -3d -1d due +1wd +3wd +5wd +10wd")]
    [InlineData("never", "", "", "missed", "", "-7d -3d -1d due +1wd +3wd +5wd +10wd")]
    public void Verdicts_ladder_and_board_say_the_same(string reported, string returned, string term, string verdicts, string because,
        string ladders)
    {
        var world = new World(Given.EndOf("2016-04-12"));
        world.Settle();
        var report = reported switch { "early" => "2016-04-06T10:00", "late" => "2016-04-13T10:00", _ => "2016-06-30T10:00" };
        Walk(world, report);
        if (reported != "never")
        {
            world.Arrive();
            world.Answer();
            Walk(world, returned switch
            {
                "at once" => "2016-04-06T16:00", "before due" => "2016-04-08T10:00", "after due" => "2016-04-15T10:00",
                _ => "2016-04-29T10:00",
            });
            world.Return(term == "given" ? world.Now.AddDays(5) : null);
            Assert.Equal(because, world.Terms is not [var first, var given] ? "" : given.DueAt == world.Now.AddDays(5) ? "named"
                : given.DueAt == first.DueAt ? "in force" : given.DueAt == ThirdWorkingDay(world.Now) ? "third working day" : "another");
            Walk(world, "2016-06-30T10:00");
        }
        Assert.Equal(verdicts, string.Join(' ', world.Terms.Index().Select(t =>
            world.Facts.Missed.Any(missed => missed.DeadlineVersion == t.Index + 1) ? "missed" : "met")));
        Assert.Equal(ladders, string.Join(" | ", world.Sent.GroupBy(sent => sent.Sent.DeadlineVersion)
            .Select(version => string.Join(' ', version.Select(sent => sent.Sent.Step).Distinct()))));
        Assert.Equal((Verdict.Missed, true), (world.Board.Verdict!.Value, States.Owing.Contains(world.Board.State)));
        Assert.Empty(Faults(world));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_a_year_without_a_calendar_a_return_needs_a_day(bool named)
    {
        var world = new World(Given.EndOf("2026-12-20"), Given.Instant("2026-12-01T09:30:00+08:00"));
        world.Settle();
        world.Arrive();
        world.Answer();
        Walk(world, "2026-12-29T10:00");
        world.Return(named ? world.Now.AddDays(10) : null);
        Assert.Equal(named ? "returned" : "reported", States.Of(world.State));
        Walk(world, "2027-02-10T10:00");
        Assert.Equal(named ? [1] : [], world.Facts.Missed.Select(missed => missed.DeadlineVersion - 1));
        // What is counted in working days waits for the calendar; the days before it do not.
        Assert.Equal(named ? ["-7d", "-3d", "-1d", "due"] : [], world.Sent.Select(sent => sent.Sent.Step));
        Assert.True(world.Item!.WaitsForCalendar);
        world.Publish(new DateOnly(2027, 1, 1));
        world.Settle();
        Assert.Equal(named ? ["-7d", "-3d", "-1d", "due", "+10wd", "+10wd"] : [], world.Sent.Select(sent => sent.Sent.Step));
        Assert.Empty(Faults(world));
    }

    [Fact]
    public void What_reaches_into_two_years_without_a_calendar_waits_for_both()
    {
        var world = new World(Given.EndOf("2027-12-20"), Given.Instant("2026-12-01T09:30:00+08:00"));
        world.Settle();
        world.Publish(new DateOnly(2027, 1, 1));
        Assert.Equal((7, true), (world.Steps.Count(), world.Item!.WaitsForCalendar));
        world.Publish(new DateOnly(2028, 1, 1));
        Assert.Equal((8, false), (world.Steps.Count(), world.Item!.WaitsForCalendar));
        Assert.Equal("+10wd", world.Steps.Last().Wake.Step);
    }

    private static DateTimeOffset ThirdWorkingDay(DateTimeOffset from)
    {
        var day = OfficialTime.DayOf(from);
        for (var working = 0; working < 3; working += WorkingCalendars.Shipped.For(day.Year)!.IsWorkingDay(day) ? 1 : 0)
            day = day.AddDays(1);
        return Given.EndOf($"{day:yyyy-MM-dd}");
    }

    /// <summary>Hour by hour, both awake.</summary>
    private static void Walk(World world, string until)
    {
        var end = Given.Instant($"{until}:00+08:00");
        while (world.Now < end)
        {
            world.Wait(TimeSpan.FromMinutes(Math.Min(30, (end - world.Now).TotalMinutes)));
            world.Settle();
        }
    }
}
