namespace WorkflowConsole.Words;

/// <summary>The product's terms in both languages. What is not known here is said plainly, never shown as a code.</summary>
internal static class Say
{
    public static string State(Lang l, string state) => state switch
    {
        "dispatched" => l["待签收", "to acknowledge"],
        "acknowledged" => l["办理中", "under way"],
        "reported" => l["已反馈，待审核", "reported, to be judged"],
        "returned" => l["已退回", "returned"],
        "accepted" => l["已通过", "accepted"],
        "closed" => l["已销号", "closed"],
        "declined" => l["已退回上级，待决定", "declined, to be decided"],
        "reassigned" => l["已改派", "given to another unit"],
        "cancelled" => l["不再办理", "owed no more"],
        "received" => l["待确认", "to be confirmed"],
        "issued" => l["已印发", "issued"],
        "rejected" => l["已退文", "rejected"],
        "withdrawn" => l["已撤回", "withdrawn"],
        "superseded" => l["已废止", "superseded"],
        "reopened" => l["重新办理", "to be done once more"],
        "concluded" => l["已办结", "concluded"],
        _ => l["状态不明", "state not known here"],
    };

    public static string Role(Lang l, string role) => role switch
    {
        "upstream" => l["上级系统", "upstream system"],
        "officer" => l["经办人", "officer"],
        "branch" => l["支部书记", "branch secretary"],
        "inspector" => l["督查员", "inspector"],
        "auditor" => l["审计员", "auditor"],
        "operator" => l["运行管理员", "operator"],
        "system" => l["系统", "the system"],
        _ => l["其他角色", "another role"],
    };

    public static string UnitLevel(Lang l, string? level) => level switch
    {
        "central" => l["中央", "central"],
        "province" => l["省级", "province"],
        "city" => l["市级", "city"],
        "county" => l["区县级", "county"],
        "township" => l["街道乡镇", "township"],
        "branch" => l["党支部", "branch"],
        _ => l["单位", "unit"],
    };

    public static string Past(Lang l, UnitPast past) => past.Kind switch
    {
        "established" => past.Parent is { } under ? l[$"设立，隶属{under.Name}", $"Established under {under.Name}"]
            : l["设立", "Established"],
        "renamed" => l[$"更名为{past.Name}", $"Renamed {past.Name}"],
        "reclassified" => l[$"改为{UnitLevel(l, past.Level)}、{past.UnitKind}类",
            $"Of level {UnitLevel(l, past.Level)} and kind {past.UnitKind} from then on"],
        "moved" => past.Parent is { } parent ? l[$"改隶{parent.Name}", $"Moved under {parent.Name}"] : l["改为独立", "Moved to the top"],
        "alias-added" => l[$"公文里又称“{past.Name}”", $"Also called “{past.Name}” in notices"],
        "alias-removed" => l[$"公文里不再称“{past.Name}”", $"No longer called “{past.Name}” in notices"],
        "upstream-set" => past.MayIssue == true ? l["上级系统可以代为印发", "Its upstream systems may issue"]
            : l["上级系统不再代为印发", "Its upstream systems may no longer issue"],
        _ => l["有变化", "Something changed"],
    };

    public static string Disposition(Lang l, string disposition) => disposition switch
    {
        "dated" => l["限期办理", "by a day"],
        "recurring" => l["定期办理", "recurring"],
        "standing" => l["长期执行", "standing"],
        "once" => l["一次办理", "once"],
        "principle" => l["原则要求", "principle"],
        _ => l["要求", "requirement"],
    };

    public static string Step(Lang l, string step) => step switch
    {
        "due" => l["到期当天", "on the day"],
        ['-', .. var days, 'd'] => l[$"提前{days}天", $"{days} days before"],
        ['+', .. var days, 'w', 'd'] => l[$"逾期第{days}个工作日", $"{days} working days late"],
        "dispatch" => l["交办时", "at dispatch"],
        _ => l["其他节点", "another step"],
    };

