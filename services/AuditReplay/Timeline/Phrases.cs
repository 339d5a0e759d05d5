namespace AuditReplay.Timeline;

/// <summary>The words for codes, days and figures; a code without words stands for itself.</summary>
internal static class Phrases
{
    public static string Day(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, OfficialTime.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string DueZh(DateTimeOffset? at) => at is { } due ? $"，限期 {Day(due)}" : "";

    public static string Due(DateTimeOffset? at) => at is { } due ? $", due {Day(due)} China time" : "";

    public static string BeforeZh(DateTimeOffset? at) => at is { } before ? $"由 {Day(before)} " : "";

    public static string Before(DateTimeOffset? at) => at is { } before ? $"it was {Day(before)}, " : "";

    public static string UntilZh(DateOnly? day) => day is { } last ? $"至 {last:yyyy-MM-dd}" : "";

    public static string Until(DateOnly? day) => day is { } last ? $" until {last:yyyy-MM-dd}" : "";

    public static string RoleZh(string? role) => role is null ? "" : $"（{role}）";

    public static string Role(string? role) => role is null ? "" : $" ({role})";

    public static string FiguresZh(IReadOnlyDictionary<string, long> figures) =>
        figures.Count == 0 ? "" : $"（{string.Join("，", Pairs(figures))}）";

    public static string Figures(IReadOnlyDictionary<string, long> figures) =>
        figures.Count == 0 ? "" : $" ({string.Join(", ", Pairs(figures))})";

    public static string StepZh(string step) => step switch
    {
        "-7d" => "到期前 7 天",
        "-3d" => "到期前 3 天",
        "-1d" => "到期前 1 天",
        "due" => "到期当日",
        "+1wd" => "逾期 1 个工作日",
        "+3wd" => "逾期 3 个工作日",
        "+5wd" => "逾期 5 个工作日",
        "+10wd" => "逾期 10 个工作日",
        _ => step,
    };

    public static string Step(string step) => step switch
    {
        "-7d" => "7 days before",
        "-3d" => "3 days before",
        "-1d" => "the day before",
        "due" => "on the due day",
        "+1wd" => "1 working day late",
        "+3wd" => "3 working days late",
        "+5wd" => "5 working days late",
        "+10wd" => "10 working days late",
        _ => step,
    };

    public static string LevelZh(string level) => level switch
    {
        "remind" => "提醒",
        "urge" => "催办",
        "blue" => "蓝色督办",
        "yellow" => "黄色督办",
        "red" => "红色督办",
        _ => level,
    };

    public static string Level(string level) => level switch
    {
        "remind" => "Reminder",
        "urge" => "Urging",
        "blue" or "yellow" or "red" => $"Supervision, {level}",
        _ => level,
    };

    public static string LevelZh(UnitLevel level) => level switch
    {
        UnitLevel.Central => "中央级",
        UnitLevel.Province => "省级",
        UnitLevel.City => "市级",
        UnitLevel.County => "县级",
        UnitLevel.Township => "乡级",
        UnitLevel.Branch => "支部",
        _ => level.Name(),
    };

    public static string Level(UnitLevel level) => level switch
    {
        UnitLevel.Central => "Central",
        UnitLevel.Province => "Province",
        UnitLevel.City => "City",
        UnitLevel.County => "County",
        UnitLevel.Township => "Township",
        UnitLevel.Branch => "Branch",
        _ => level.Name(),
    };

    public static string ReasonZh(string reason) => ReasonWords.Zh(reason);

    public static string Reason(string reason) => ReasonWords.En(reason);

    /// <summary>Roles that are passed on.</summary>
    public static string RolesZh(IEnumerable<string> roles) => string.Join("、", roles.Select(role => role switch
    {
        Roles.Officer => "经办人",
        Roles.Branch => "书记",
        Roles.Inspector => "督查员",
        _ => role,
    }));

    /// <summary>The same in English.</summary>
    public static string RolesOf(IEnumerable<string> roles) => string.Join(", ", roles);

    public static string ChannelZh(string kind) => kind switch
    {
        "queue" => "消息队列",
        "inbox" => "收件箱",
        _ => kind,
    };

    /// <summary>What a unit was told, as what follows the name of an assignment.</summary>
    public static string NewsZh(string kind) => kind switch
    {
        NewsKind.Deadline => "限期变更",
        NewsKind.Return => "反馈退回重办",
        NewsKind.ExtensionGranted => "准予延期",
        NewsKind.ExtensionRefused => "不予延期",
        NewsKind.Insistence => "退回未获同意",
        NewsKind.Acceptance => "反馈审核通过",
        NewsKind.Reopening => "重新办理",
        NewsKind.Report => "反馈待审核",
        NewsKind.ExtensionAsked => "申请延期，待答复",
        NewsKind.Declined => "退回，待答复",
        NewsKind.Amendment or NewsKind.CopyAmended => "通知变更",
        NewsKind.CopyWithdrawn => "通知已撤回或废止",
        _ => kind,
    };

    /// <summary>The same in English.</summary>
    public static string News(string kind) => kind switch
    {
        NewsKind.Deadline => "its deadline moved",
        NewsKind.Return => "its report was returned",
        NewsKind.ExtensionGranted => "more time was granted",
        NewsKind.ExtensionRefused => "more time was refused",
        NewsKind.Insistence => "the decline was not accepted",
        NewsKind.Acceptance => "its report was accepted",
        NewsKind.Reopening => "it was reopened",
        NewsKind.Report => "a report waits to be judged",
        NewsKind.ExtensionAsked => "more time is asked for",
        NewsKind.Declined => "it was declined",
        NewsKind.Amendment or NewsKind.CopyAmended => "the notice was amended",
        NewsKind.CopyWithdrawn => "the notice was withdrawn or superseded",
        _ => kind,
    };

    public static string CauseZh(CancelCause cause) => cause switch
    {
        CancelCause.Withdrawal => "撤回",
        CancelCause.Supersession => "废止",
        CancelCause.Amendment => "变更",
        _ => cause.Name(),
    };

    /// <summary>What became of the notice.</summary>
    public static string Cause(CancelCause cause) => cause switch
    {
        CancelCause.Withdrawal => "withdrawn",
        CancelCause.Supersession => "superseded",
        CancelCause.Amendment => "amended",
        _ => cause.Name(),
    };

    /// <summary>What an amendment makes of an assignment, in one word each.</summary>
    public static string ChangesZh(IReadOnlyList<AmendmentChange> changes) => changes.Count == 0 ? "限期不受影响"
        : string.Join("、", changes.Select(change => change switch
        {
            AmendmentChange.Dropped => "不再办理",
            AmendmentChange.Moved => "限期变更",
            AmendmentChange.Reworded => "内容修改",
            _ => change.Name(),
        }));

    /// <summary>The same in English.</summary>
    public static string Changes(IReadOnlyList<AmendmentChange> changes) => changes.Count == 0 ? "its own deadline stands"
        : string.Join(", ", changes.Select(change => change switch
        {
            AmendmentChange.Dropped => "it is owed no more",
            AmendmentChange.Moved => "its deadline moves",
            AmendmentChange.Reworded => "it is worded otherwise",
            _ => change.Name(),
        }));

    /// <summary>What one act made many of, such as 交办 500 件.</summary>
    public static Words Many(string type, long count)
    {
        var (zh, en) = type[..type.LastIndexOf('.')] switch
        {
            "assignment.dispatched" => ("交办", "assignments dispatched"),
            "assignment.acknowledged" => ("签收", "assignments acknowledged"),
            "assignment.report-returned" => ("退回重办", "reports returned"),
            "assignment.report-accepted" => ("审核通过", "reports accepted"),
            "assignment.amended" => ("变更", "assignments amended"),
            "assignment.deadline-missed" => ("逾期", "deadlines missed"),
            "assignment.deadline-moved" => ("限期变更", "deadlines moved"),
            "assignment.deadline-kept" => ("限期不变", "deadlines kept"),
            "assignment.extension-requested" => ("申请延期", "extensions asked for"),
            "assignment.extension-granted" => ("准予延期", "extensions granted"),
            "assignment.extension-refused" => ("不予延期", "extensions refused"),
            "assignment.declined" => ("退回", "assignments declined"),
            "assignment.decline-refused" => ("坚持交办", "declines refused"),
            "assignment.reassigned" => ("改派", "assignments given to other units"),
            "assignment.closed" => ("销号", "assignments closed"),
            "assignment.urged" => ("人工催办", "assignments urged by hand"),
            "assignment.reopened" => ("重新办理", "assignments reopened"),
            "assignment.cancelled" => ("不再办理", "assignments cancelled"),
            "reminder.planned" => ("排定提醒", "plans made"),
            "reminder.sent" => ("发出提醒", "reminders sent"),
            "reminder.suppressed" => ("不提醒", "reminders not sent"),
            "reminder.escalated" => ("上报", "escalations"),
            "reminder.delivered" => ("送达提醒", "reminders delivered"),
            "reminder.unit-told" => ("告知", "units told"),
            "reminder.withdrawn" => ("撤回未发出的消息", "messages withdrawn before they left"),
            "reminder.plan-stopped" => ("停止提醒", "plans stopped"),
            "reminder.rescheduled" => ("改排提醒", "plans set anew"),
            "reminder.assignment-followed" => ("跟随变动", "changes followed"),
            "notice.unit-joined" => ("接办单位", "units that do what others declined"),
            "notice.addressees-resolved" => ("对应主送单位", "addressee phrases resolved"),
            "notice.question-raised" => ("提出待确认", "questions raised"),
            "notice.question-answered" => ("确认", "questions answered"),
            "notice.requirement-corrected" => ("更正要求", "requirements settled"),
            var other => ($"记录 {other}", $"events {other}"),
        };
        return new(string.Create(CultureInfo.InvariantCulture, $"{zh} {count} 件"),
            string.Create(CultureInfo.InvariantCulture, $"{en}: {count}"));
    }

    private static IEnumerable<string> Pairs(IReadOnlyDictionary<string, long> figures) =>
        figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value}"));
}
