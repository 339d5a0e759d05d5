namespace DeadlineReminders.Tests;

/// <summary>
/// What a published or amended calendar does to the steps of a plan. 2016-04-30 is a Saturday, Monday the 2nd of May a holiday.
/// </summary>
public sealed class RescheduleTests
{
    private static readonly Guid Assignment = Guid.Parse("01930000-0000-8000-8000-000000000001");
    private static readonly WorkingCalendars Shipped = WorkingCalendars.Shipped;
    private static readonly PlanItem Armed =
        new(1, Given.EndOf("2016-04-30"), DeadlineVersion: 1, AssignmentVersion: 2, Stopped: null, DeadlinePassed: false, []);

    [Fact]
    public void A_day_more_off_moves_the_steps_behind_it_and_no_others()
    {
        var rescheduled =
            Assert.IsType<ReminderPlanEvent.Rescheduled>(Assert.Single(Decide(Armed, Planned(Armed, Shipped), WithDaysOff("2016-05-05"))));
        Assert.Equal(("cn/2016/2", "cn/2016/2", RecountReason.CalendarAmended, 1),
            (rescheduled.Calendar, rescheduled.Published, rescheduled.Reason, rescheduled.DeadlineVersion));
        Assert.Equal([("+3wd", "05-05", "05-06"), ("+5wd", "05-09", "05-10"), ("+10wd", "05-16", "05-17")],
            rescheduled.Steps.Select(step => (step.Step, Day(step.Before!.Value), Day(step.At))));
    }

    [Fact]
    public void What_was_decided_stays()
    {
        var known = Planned(Armed, Shipped);
        foreach (var step in new[] { "-7d", "-3d", "-1d", "due", "+1wd", "+3wd" })
            known[step] = known[step] with { IsPending = false };
        var rescheduled = Assert.IsType<ReminderPlanEvent.Rescheduled>(Assert.Single(Decide(Armed, known, WithDaysOff("2016-05-05"))));
        Assert.Equal(["+5wd", "+10wd"], rescheduled.Steps.Select(step => step.Step));
    }

    [Fact]
    public void The_same_calendars_change_nothing_nor_does_the_year_before()
    {
        Assert.Empty(Decide(Armed, Planned(Armed, Shipped), Shipped));
        Assert.Empty(RescheduleSteps.Decide(Assignment, Armed, Planned(Armed, Shipped), WithDaysOff("2016-05-05"), year: 2015));
        Assert.Empty(Decide(Armed with { DueAt = null }, [], WithDaysOff("2016-05-05")));
    }

    [Fact]
    public void A_stopped_plan_is_rescheduled_and_stays_stopped()
    {
        var stopped = Armed with { Stopped = ReminderReason.AlreadyReported };
        Assert.IsType<ReminderPlanEvent.Rescheduled>(Assert.Single(Decide(stopped, Planned(stopped, Shipped), WithDaysOff("2016-05-05"))));
    }

    [Fact]
    public void Steps_that_waited_for_the_year_get_their_instants()
    {
        var waiting = Armed with { DueAt = Given.EndOf("2026-12-25") };
        var arrived = Shipped.WithPublished(2027, 1, new([new(2027, 1, 1)], []));
        var rescheduled =
            Assert.IsType<ReminderPlanEvent.Rescheduled>(
            Assert.Single(RescheduleSteps.Decide(Assignment, waiting, Planned(waiting, Shipped), arrived, 2027)));
        Assert.Equal(("cn/2026/1,cn/2027/1", "cn/2027/1", RecountReason.CalendarPublished),
            (rescheduled.Calendar, rescheduled.Published, rescheduled.Reason));
        Assert.Equal([("+5wd", null, "01-04"), ("+10wd", null, "01-11")],
            rescheduled.Steps.Select(step => (step.Step, step.Before, Day(step.At))));
    }

    /// <summary>
    /// However many amendments came before, pending steps stand where the calendar in force puts them; amended back, where they were.
    /// </summary>
    [Fact]
    public void Rescheduled_again_and_again_the_ladder_is_the_one_laid_from_the_start() => Prop.ForAll(
        Gen.Choose(0, 60).ToArbitrary(), Gen.Choose(0, 59).ArrayOf().ArrayOf().ToArbitrary(),
        (days, amendments) =>
        {
            var item = Armed with { DueAt = Armed.DueAt!.Value.AddDays(days) };
            var known = Planned(item, Shipped);
            foreach (var off in amendments)
            {
                var calendars = WithDaysOff([.. off.Select(day => $"{new DateOnly(2016, 5, 3).AddDays(day):yyyy-MM-dd}")]);
                Apply(known, Decide(item, known, calendars));
                if (!IsLadder(known, item, calendars))
                    return false;
            }
            Apply(known, Decide(item, known, Shipped));
            return IsLadder(known, item, Shipped);
        }).QuickCheckThrowOnFailure();

    private static bool IsLadder(Dictionary<string, KnownStep> known, PlanItem item, WorkingCalendars calendars) =>
        Planned(item, calendars) is var laid && laid.Count == known.Count && laid.All(step => known[step.Key] == step.Value);

    private static void Apply(Dictionary<string, KnownStep> known, IEnumerable<ReminderPlanEvent> events)
    {
        foreach (var step in events.Cast<ReminderPlanEvent.Rescheduled>().SelectMany(rescheduled => rescheduled.Steps))
        {
            Assert.Equal(step.Before, known[step.Step].At);
            known[step.Step] = new(step.At, IsPending: true);
        }
    }

    private static IEnumerable<ReminderPlanEvent> Decide(PlanItem item, Dictionary<string, KnownStep> known, WorkingCalendars calendars) =>
        RescheduleSteps.Decide(Assignment, item, known, calendars, year: 2016);

    private static Dictionary<string, KnownStep> Planned(PlanItem item, WorkingCalendars calendars) =>
        ReminderLadder.Of(ReminderPolicy.Default, item.DueAt, calendars)
            .Steps.ToDictionary(step => step.Step.Name, step => new KnownStep(step.At, IsPending: true));

    private static WorkingCalendars WithDaysOff(params string[] days)
    {
        var shipped = Shipped.For(2016)!.Document;
        var off = shipped.Holidays.Concat(days.Select(day => DateOnly.Parse(day, null))).Distinct().Except(shipped.Workdays);
        return Shipped.WithPublished(2016, 1, shipped with { Holidays = [.. off] });
    }

    private static string Day(DateTimeOffset at) => OfficialTime.DayOf(at).ToString("MM-dd", null);
}
