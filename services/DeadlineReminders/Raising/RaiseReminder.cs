using DeadlineReminders.Following;
using DeadlineReminders.Rows;
using Workflow.Planning;

namespace DeadlineReminders.Raising;

/// <summary>Who is who when a step falls due.</summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="Unit">Code of the unit that owes the assignment.</param>
/// <param name="Parent">Of the unit in the tree of today; null at the top.</param>
/// <param name="Issuer">Code of the unit that issued the notice.</param>
internal sealed record Parties(Guid Notice, string Unit, string? Parent, string Issuer);

/// <summary>A timer says only that a time has come; the present state, as the owner has just told it, decides what is sent.</summary>
internal static class RaiseReminder
{
    /// <summary>
    /// Decides all that is due of one assignment: at most one step is sent, the last that still says something, to each of its audiences
    /// (and escalated to those above); the others are suppressed with the reason.
    /// </summary>
    /// <param name="item">As the owner knows it.</param>
    /// <param name="due">What is due, in the order it fell due.</param>
    /// <param name="verdict">The owner's, on the deadline in force.</param>
    /// <param name="parties">Who is who.</param>
    /// <param name="policy">The ladder.</param>
    /// <param name="now">Business time.</param>
    /// <returns>Null: the deadline has passed here and is not judged yet, so nothing can be said either way; it is asked again.</returns>
    public static IReadOnlyList<ReminderPlanEvent>? Decide(PlanItem item, IReadOnlyList<WakeUp> due, string? verdict, Parties parties,
        ReminderPolicy policy, DateTimeOffset now)
    {
        var (current, old) = (due.Where(IsInForce).ToList(), due.Where(wake => !IsInForce(wake)));
        var moved = old.SelectMany(wake => Suppressed(wake, ReminderReason.DeadlineMoved));
        if (current is [])
            return [.. moved];
        if (item.Stopped is { } reason)
            return [.. moved, .. current.SelectMany(wake => Suppressed(wake, reason))];
        // At the top of the tree some steps have nobody to go to: they are no reason to leave out what was to be said.
        var place = Math.Max(0, current.FindLastIndex(wake => AudiencesOf(policy.Find(wake.Step), parties).Count > 0));
        var (earlier, last, unheard) = (current.Take(place), current[place], current.Skip(place + 1));

        var step = policy.Find(last.Step) ?? throw new InvalidOperationException($"Policy {policy.Id} has no step {last.Step}.");
        var hasPassed = verdict == FollowAssignment.Missed || item.DueAt < now;
        if (hasPassed && step.Offset >= 0 && verdict == FollowAssignment.Pending)
            return null;
        return
        [
            .. moved,
            .. earlier.SelectMany(wake => Suppressed(wake, ReminderReason.Overtaken)),
            .. hasPassed && step.Offset < 0 ? Suppressed(last, ReminderReason.Overtaken)
                : hasPassed && verdict != FollowAssignment.Missed ? Suppressed(last, ReminderReason.NotLate)
                : Send(item, last, step, parties),
            .. unheard.SelectMany(wake => Suppressed(wake, ReminderReason.NobodyAbove)),
        ];

        bool IsInForce(WakeUp wake) => wake.DeadlineVersion == item.DeadlineVersion;
    }

    /// <summary>
    /// Until when the words of a step hold: before the deadline until it has passed; in any case until the next step for the same audience,
    /// and after the last one for a month.
    /// </summary>
    /// <param name="item">The assignment.</param>
    /// <param name="step">The step that is sent.</param>
    /// <param name="next">The steps that are pending, and when they fall due.</param>
    /// <param name="audience">Who is told.</param>
    /// <param name="policy">The ladder.</param>
    /// <param name="now">Business time.</param>
    public static DateTimeOffset ValidUntil(PlanItem item, string step, IEnumerable<StepRow> next, ReminderAudience audience,
        ReminderPolicy policy, DateTimeOffset now)
    {
        var later = next.Where(row => row.DueAt > now && row.Wake.Step != step && policy.Find(row.Wake.Step)!.Audiences.Contains(audience))
            .Select(row => row.DueAt);
        return (item.DueAt >= now ? later.Append(item.DueAt.Value) : later).DefaultIfEmpty(now.AddDays(30)).Min();
    }

    /// <summary>As what the unit is told.</summary>
    public static ReminderAudience AudienceOf(string to, ReminderStep step, Parties parties) =>
        step.Audiences.First(audience => Code(audience, parties) == to);

    private static IReadOnlyList<ReminderPlanEvent> Send(PlanItem item, WakeUp wake, ReminderStep step, Parties parties)
    {
        var audiences = AudiencesOf(step, parties);
        if (audiences.Count == 0)
            return Suppressed(wake, ReminderReason.NobodyAbove);
        var level = Name(step.Level);
        return
        [
            .. audiences.Select(to => new ReminderPlanEvent.Sent(
                wake.Assignment, wake.Step, wake.DeadlineVersion, item.AssignmentVersion, level, to,
                Ids.Reminder(parties.Notice, wake.Assignment, wake.DeadlineVersion, wake.Step, to))),
            .. audiences.Where(to => to != parties.Unit)
                .Select(to => new ReminderPlanEvent.Escalated(wake.Assignment, wake.Step, level, to)),
        ];
    }

    /// <summary>Codes of the units that a step goes to.</summary>
    private static List<string> AudiencesOf(ReminderStep? step, Parties parties) =>
        [.. (step?.Audiences ?? []).Select(audience => Code(audience, parties)).OfType<string>().Distinct()];

    private static IReadOnlyList<ReminderPlanEvent> Suppressed(WakeUp wake, string reason) =>
        [new ReminderPlanEvent.Suppressed(wake.Assignment, wake.Step, wake.DeadlineVersion, reason)];

    /// <summary>As events and messages name it.</summary>
    private static string Name(ReminderLevel level) => level switch
    {
        ReminderLevel.Remind => "remind",
        ReminderLevel.Urge => "urge",
        ReminderLevel.Blue => "blue",
        ReminderLevel.Yellow => "yellow",
        ReminderLevel.Red => "red",
        _ => throw new UnreachableException(),
    };

    private static string? Code(ReminderAudience audience, Parties parties) => audience switch
    {
        ReminderAudience.Unit => parties.Unit,
        ReminderAudience.Parent => parties.Parent,
        _ => parties.Issuer,
    };
}
