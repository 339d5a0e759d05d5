using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Notices.V1;
using Workflow.Planning;

namespace DeadlineReminders.Messages;

/// <summary>The sentence a person reads. Pure.</summary>
internal static class Wording
{
    /// <summary>The unit has a new assignment.</summary>
    public static string Assignment(Matter matter, string unitName) => matter.DueAt is { } due
        ? $"{unitName}：{What(matter)}已交你单位办理，办理时限为{Day(due)}，完成后请反馈。"
        : $"{unitName}：{What(matter)}已交你单位办理，请签收并抓好落实。";

    /// <summary>What was decided on an assignment, or is to be, or became of the notice.</summary>
    /// <param name="news">What there is to say.</param>
    /// <param name="matter">The assignment.</param>
    /// <param name="unitName">Name of the unit that is told.</param>
    /// <param name="owing">Name of the unit that owes it.</param>
    /// <param name="isPrinciple">Whether to acknowledge it is all that is to be done.</param>
    public static string News(UnitNews news, Matter matter, string unitName, string owing, bool isPrinciple = false) =>
        $"{unitName}：" + news.Kind switch
    {
        NewsKind.Deadline => $"{What(matter)}的办理时限{(news.Before is { } was ? $"由{Day(was)}" : "")}调整为{Due(matter)}，请按调整后的时限办理并反馈。",
        NewsKind.Return => $"{What(matter)}的反馈已退回重办{For(news)}，办理时限为{Due(matter)}，请重新办理并反馈。",
        NewsKind.ExtensionGranted => $"{What(matter)}的延期申请已同意，办理时限延至{Due(matter)}{Said(news)}。",
        NewsKind.ExtensionRefused => $"{What(matter)}的延期申请未予同意{For(news)}，办理时限仍为{Due(matter)}，"
            + (news.At > matter.DueAt ? "现已到期，请立即办理并反馈。" : "请在时限内完成并反馈。"),
        NewsKind.Insistence => $"{What(matter)}的退回未予同意{For(news)}，仍由你单位办理{(matter.DueAt is null ? "" : $"，办理时限为{Due(matter)}")}，请签收并办理。",
        NewsKind.Acceptance => $"{What(matter)}的反馈已审核通过。",
        NewsKind.Reopening => $"{What(matter)}已重新交办{For(news)}，办理时限为{Due(matter)}，请重新办理并反馈。",
        NewsKind.Report => $"{owing}承办的{What(matter)}已于{Moment(news.At)}反馈，请审核。",
        NewsKind.ExtensionAsked => $"{owing}申请将{What(matter)}的办理时限延至{Day(news.AskedFor!.Value)}{For(news)}，请答复。",
        NewsKind.Declined => $"{owing}认为{What(matter)}不由其承办，已于{Moment(news.At)}退回{For(news)}，请答复。",
        NewsKind.Urging => $"{What(matter)}{(matter.DueAt is null ? "" : $"的办理时限为{Due(matter)}，")}截至{Moment(news.At)}"
            + (isPrinciple ? "尚未签收，请签收并抓好落实" : "尚未办结，请抓紧办理并反馈") + Urged(news),
        NewsKind.Amendment =>
            $"{Notice(matter)}已变更{For(news)}，你单位承办的事项中：{string.Join('；', (news.Changes ?? []).Select(Changed))}。请按变更后的要求办理。",
        NewsKind.Withdrawal =>
            $"{Notice(matter)}已{(news.By is null ? "撤回" : $"由{Notice(news.By.Title, news.By.DocumentNumber)}代替")}{For(news)}，"
            + "其中尚未办结的事项不再办理，也不再提醒。",
        _ => throw new UnreachableException(),
    };

