namespace DeadlineReminders.Tests;

/// <summary>The folded plan and its rows agree after every event, whatever happens to it in whatever order.</summary>
public sealed class PlanProjectionTests
{
    private static readonly NoticeHead Head = Given.Notice(Given.Start);
    private static readonly Guid Plan = Ids.Plan(Head.Notice, Given.Branch);
    private static readonly string[] States = ["acknowledged", "reported", "returned", "accepted", "closed"];

    [Fact]
    public void The_fold_and_the_rows_agree_after_every_event() =>
        Prop.ForAll(Gen.Choose(0, 9_999).ArrayOf().ToArbitrary(), acts => new Life().Lead(acts)).QuickCheckThrowOnFailure();

    /// <summary>Decides as the service does, on rows alone.</summary>
    private sealed class Life
    {
        private readonly PlanRows _rows = new();
        private ReminderPlan _plan = ReminderPlan.Initial;
        private long _version;
        private DateTimeOffset _now = Given.Start;
        private WorkingCalendars _calendars = WorkingCalendars.Shipped;
        private int _requirements;

        public bool Lead(int[] acts) => Dispatch(7) && acts.All(act => (act % 10) switch
        {
            0 => Dispatch(act / 10 % 60),
            1 => Amend(act / 10 % 40),
            2 or 3 or 4 => Wait(act / 10),
            _ => Change(act / 10),
        });

        private bool Dispatch(int days) => Happens(PlanAssignments.Decide(Head, Given.Branch,
            [Given.Assignment(Head, ++_requirements, Given.Branch, days % 7 == 0 ? null : _now.AddDays(days))],
            new Dictionary<Guid, AssignmentChanged>(), _calendars, _now));

        private bool Change(int how)
        {
            var item = _rows.Items.Values.ElementAt(how % _rows.Items.Count);
            var isMoved = how % 3 == 0;
            var change = new AssignmentChanged(item.Assignment, item.AssignmentVersion + (how % 2), Head.Notice, item.Requirement,
                Given.Branch, null, States[how % States.Length], isMoved ? _now.AddDays((how % 50) - 5) : item.DueAt,
                item.DeadlineVersion + (isMoved ? 1 : 0), isMoved ? _now.AddDays(-(how % 3)) : null,
                how % 7 == 0 ? "missed" : "pending");
            var pending = _rows.Steps.Values.Where(step => step.Wake.Assignment == item.Assignment
                && step.Outcome is null).Select(step => step.Wake.Step).ToList();
            return Happens(FollowAssignment.Follow(item.Item, change, pending, _calendars, _now));
        }

        private bool Amend(int day)
        {
            var shipped = WorkingCalendars.Shipped.For(2016)!.Document;
            _calendars = _calendars.WithPublished(2016, 1 + (_calendars.For(2016)?.Version.Version ?? 0),
                shipped with { Holidays = [.. shipped.Holidays.Append(new DateOnly(2016, 5, 3).AddDays(day)).Except(shipped.Workdays)] });
            return _rows.Items.Values.ToList().TrueForAll(item => Happens([.. RescheduleSteps.Decide(item.Assignment, item.Item,
                _rows.Steps.Values.Where(s => s.Wake.Assignment == item.Assignment && s.Wake.DeadlineVersion == item.DeadlineVersion)
                    .ToDictionary(s => s.Wake.Step, s => new KnownStep(s.DueAt, s.Outcome is null)), _calendars, 2016)]));
        }

        private bool Wait(int hours)
        {
            _now = _now.AddHours(hours % 200);
            var verdict = hours % 2 == 0 ? "missed" : "pending";
            return _rows.Steps.Values.Where(step => step.Outcome is null && step.DueAt <= _now).OrderBy(step => step.DueAt)
                .GroupBy(step => step.Wake.Assignment, step => step.Wake).ToList()
                .TrueForAll(due => Happens(RaiseReminder.Decide(_rows.Items[due.Key].Item, [.. due], verdict, Parties,
                    ReminderPolicy.Default, _now) ?? []));
        }

        private static Parties Parties => new(Head.Notice, Given.Branch, Given.District, Given.City);

        private bool Happens(IReadOnlyList<ReminderPlanEvent> events) => events.All(e =>
        {
            _plan = ReminderPlan.Evolve(_plan, e);
            _rows.Project(Plan, ++_version, e, _now);
            return Agree();
        });

        private bool Agree() => _plan is ReminderPlan.Active plan
            && _rows.Plans[Plan] == new PlanRow(Plan, plan.Notice, plan.Unit, _version)
            && plan.Items.Keys.SequenceEqual(_rows.Items.Values.Select(item => item.Assignment).Order()) && plan.Items.All(one =>
            _rows.Items[one.Key].Item is var item && (item with { PastSteps = one.Value.PastSteps }) == one.Value
            && one.Value.PastSteps.SetEquals(_rows.Steps.Values.Where(step => step.Wake.Assignment == one.Key
                && step.Wake.DeadlineVersion == item.DeadlineVersion && step.Outcome is not null)
                .Select(step => step.Wake.Step)));
    }
}
