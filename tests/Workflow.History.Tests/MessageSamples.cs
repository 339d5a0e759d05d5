using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Audit.V1;
using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Reminders.V1;

namespace Workflow.History.Tests;

/// <summary>One literal message of every kind, each with a null where one may stand.</summary>
internal static class MessageSamples
{
    private static readonly DateTimeOffset IssuedAt = new(2016, 4, 20, 2, 0, 0, TimeSpan.Zero);
    private static readonly NoticeHead Head = new(
        StoredEventSamples.Notice, "DL", "关于开展学习教育的通知", "大委组传〔2016〕29号", Issuer: null, new DateOnly(2016, 4, 20), IssuedAt, "9f86");

    private static readonly DistributedRequirement Requirement = new(
        1, "一、", "学习党章", "各支部要在4月底前组织一次集中学习。", "study", "dated", StoredEventSamples.DueAt, ["sessions", "people"],
            new CountedDays(new DateOnly(2016, 4, 20), 7));

    private static readonly DistributedRequirement Principle = new(
        2, Label: null, "提高认识", "充分认识学习教育的重大意义。", "other", "principle", DueAt: null, []);

    public static IReadOnlyList<object> All { get; } = [
        new NoticeIssued(Head, Version: 7, [Requirement, Principle], [new Owing([1, 2], ["DL-ZS-001", "DL-ZS-002"])], Assignments: 4,
            Chunks: 1),
        new NoticeDistributed(Head, Chunk: 1, Chunks: 1, [Requirement],
            [new DistributedAssignment(StoredEventSamples.First, 1, "DL-ZS-001", Occurrence: null, "sole")]),
        new DeadlineRecomputed(StoredEventSamples.Notice, Version: 9, 1, StoredEventSamples.DueAt.AddDays(2), "cn/2016/2",
            "calendar-amended"),
        new NoticeAmended(Head, Version: 11, Number: 1, "与上级部署衔接", [Requirement with { DueOrigin = "amendment", DueAmendment = 1 }],
            [new DroppedRequirement(2, "提高认识")], [new Owing([1], ["DL-ZS-001", "DL-ZS-002"])],
            [new Owing([2], ["DL-ZS-001", "DL-ZS-002"])], Assignments: 2, DirectoryVersion: 314),
        new NoticeWithdrawn(StoredEventSamples.Notice, Version: 12, Reason: null,
            new SupersedingNotice(StoredEventSamples.Second, "关于深化学习教育的通知", DocumentNumber: null)),
        new NoticeCopied(Head, Version: 8, NewsKind.CopyAmended, IssuedAt.AddDays(1), ["DL-XCB"], "与上级部署衔接", By: null),
        new AliasTaught(StoredEventSamples.Notice, "各区市县委组织部", ["DL-ZS", "DL-XG"], IssuingUnit: "DL"),
        new AssignmentsDispatched(Head, [Requirement],
            [new DispatchedAssignment(StoredEventSamples.First, 1, 1, "DL-ZS-001", Occurrence: null, StoredEventSamples.DueAt,
                DeadlineVersion: 1)]),
        new AssignmentChanged(StoredEventSamples.First, 3, StoredEventSamples.Notice, 1, "DL-ZS-001", "2016-05", "reported",
            StoredEventSamples.DueAt, 2, StoredEventSamples.RemindAt, "pending", ReturnedFor: null, ToldApart: true),
        new AssignmentReassigned(StoredEventSamples.Second, StoredEventSamples.Notice, 1, "DL-ZS-001", "DL-XG"),
        new AssignmentNews(Head, [Requirement], [new UnitNews(StoredEventSamples.Message, "return", StoredEventSamples.First, 1,
            "DL-ZS-001", IssuedAt, StoredEventSamples.DueAt, Before: null, "缺少参会人数", By: null, [new UnitChange(
                StoredEventSamples.First, 1, "专题学习", "moved", StoredEventSamples.DueAt, StoredEventSamples.DueAt.AddDays(2))],
            DeadlineVersion: 2)]),
        new NoticeDischarged(StoredEventSamples.Notice, Through: 9_600, IsDischarged: true),
        new AssignmentsAsked([StoredEventSamples.First]),
        new AssignmentsAnswered([]),
        new DatedAssignmentsAsked(StoredEventSamples.Notice, After: null),
        new DutiesAsked(["DL-ZS-001"], [new DateOnly(2016, 4, 25)]),
        new DutiesAnswered([new WeekOfDuties(new DateOnly(2016, 4, 25), 3, 2, [new UnitDuties("DL-ZS-001", 2)])]),
        new ChannelsAsked(["DL-ZS-001", "DL-ZS-002"]),
        new ChannelsAnswered(["DL-ZS-002"]),
        new AssignmentEscalated(StoredEventSamples.First, StoredEventSamples.Notice, "DL-ZS-001", "DL-ZS", "+3wd", "blue",
            StoredEventSamples.DueAt.AddDays(3)),
        new UnitChanged(314, [new UnitState("DL-ZS-001", 2, "中山区第一支部", "一支部", "机关", "branch", "DL-ZS", ["各支部"])], Previous: 296, Part: 2,
            Parts: 3,
            [new GrantState("DL-ZZB", "组织部", "DL", new DateOnly(2016, 1, 1), Until: null, 1)]),
        new DirectoryVersionAsked(),
        new DirectoryVersionAnswered(314),
        new CalendarPublished("cn", 2016, 1, [new DateOnly(2016, 5, 2)], [new DateOnly(2016, 6, 12)], Source: null),
        new DelegationChanged(StoredEventSamples.Second, Version: 1, "p-7c1f", "DL-ZS", ["officer"], "p-09ab", new DateOnly(2016, 5, 3),
            new DateOnly(2016, 5, 20), IsEnded: false),
        new EventPage("notices", 2, 501, 502, ["{\"actor\":null}", "{\"actor\":\"p-7c1f\"}"],
            Hash: "5a1b0c6f5ad8f0b4d7d9e3c1a2b4c6d8e0f1a3b5c7d9ebfd0f2143657687a9b1", Previous: null),
        new PagesRequested("notices", 2, 4),
        new DirectoryRequested("reminders"),
        new BranchEvent("1.0", StoredEventSamples.First, "urn:workflow:reminders", BranchEvent.AssignmentType, "DL-ZS-001",
            IssuedAt.ToOffset(TimeSpan.FromHours(8)), "application/json",
            new BranchEventData(StoredEventSamples.First, StoredEventSamples.Notice, DocumentNumber: null, "关于开展学习教育的通知", 1,
                "各支部要在4月底前组织一次集中学习。",
                StoredEventSamples.DueAt.ToOffset(TimeSpan.FromHours(8)), Level: null, Step: null, "中山区第一支部：请签收并抓好落实。",
                new Uri("http://127.0.0.1:7102/v1/assignments/1"))),
    ];

    /// <summary>What stands inside messages and never travels by itself.</summary>
    public static IReadOnlyList<Type> PartsOfMessages { get; } = [
        typeof(NoticeHead), typeof(DistributedRequirement), typeof(CountedDays), typeof(Owing), typeof(DistributedAssignment),
            typeof(DispatchedAssignment), typeof(UnitState), typeof(GrantState),
        typeof(SupersedingNotice), typeof(DroppedRequirement), typeof(UnitNews), typeof(UnitChange), typeof(BranchChange),
        typeof(BranchEventData), typeof(WeekOfDuties), typeof(UnitDuties),
    ];
}
