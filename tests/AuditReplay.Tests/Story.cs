namespace AuditReplay.Tests;

/// <summary>A small literal history: one notice, two units, from receipt to closing, with one of the units late.</summary>
internal sealed class Story(AuditFixture audit, string prefix)
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public Guid Notice { get; } = Guid.CreateVersion7(At("2016-04-20T01:00Z"));

    public string Prompt => $"{prefix}-001";

    public string Late => $"{prefix}-002";

    public Guid PromptAssignment => Ids.Assignment(Notice, 1, Prompt, null);

    public Guid LateAssignment => Ids.Assignment(Notice, 1, Late, null);

    public static DateTimeOffset DueAt { get; } = At("2016-04-30T15:59:59Z");

    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    /// <summary>All of it, told by four services; each page is one service's.</summary>
    public IReadOnlyList<EventPage> Pages()
    {
        var (prompt, late) = (PromptAssignment, LateAssignment);
        var (promptPlan, latePlan) = (Ids.Plan(Notice, Prompt), Ids.Plan(Notice, Late));
        var reminder = Ids.Reminder(Notice, late, 1, "-7d", Late);
        return
        [
            audit.Sending["directory"].Next(
                new(Ids.Unit(prefix), At("2016-01-04T01:00Z"),
                    new UnitEvent.Established(prefix, "中山区委", null, "党委", UnitLevel.County, null, [])),
                new(Ids.Unit(Prompt), At("2016-01-04T01:00Z"),
                    new UnitEvent.Established(Prompt, "第一支部", null, "机关", UnitLevel.Branch, prefix, [])),
                new(Ids.Unit(Late), At("2016-01-04T01:00Z"),
                    new UnitEvent.Established(Late, "第二支部", null, "机关", UnitLevel.Branch, prefix, [])),
                new(Ids.Unit(Late), At("2016-02-01T01:00Z"), new UnitEvent.Renamed("机关第二支部", null))),
            audit.Sending["notices"].Next(
                new(Notice, At("2016-04-20T01:00Z"), new NoticeEvent.Received(Hash, 5120, "text/plain", "utf-8", prefix, null)),
                new(Notice, At("2016-04-20T01:00Z"), new NoticeEvent.Understood(1, Hash, "关于开展学习教育的通知", "大委组传〔2016〕29号", null, null, 1, 1)),
                new(Notice, At("2016-04-20T02:00Z"), new NoticeEvent.Issued(Hash, 1, 2, 2, 1, "cn/2016/2", 4))),
            audit.Sending["assignments"].Next(new(prompt, At("2016-04-20T02:00:01Z"),
                new AssignmentEvent.Dispatched(Notice, 1, Prompt, null, prefix, Disposition.Dated, Part.Sole, DueAt, Hash), Notice),
                new(late, At("2016-04-20T02:00:01Z"),
                    new AssignmentEvent.Dispatched(Notice, 1, Late, null, prefix, Disposition.Dated, Part.Sole, DueAt, Hash), Notice)),
            audit.Sending["reminders"].Next(
                new(promptPlan, At("2016-04-20T02:00:02Z"), Planned(Prompt, prompt), Notice),
                new(latePlan, At("2016-04-20T02:00:02Z"), Planned(Late, late), Notice),
                new(latePlan, At("2016-04-23T01:00Z"), new ReminderPlanEvent.Sent(late, "-7d", 1, 1, "remind", Late, reminder), Notice),
                new(latePlan, At("2016-04-23T01:00Z"), new ReminderPlanEvent.Delivered(reminder, "queue"), Notice)),
            audit.Sending["assignments"].Next(
                new(prompt, At("2016-04-21T03:00Z"), new AssignmentEvent.Acknowledged(), Notice),
                new(prompt, At("2016-04-22T03:00Z"),
                    new AssignmentEvent.ReportSubmitted(1, Hash, new Dictionary<string, long> { ["people"] = 40 }, []), Notice),
                new(prompt, At("2016-04-25T03:00Z"), new AssignmentEvent.ReportAccepted(1), Notice),
                new(prompt, At("2016-04-26T03:00Z"), new AssignmentEvent.Closed(), Notice),
                new(late, At("2016-05-01T01:00Z"), new AssignmentEvent.DeadlineMissed(DueAt, 1), Notice)),
            audit.Sending["reminders"].Next(
                new(promptPlan, At("2016-04-22T03:00:01Z"), new ReminderPlanEvent.Stopped(prompt, 3, ReminderReason.AlreadyReported),
                    Notice),
                new(latePlan, At("2016-05-01T00:59:59Z"), new ReminderPlanEvent.DeadlinePassed(late, 1, DueAt), Notice),
                new(latePlan, At("2016-05-05T01:00Z"), new ReminderPlanEvent.Escalated(late, "+3wd", "blue", prefix), Notice)),
        ];
    }

    private ReminderPlanEvent.Planned Planned(string unit, Guid assignment) => new(Notice, unit, "default/1", "cn/2016/2",
        [new PlannedAssignment(assignment, 1, DueAt, 1, 1, [new PlannedStep("-7d", At("2016-04-23T01:00Z"))])]);
}
