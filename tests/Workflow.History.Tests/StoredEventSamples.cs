namespace Workflow.History.Tests;

/// <summary>One literal event of every stored type: what the snapshots are written from.</summary>
internal static class StoredEventSamples
{
    public static readonly Guid Notice = Guid.Parse("0192f0c1-2345-7abc-8def-0123456789ab");
    public static readonly Guid First = Ids.Assignment(Notice, 1, "DL-ZS-001", null);
    public static readonly Guid Second = Ids.Assignment(Notice, 2, "DL-ZS-001", null);
    public static readonly Guid Message = Ids.Reminder(Notice, First, 1, "-7d", "DL-ZS-001");
    public static readonly DateTimeOffset DueAt = new(2016, 4, 30, 15, 59, 59, TimeSpan.Zero);
    public static readonly DateTimeOffset RemindAt = new(2016, 4, 23, 1, 0, 0, TimeSpan.Zero);

    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public static IReadOnlyList<object> All { get; } = [
        new NoticeEvent.Received(Hash, 5120, "text/plain", "gb18030", "DL", "OA-2016-117"),
        new NoticeEvent.Understood(1, Hash, "关于开展学习教育的通知", "大委组传〔2016〕29号", "市委组织部", new DateOnly(2016, 4, 20), Addressees: 3,
            Requirements: 5),
        new NoticeEvent.QuestionRaised(
            "requirement-3-deadline", "deadline-ambiguous", "requirement:3", new TextSpan(412, 6), "“6月中旬前”是哪一天？",
            [new Proposal("2016-06-20", "the customary reading"), new Proposal("2016-06-10", "before the second ten days begin")]),
        new NoticeEvent.QuestionAnswered("requirement-3-deadline", "2016-06-20"),
        new NoticeEvent.AddresseesResolved(1, "各区市县委组织部", Hash, Units: 12, DirectoryVersion: 314),
        new NoticeEvent.AliasTaught(1, "各区市县委组织部", Hash, Units: 12),
        new NoticeEvent.RequirementCorrected(3, Disposition.Dated, new OwedBy(UnitLevel.Branch, "机关"), DueAt, "DL-ZS", ["DL-XG", "DL-SHK"],
            CorrectionOrigin.Person),
        new NoticeEvent.BeyondAuthority("beyond-authority-55f3448d4749", Hash, Units: 2),
        new NoticeEvent.Approved("beyond-authority-55f3448d4749", "DL"),
        new NoticeEvent.Agreed("beyond-authority-55f3448d4749", "SY"),
        new NoticeEvent.CopiesSet(["DL-XCB"], ["DL-ZFB"]),
        new NoticeEvent.Issued(Hash, Requirements: 5, Units: 300, Assignments: 1500, Chunks: 3, "cn/2016/2", DirectoryVersion: 314),
        new NoticeEvent.DeadlineRecomputed(3, DueAt, DueAt.AddDays(2), "cn/2016/2", "cn/2016/2", RecountReason.CalendarAmended),
        new NoticeEvent.UnitJoined("DL-XG", 1, Second),
        new NoticeEvent.Concluded(Through: 9_600),
        new NoticeEvent.Resumed(Through: 9_602),
        new NoticeEvent.Amended(1, "与上级部署衔接", RemindAt, Hash, Added: [6], Changed: [3], Dropped: [2], UnitsAdded: ["DL-SHK"],
            UnitsRemoved: ["DL-XG"], Hash, Assignments: 1_480, Made: 300, NoLonger: 320, Chunks: 1, DirectoryVersion: 320),
        new NoticeEvent.Copied(Hash, Units: 3),
        new NoticeEvent.Withdrawn("要求与上级部署不一致"),
        new NoticeEvent.Superseded(Second, "关于深化学习教育的通知", "大委组传〔2016〕41号", "按新部署执行"),
        new NoticeEvent.Rejected("发文字号有误"),

        new AssignmentEvent.Dispatched(Notice, 1, "DL-ZS-001", "2016-05", "DL", Disposition.Recurring, Part.Lead, DueAt, Hash),
        new AssignmentEvent.Acknowledged(),
        new AssignmentEvent.ResponsiblePersonNamed("组织委员", "p-7c1f"),
        new AssignmentEvent.ReportSubmitted(
            1, Hash, new Dictionary<string, long> { ["people"] = 40, ["sessions"] = 3 }, [new Evidence(Hash, "签到表.jpg", 204_800)],
            DueAt.AddMinutes(-1), "p-7c1f"),
        new AssignmentEvent.ReportReturned(1, "缺少参会人数"),
        new AssignmentEvent.ReportAccepted(2),
        new AssignmentEvent.DeadlineMissed(DueAt, DeadlineVersion: 1),
        new AssignmentEvent.DeadlineMoved(DueAt.AddDays(2), DeadlineOrigin.Calendar, NoticeVersion: 9, "cn/2016/2",
            RecountReason.CalendarAmended, RemindAt),
        new AssignmentEvent.DeadlineKept(DueAt.AddDays(2), NoticeVersion: 9, "cn/2016/2", RecountReason.CalendarAmended),
        new AssignmentEvent.ExtensionRequested(1, "疫情防控期间无法集中", DueAt.AddDays(10)),
        new AssignmentEvent.ExtensionGranted(1, DueAt.AddDays(5), "只能延五天"),
        new AssignmentEvent.ExtensionRefused(2, "时间足够"),
        new AssignmentEvent.Declined("本单位已无此项职能", "DL-XG"),
        new AssignmentEvent.DeclineRefused("职能仍在你单位"),
        new AssignmentEvent.Reassigned("DL-XG", Second, "职能已划转"),
        new AssignmentEvent.Closed(),
        new AssignmentEvent.Reopened("台账不全"),
        new AssignmentEvent.Urged("DL", "请务必于本周内反馈", RemindAt),
        new AssignmentEvent.Amended(1, NoticeVersion: 11, "与上级部署衔接", [AmendmentChange.Moved, AmendmentChange.Reworded],
            [new AmendedPart(First, 1, "专题学习", AmendmentChange.Moved, DueAt, DueAt.AddDays(2))]),
        new AssignmentEvent.Cancelled(CancelCause.Withdrawal, "要求与上级部署不一致", NoticeVersion: 12),

        new ReminderPlanEvent.Planned(Notice, "DL-ZS-001", "default/1", "cn/2016/2",
        [
            new PlannedAssignment(First, 1, DueAt, DeadlineVersion: 1, AssignmentVersion: 1, [new PlannedStep("-7d", RemindAt)]),
            new PlannedAssignment(Second, 2, DueAt: null, DeadlineVersion: 1, AssignmentVersion: 1, []),
        ]),
        new ReminderPlanEvent.Sent(First, "-7d", DeadlineVersion: 1, AssignmentVersion: 1, "remind", "DL-ZS-001", Message,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08") { DecidedAt = RemindAt },
        new ReminderPlanEvent.Suppressed(First, "-3d", DeadlineVersion: 1, "already-reported"),
        new ReminderPlanEvent.Escalated(First, "+3wd", "blue", "DL-ZS"),
        new ReminderPlanEvent.DeadlinePassed(First, DeadlineVersion: 1, DueAt),
        new ReminderPlanEvent.NotMissed(First, DeadlineVersion: 1) { DecidedAt = DueAt },
        new ReminderPlanEvent.Withdrawn(Message, "already-reported") { DecidedAt = DueAt },
        new ReminderPlanEvent.Followed(First, AssignmentVersion: 2, Missed: true) { DecidedAt = RemindAt },
        new ReminderPlanEvent.Stopped(First, AssignmentVersion: 3, "reported"),
        new ReminderPlanEvent.Revised(First, AssignmentVersion: 4, DueAt.AddDays(10), DeadlineVersion: 2,
            [new PlannedStep("-3d", RemindAt.AddDays(14))]),
        new ReminderPlanEvent.Rescheduled(First, DeadlineVersion: 1, "cn/2016/2", "cn/2016/2", RecountReason.CalendarAmended,
            [new RescheduledStep("+1wd", RemindAt.AddDays(8), RemindAt.AddDays(10)),
                new RescheduledStep("+3wd", Before: null, RemindAt.AddDays(12))]),
        new ReminderPlanEvent.Delivered(Message, "queue", "DL-ZS"),
        new ReminderPlanEvent.DeadLettered(Message, "queue", ReminderReason.Unusable, "DL-ZS"),
        new ReminderPlanEvent.UnitTold(Notice, "DL-ZS-001", First, "acceptance", Message,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08") { DecidedAt = RemindAt },
        new ReminderPlanEvent.MessageRead(Message) { DecidedAt = RemindAt },
        new ChannelEvent.Configured("DL-ZS-001", "queue", Subtree: true),

        new UnitEvent.Established("DL-ZS-001", "中山区第一支部", "一支部", "机关", UnitLevel.Branch, "DL-ZS", ["各支部", "基层党支部"]),
        new UnitEvent.Renamed("中山区机关第一支部", "机关一支部"),
        new UnitEvent.Reclassified("企业", UnitLevel.Township),
        new UnitEvent.Moved("DL-XG"),
        new UnitEvent.AliasAdded("机关支部"),
        new UnitEvent.AliasRemoved("各支部"),
        new UnitEvent.UpstreamSet(MayIssue: true),
        new GrantEvent.Recorded("DL-ZZB", "组织部", "DL", new(2016, 1, 1), new(2016, 12, 31), "组织系统对口业务指导"),
        new DelegationEvent.Given("p-7c1f", "DL-ZS", ["officer"], "p-09ab", new(2016, 5, 3), new(2016, 5, 20), "出差"),
        new DelegationEvent.Ended(),
        new DirectoryEvent.Changed(Units: 402, Grants: 0),
        new WorkingCalendarEvent.Published("cn", 2016, [new DateOnly(2016, 5, 2)], [new DateOnly(2016, 6, 12)], "国办发明电〔2015〕18号"),
        new WorkingCalendarEvent.Amended([new DateOnly(2016, 5, 2), new DateOnly(2016, 5, 3)], [new DateOnly(2016, 6, 12)], "更正"),

        new AccessEvent.Recorded("GET", "/v1/notices/0192f0c1-2345-7abc-8def-0123456789ab/timeline", LedgerSize: 4211),
        new AccessEvent.Refused("GET", "/v1/events?unit=DL-ZS"),
        new LedgerEvent.EpochBegun("notices", Epoch: 2, FromPage: 41, FromOrdinal: 19_872, "自备份恢复"),
        new AccessEvent.RefusalsSummed(Calls: 199, "GET", "/v1/events?unit=DL-XG", RemindAt),
        new OperatorEvent.MessagesRetried("workflow-assignments-notice-distributed_error", Count: 12, "已升级"),
        new OperatorEvent.MessagesDiscarded("workflow-assignments-notice-distributed_error", Count: 1, "误发"),
        new OperatorEvent.DeliveriesResent("DL-ZS", RemindAt, Count: 320, "队列已恢复"),
    ];
}