    public static string Level(Lang l, string? level) => level switch
    {
        "remind" => l["提醒", "reminder"],
        "urge" => l["催办", "urging"],
        "blue" => l["蓝色预警", "blue"],
        "yellow" => l["黄色预警", "yellow"],
        "red" => l["红色预警", "red"],
        _ => "",
    };

    public static string Outcome(Lang l, string outcome) => outcome switch
    {
        "sent" => l["已发出", "sent"],
        "pending" => l["尚未到时", "not yet"],
        _ => l["没有发出", "not sent"],
    };

    /// <summary>Why a step was not sent.</summary>
    public static string Reason(Lang l, string? reason) => reason is null ? "" : l[ReasonWords.Zh(reason), ReasonWords.En(reason)];

    public static string Delivery(Lang l, string state) => state switch
    {
        "queue" => l["已送达", "delivered"],
        "queue-waiting" => l["投递中", "being delivered"],
        "inbox" => l["在收件箱", "in the inbox"],
        "dead" => l["送不到", "undeliverable"],
        _ => l["已登记", "recorded"],
    };

    public static string Figure(Lang l, string name) => name switch
    {
        "sessions" => l["场次", "sessions"],
        "people" => l["人数", "people"],
        "amount" => l["金额", "amount"],
        "items" => l["件数", "items"],
        "members" => l["党员数", "members"],
        _ => name,
    };

    public static string Figures(Lang l, IReadOnlyDictionary<string, long> figures) =>
        string.Join(l["，", ", "], figures.Select(figure => $"{Figure(l, figure.Key)} {figure.Value}"));

    public static string Act(Lang l, string kind) => kind switch
    {
        "dispatched" => l["交办", "Dispatched"],
        "acknowledged" => l["签收", "Acknowledged"],
        "handed-over" => l["交接责任人", "Handed over to another person"],
        "person-named" => l["明确责任人", "Responsible person named"],
        "reported" => l["反馈", "Reported"],
        "returned" => l["退回", "Returned"],
        "accepted" => l["审核通过", "Accepted"],
        "closed" => l["销号", "Closed"],
        "missed" => l["逾期", "Deadline missed"],
        "deadline-moved" => l["时限调整", "Deadline moved"],
        "extension-asked" => l["申请延期", "More time asked for"],
        "extension-granted" => l["同意延期", "More time granted"],
        "extension-refused" => l["不同意延期", "More time refused"],
        "declined" => l["退回上级", "Declined"],
        "insisted" => l["不同意退回", "Insisted on"],
        "reassigned" => l["改派", "Given to another unit"],
        "reopened" => l["重新办理", "Reopened"],
        "urged" => l["人工催办", "Urged by hand"],
        "amended" => l["通知变更", "Notice amended"],
        "cancelled" => l["不再办理", "Owed no more"],
        _ => l["处理", "Acted on"],
    };

    /// <summary>Why a deadline is another than the notice's words say; empty where it is theirs.</summary>
    public static string Origin(Lang l, string? origin) => origin switch
    {
        "calendar" => l["因放假安排调整", "holidays changed"],
        "amendment" => l["因通知变更", "the notice was amended"],
        "extension" => l["因延期", "more time granted"],
        "return" => l["因退回", "returned"],
        "decline" => l["因退回上级后重定", "set anew after it was declined"],
        "reopening" => l["因重新办理", "reopened"],
        _ => "",
    };

    /// <summary>What an amendment makes of a requirement.</summary>
    public static string Change(Lang l, string change) => change switch
    {
        "added" => l["新增", "added"],
        "dropped" => l["不再要求", "dropped"],
        "moved" => l["改时限", "another day"],
        "reworded" => l["改文字", "reworded"],
        _ => l["有变化", "changed"],
    };

    public static string Source(Lang l, string source) => source switch
    {
        "notices" => l["通知", "notices"],
        "assignments" => l["交办", "assignments"],
        "reminders" => l["提醒", "reminders"],
        "audit" => l["审计", "audit"],
        "directory" => l["单位", "directory"],
        _ => l["其他", "other"],
    };
}
