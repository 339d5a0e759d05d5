using FsCheck;
using FsCheck.Fluent;
using Workflow.Planning;

namespace Workflow.Calendars.Tests;

/// <summary>On any day that the product reckons with, 1900 to 2199, whatever is counted comes to an end.</summary>
public sealed class AnyYearTests
{
    private static readonly DateOnly First = new(OfficialYears.First, 1, 1);
    private static readonly DateOnly Last = new(OfficialYears.Last, 12, 31);

    private static Arbitrary<DateOnly> Days { get; } = Gen.OneOf(
        Gen.Choose(First.DayNumber, Last.DayNumber), Gen.Choose(First.DayNumber, First.DayNumber + 40),
        Gen.Choose(Last.DayNumber - 40, Last.DayNumber)).Select(DateOnly.FromDayNumber).ToArbitrary();

    private static readonly IWorkingCalendars[] Calendars = [WorkingCalendars.None, WorkingCalendars.Shipped, new EveryYear()];

    [Fact]
    public void A_day_and_its_instants_belong_together() => Prop.ForAll(Days, Gen.Choose(0, 86_399).ToArbitrary(), (day, second) =>
    {
        var instant = OfficialTime.At(day, new TimeOnly(second * TimeSpan.TicksPerSecond));
        return OfficialTime.DayOf(instant.ToUniversalTime()) == day && OfficialYears.Hold(instant) && OfficialYears.Hold(day)
            && OfficialTime.DayOf(OfficialTime.EndOf(day)) == day;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_ladder_is_laid_against_any_due_instant() => Prop.ForAll(Days, Gen.Choose(-2500, 2500).ToArbitrary(), (day, offset) =>
    {
        var policy = ReminderPolicy.Default with
        {
            Steps = [.. ReminderPolicy.Default.Steps,
                new("far", offset, OffsetUnit.CalendarDays, ReminderLevel.Remind, [ReminderAudience.Unit]),
                new("far-wd", offset, OffsetUnit.WorkingDays, ReminderLevel.Remind, [ReminderAudience.Unit])],
        };
        return Array.TrueForAll(Calendars, calendars => ReminderLadder.Of(policy, OfficialTime.EndOf(day), calendars) is var ladder
            && ladder.Steps.Count + ladder.Waiting.Count == policy.Steps.Count);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Working_days_are_counted_from_any_day() => Prop.ForAll(
        Days, Gen.Choose(-WorkingDays.Most, WorkingDays.Most).ToArbitrary(), (day, count) => Array.TrueForAll(Calendars, calendars =>
            new WorkingDayLimit(day, count).Count(calendars) is { DueAt: not null } or { Missing: not null }))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_duty_recurs_from_any_day_on() => Prop.ForAll(Days, Recurrences(), (from, recurrence) =>
        Array.TrueForAll(Calendars, calendars => recurrence.InstantsFrom(from, calendars: calendars).Take(3).ToList() is var instants
            && instants.TrueForAll(instant => OfficialTime.DayOf(instant) >= from) && instants.SequenceEqual(instants.Order())))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_festival_has_its_day_in_any_year_or_none()
    {
        foreach (var year in Enumerable.Range(OfficialYears.First, OfficialYears.Last - OfficialYears.First + 1))
        {
            Assert.All(Festivals.Names, name => Assert.Equal(year, Festivals.On(name, year)?.Year ?? year));
            for (var month = 1; month <= 12; month++)
                Assert.InRange(Festivals.OfLunar(year, month, 30)?.Year ?? year, year, year + 1);
        }
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+00:00", false), InlineData("0001-01-01T14:00:00+14:00", false)]
    [InlineData("1899-12-31T12:00:00+08:00", false), InlineData("1900-01-01T12:00:00+08:00", true)]
    [InlineData("2199-12-31T23:59:59+08:00", true), InlineData("2199-12-31T16:00:00+00:00", false)]
    [InlineData("9999-12-31T23:59:59+00:00", false), InlineData("9999-12-31T09:59:59-14:00", false)]
    public void An_instant_is_within_these_years_by_its_day_in_the_zone(string instant, bool within) =>
        Assert.Equal(within, OfficialYears.Hold(DateTimeOffset.Parse(instant, null)));

    private static Arbitrary<Recurrence> Recurrences() => (
        from every in Gen.Elements(Enum.GetValues<Period>())
        from month in Gen.Choose(0, 12)
        from day in Gen.Choose(-1, 31)
        from workingDay in Gen.Choose(-1, 23)
        from weekday in Gen.Choose(0, 6)
        from interval in Gen.Choose(1, 12)
        select new Recurrence(every, month == 0 ? null : month, day == 0 ? null : day, (DayOfWeek)weekday,
            WorkingDay: workingDay == 0 ? null : workingDay, Interval: interval)).ToArbitrary();

    private sealed class EveryYear : IWorkingCalendars
    {
        public WorkingCalendar? For(int year) => new(new(WorkingCalendar.National, year, 1), new([], []));
    }
}
