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

    public static string ReasonZh(string reason) => reason switch
    {
        "past-at-issue" => "交办时已过该时点",
        "already-reported" => "已反馈",
        "closed" => "已销号",
        "deadline-moved" => "限期已变更",
        "overtaken" => "已有更晚的提醒",
        "not-late" => "该限期内已反馈",
        "nobody-above" => "没有可报的上级单位",
        "no-queue" => "没有接收该单位消息的队列",
        "refused-by-queue" => "单位的消息队列拒收",
        "unusable" => "消息无法交付",
        "unrecordable" => "送达结果无法记录",
        "calendar-published" => "工作日历公布",
        "calendar-amended" => "工作日历调整",
        _ => reason,
    };

    public static string Reason(string reason) => reason switch
    {
        "past-at-issue" => "its time had passed when the notice was issued",
        "already-reported" => "it was reported",
        "closed" => "it was closed",
        "deadline-moved" => "the deadline had moved",
        "overtaken" => "a later reminder had taken its place",
        "not-late" => "that deadline was met",
        "nobody-above" => "there is no unit above to tell",
        "no-queue" => "no queue takes the unit's messages",
        "refused-by-queue" => "the unit's queue refused it",
        "unusable" => "it cannot be handed over",
        "unrecordable" => "what became of it could not be recorded",
        "calendar-published" => "for the working calendar was published",
        "calendar-amended" => "for the working calendar was amended",
        _ => reason,
    };

    public static string ChannelZh(string kind) => kind switch
    {
        "queue" => "消息队列",
        "inbox" => "收件箱",
        _ => kind,
    };

    private static IEnumerable<string> Pairs(IReadOnlyDictionary<string, long> figures) =>
        figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value}"));
}