    /// <summary>A copy of a notice, or what became of the notice, to a unit that has one.</summary>
    public static string Copy(NoticeCopied copied, string unitName)
    {
        var (notice, why) = (Notice(copied.Head.Title, copied.Head.DocumentNumber), copied.Reason is { } reason ? $"（原因：{reason}）" : "");
        return $"{unitName}：" + copied.Kind switch
        {
            NewsKind.Copy => $"{notice}抄送你单位，请知悉。",
            NewsKind.CopyAmended => $"抄送你单位的{notice}已变更{why}，请知悉。",
            NewsKind.CopyWithdrawn => $"抄送你单位的{notice}已{(copied.By is null ? "撤回"
                : $"由{Notice(copied.By.Title, copied.By.DocumentNumber)}代替")}{why}，请知悉。",
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A step fell due. Names days, never distances: it is as true when it is read as when it is written.</summary>
    /// <param name="step">Of the ladder.</param>
    /// <param name="matter">A dated assignment.</param>
    /// <param name="unitName">Name of the unit that owes it.</param>
    /// <param name="toUnit">Whether that unit itself is told; else somebody above.</param>
    /// <param name="missed">Whether the deadline has passed without a report.</param>
    /// <param name="now">When that was so.</param>
    public static string Reminder(ReminderStep step, Matter matter, string unitName, bool toUnit, bool missed, DateTimeOffset now)
    {
        var due = Day(matter.DueAt!.Value);
        return (missed, toUnit) switch
        {
            (false, _) => $"{unitName}：{What(matter)}的办理时限为{due}，请在时限内完成并反馈。",
            (true, true) => $"{unitName}：{What(matter)}已于{due}到期，截至{Moment(now)}尚未收到反馈，请立即办理并反馈。",
            _ => $"{Colour(step.Level)}{unitName}承办的{What(matter)}已于{due}到期，截至{Moment(now)}尚未收到反馈，请督促办理。",
        };
    }

    private static string Changed(UnitChange change) => $"第{change.Requirement}项“{change.Title}”" + change.Change switch
    {
        "dropped" => "不再办理，也不再提醒",
        "moved" => $"的办理时限{(change.Before is { } was ? $"由{Day(was)}" : "")}调整为{Day(change.DueAt!.Value)}",
        _ => "的内容已修改",
    };

    private static string What(Matter matter) => $"{Notice(matter)}第{matter.Requirement}项“{matter.RequirementTitle}”";

    private static string Notice(Matter matter) => Notice(matter.Title, matter.DocumentNumber);

    private static string Notice(string title, string? documentNumber) =>
        $"《{title}》{(documentNumber is { } number ? $"（{number}）" : "")}";

    private static string Due(Matter matter) => Day(matter.DueAt!.Value);

    private static string For(UnitNews news) => news.Reason is { } reason ? $"（原因：{reason}）" : "";

    private static string Said(UnitNews news) => news.Reason is { } said ? $"（{said}）" : "";

    private static string Urged(UnitNews news) => news.Reason is { } words ? $"。催办意见：{words}" : "。";

    private static string Colour(ReminderLevel level) => level switch
    {
        ReminderLevel.Blue => "【蓝色督办】",
        ReminderLevel.Yellow => "【黄色督办】",
        ReminderLevel.Red => "【红色督办】",
        _ => "",
    };

    /// <summary>A day with its weekday; with the clock time where the limit is not the day's end.</summary>
    private static string Day(DateTimeOffset due)
    {
        var local = TimeZoneInfo.ConvertTime(due, OfficialTime.Zone);
        return TimeOnly.FromDateTime(local.DateTime) >= OfficialTime.DayEnds.AddMinutes(-1) ? Date(local) : Date(local) + Clock(local);
    }

    private static string Moment(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, OfficialTime.Zone);
        return local.ToString("M'月'd'日'", CultureInfo.InvariantCulture) + Clock(local);
    }

    private static string Date(DateTimeOffset local) =>
        local.ToString("yyyy'年'M'月'd'日'", CultureInfo.InvariantCulture) + $"（星期{"日一二三四五六"[(int)local.DayOfWeek]}）";

    private static string Clock(DateTimeOffset local) => local.ToString("HH':'mm", CultureInfo.InvariantCulture);
}
