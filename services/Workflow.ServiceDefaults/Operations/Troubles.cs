namespace Workflow.ServiceDefaults;

/// <summary>The kinds of what is wrong, and their sentences: what a page shows beside the reason.</summary>
public static class Troubles
{
#pragma warning disable CS1591 // Each is what its words say.
    public const string PartUnwell = "part-unwell";
    public const string FeedPaused = "feed-paused";
    public const string FeedBlocked = "feed-blocked";
    public const string QueueHolds = "queue-holds-messages";
    public const string BrokerUnseen = "broker-unseen";
    public const string SetAside = "set-aside";
    public const string RebuildFailing = "rebuild-failing";
    public const string BranchQueue = "branch-queue";
    public const string BranchesUnseen = "branches-unseen";
    public const string DueUnsent = "due-unsent";
    public const string DeliveriesDead = "deliveries-dead";
    public const string PlansMissing = "plans-missing";
    public const string CalendarMissing = "calendar-missing";
    public const string SourceStopped = "source-stopped";
    public const string PagesMissing = "pages-missing";
#pragma warning restore CS1591

    /// <summary>By kind.</summary>
    public static IReadOnlyDictionary<string, BothWords> Words { get; } = new Dictionary<string, BothWords>
    {
        [PartUnwell] = new("服务的一个部分不正常，服务未就绪", "A part of the service is not well; it is not ready"),
        [FeedPaused] = new("事件处理出错暂停，正在重试", "Events are not taken on: it fails and is tried again"),
        [FeedBlocked] = new("事件等待一个未结束的数据库事务", "Events wait for an open transaction of the database"),
        [QueueHolds] = new("有消息处理失败，已移入错误队列", "Messages failed and were set aside in an error queue"),
        [BrokerUnseen] = new("无法查看消息代理的队列", "The broker's queues cannot be looked at"),
        [SetAside] = new("有一项无法读取或处理，已单独搁置，其余照常", "One item cannot be read or done and is set aside; the others go on"),
        [RebuildFailing] = new("读模型重建出错，正在重试，现用的不受影响", "A read model cannot be made again; the one in use is untouched"),
        [BranchQueue] = new("单位的消息队列不正常", "A unit's queue is not as it should be"),
        [BranchesUnseen] = new("无法检查各单位的消息队列", "The units' queues cannot be looked at"),
        [DueUnsent] = new("有提醒已到时间而尚未发出", "Reminders are due and have not been sent"),
        [DeliveriesDead] = new("有消息无法送达单位", "Messages could not be delivered to units"),
        [PlansMissing] = new("有事项尚无提醒计划", "Assignments are known that have no plan of reminders"),
        [CalendarMissing] = new("有提醒等待某年的工作日历", "Reminders wait for a year's working calendar"),
        [SourceStopped] = new("账本已停止接收一个服务的记录", "The ledger has stopped taking a service's pages"),
        [PagesMissing] = new("账本缺少一个服务的部分页", "The ledger misses pages of a service"),
    };
}
