namespace Workflow.History;

/// <summary>
/// Codes of <see cref="ReminderReason"/> and <see cref="RecountReason"/> in words; a code without words stands for itself.
/// </summary>
public static class ReasonWords
{
    /// <summary>In Chinese.</summary>
    public static string Zh(string reason) => reason switch
    {
        ReminderReason.PastAtIssue => "交办时已过该时点",
        ReminderReason.AlreadyReported => "已反馈",
        ReminderReason.Closed => "已销号",
        ReminderReason.Declined => "已退回，等待上级决定",
        ReminderReason.Reassigned => "已改派",
        ReminderReason.Cancelled => "通知已撤回或废止",
        ReminderReason.DeadlineMoved => "限期已变更",
        ReminderReason.Overtaken => "已有更晚的提醒",
        ReminderReason.NotLate => "该限期内已反馈",
        ReminderReason.NobodyAbove => "没有可报的上级单位",
        ReminderReason.NoQueue => "没有接收该单位消息的队列",
        ReminderReason.RefusedByQueue => "单位的消息队列拒收",
        ReminderReason.Unusable => "消息无法交付",
        ReminderReason.Unrecordable => "送达结果无法记录",
        RecountReason.CalendarPublished => "工作日历公布",
        RecountReason.CalendarAmended => "工作日历调整",
        _ => reason,
    };

    /// <summary>In English, as what follows a comma.</summary>
    public static string En(string reason) => reason switch
    {
        ReminderReason.PastAtIssue => "its time had passed when the notice was issued",
        ReminderReason.AlreadyReported => "it was reported",
        ReminderReason.Closed => "it was closed",
        ReminderReason.Declined => "it was declined, and that is not decided",
        ReminderReason.Reassigned => "another unit does it instead",
        ReminderReason.Cancelled => "the notice does not order it any more",
        ReminderReason.DeadlineMoved => "the deadline had moved",
        ReminderReason.Overtaken => "a later reminder had taken its place",
        ReminderReason.NotLate => "that deadline was met",
        ReminderReason.NobodyAbove => "there is no unit above to tell",
        ReminderReason.NoQueue => "no queue takes the unit's messages",
        ReminderReason.RefusedByQueue => "the unit's queue refused it",
        ReminderReason.Unusable => "it cannot be handed over",
        ReminderReason.Unrecordable => "what became of it could not be recorded",
        RecountReason.CalendarPublished => "for the working calendar was published",
        RecountReason.CalendarAmended => "for the working calendar was amended",
        _ => reason,
    };
}
