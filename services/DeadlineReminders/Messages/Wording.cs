using Workflow.Planning;

namespace DeadlineReminders.Messages;

/// <summary>The sentence a person reads. Pure.</summary>
internal static class Wording
{
    /// <summary>The unit has a new assignment.</summary>
    public static string Assignment(Matter matter, string unitName) => matter.DueAt is { } due
        ? $"{unitName}：{What(matter)}已交你单位办理，办理时限为{Day(due)}，请按时完成并反馈。"
        : $"{unitName}：{What(matter)}已交你单位办理，请签收并抓好落实。";

    /// <summary>The unit's assignment is due at another instant than it was told.</summary>
    public static string Deadline(Matter matter, DateTimeOffset? before, string unitName) =>
        $"{unitName}：{What(matter)}的办理时限{(before is { } was ? $"由{Day(was)}" : "")}调整为{Day(matter.DueAt!.Value)}，请按调整后的时限办理并反馈。";

    /// <summary>A step fell due.</summary>
    /// <param name="step">Of the ladder.</param>
    /// <param name="matter">A dated assignment.</param>
    /// <param name="unitName">Name of the unit that owes it.</param>
    /// <param name="toUnit">Whether that unit itself is told; else somebody above.</param>
    public static string Reminder(ReminderStep step, Matter matter, string unitName, bool toUnit)
    {
        var due = Day(matter.DueAt!.Value);
        return (step.Offset, toUnit) switch
        {
            ( < 0, _) => $"{unitName}：{What(matter)}将于{due}到期，还有{-step.Offset}天，请抓紧办理，按时反馈。",
            (0, _) => $"{unitName}：{What(matter)}于{due}到期，请在期限内完成并反馈。",
            (_, true) => $"{unitName}：{What(matter)}已于{due}到期，逾期{Days(step)}，尚未收到反馈，请立即办理并反馈。",
            _ => $"{Colour(step.Level)}{unitName}承办的{What(matter)}已于{due}到期，逾期{Days(step)}仍未反馈，请督促办理。",
        };
    }

    private static string What(Matter matter) =>
        $"《{matter.Title}》{(matter.DocumentNumber is { } number ? $"（{number}）" : "")}第{matter.Requirement}项“{matter.RequirementTitle}”";

    private static string Days(ReminderStep step) => step.In == OffsetUnit.WorkingDays ? $"{step.Offset}个工作日" : $"{step.Offset}天";

    private static string Colour(ReminderLevel level) => level switch
    {
        ReminderLevel.Blue => "【蓝色督办】",
        ReminderLevel.Yellow => "【黄色督办】",
        ReminderLevel.Red => "【红色督办】",
        _ => "",
    };

    private static string Day(DateTimeOffset due)
    {
        var local = TimeZoneInfo.ConvertTime(due, OfficialTime.Zone);
        return local.ToString(TimeOnly.FromDateTime(local.DateTime) >= new TimeOnly(23, 59) ? "yyyy'年'M'月'd'日'" : "yyyy'年'M'月'd'日'HH':'mm",
            CultureInfo.InvariantCulture);
    }
}
