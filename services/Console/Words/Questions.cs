namespace WorkflowConsole.Words;

/// <summary>Questions of a notice as a person reads and answers them.</summary>
internal static partial class Questions
{
    public static string Title(Lang l, string kind) => kind switch
    {
        "deadline-ambiguous" => l["时限有两种理解", "The limit can be read in two ways"],
        "deadline-missing" => l["起算时间没有写明", "It does not say from when the limit counts"],
        "year-unknown" or "year-doubtful" => l["是哪一年", "Which year"],
        "date-missing" => l["没有成文日期", "It has no date"],
        "addressees-missing" => l["没有主送单位", "It names no addressee"],
        "addressee-unresolved" => l["主送单位对不上", "An addressee is not known"],
        "addressee-partial" => l["主送单位只对上一部分", "An addressee is known in part"],
        "actor-missing" or "owing-level" => l["由谁来办", "Who has to do it"],
        "lead-unresolved" => l["牵头或配合单位对不上", "A leading or joint unit is not known"],
        "calendar-missing" => l["那一年的放假安排还没有", "That year's holidays are not known yet"],
        "embedded-notice" => l["文中转发了另一份通知", "It passes on another notice"],
        "amendment" => l["似乎在修改另一份通知", "It seems to change another notice"],
        "time-unread" => l["这处是不是时限", "Whether this is a limit"],
        "already-received" => l["同一文号此前收到过", "This number was received before"],
        "beyond-authority" => l["超出本单位的下达范围", "Beyond what this unit may order"],
        _ => l["请确认", "To be settled"],
    };

    /// <summary>How to answer with something that is not proposed.</summary>
    public static string OwnWords(Lang l, string kind) => IsTime(kind) ? l["另定一天（如 2024-06-20）：", "Another day (such as 2024-06-20):"]
        : IsUnits(kind) ? l["另定单位（名称或代码，用顿号隔开）：", "Other units (names or codes, commas between):"] : l["其他：", "Something else:"];

    /// <summary>Whether it is answered with units.</summary>
    public static bool IsUnits(string kind) => kind is "addressees-missing" or "addressee-unresolved" or "addressee-partial"
        or "actor-missing" or "owing-level" or "lead-unresolved";

    /// <summary>An answer or proposal in words.</summary>
    public static string Value(Lang l, Days d, JsonNode? value, IReadOnlyDictionary<string, string> names)
    {
        var texts = value is JsonArray array ? [.. array.Select(one => one?.ToString() ?? "")] : (value?.ToString() ?? "").Split(',');
        return string.Join(l["、", ", "], texts.Take(12).Select(text => Said(l, d, text, names)))
            + (texts.Length > 12 ? l[$" 等 {texts.Length} 个", $" and more, {texts.Length} in all"] : "");
    }

    /// <summary>Who owes a requirement.</summary>
    public static string Owes(Lang l, RequirementView one, IReadOnlyDictionary<string, string> names) => one switch
    {
        { Lead: { } lead } => l[$"{names.GetValueOrDefault(lead, lead)}牵头", $"led by {names.GetValueOrDefault(lead, lead)}"]
            + (one.Joint.Count > 0 ? l[$"，{string.Join("、", one.Joint.Select(code => names.GetValueOrDefault(code, code)))}配合",
                $", with {string.Join(", ", one.Joint.Select(code => names.GetValueOrDefault(code, code)))}"] : ""),
        { Joint.Count: > 0 } => string.Join(l["、", ", "], one.Joint.Select(code => names.GetValueOrDefault(code, code))),
        { Owes.Level: { } level } => l[$"每个{Say.UnitLevel(l, level)}各办一件", $"each {Say.UnitLevel(l, level)}"],
        _ => l["每个主送单位各办一件", "each addressee"],
    };

    /// <summary>The question without addresses of the API.</summary>
    public static string Text(string text) => Address().Replace(text, "");

    /// <summary>The notice that a question speaks of, where it names one.</summary>
    public static Guid? Earlier(string text) =>
        Address().Match(text) is { Success: true } found ? Guid.Parse(found.Groups["id"].Value) : null;

    [GeneratedRegex("（/v1/notices/(?<id>[0-9a-f-]{36})）")]
    private static partial Regex Address();

    private static string Said(Lang l, Days d, string text, IReadOnlyDictionary<string, string> names) => text switch
    {
        "once" => l["不设具体时限", "no deadline"],
        "none" => l["不是时限", "not a limit"],
        "addressees" => l["由主送单位办", "the addressees"],
        "exclude" => l["不下达这部分", "leave that part out"],
        "amends" => l["是修改", "it changes it"],
        "separate" => l["作为另一件办理", "another one, on its own"],
        "leave-out" => l["去掉这些单位", "leave these units out"],
        "approved" => l["已批准", "approved"],
        "agreed" => l["已同意", "agreed"],
        "directory" => l["单位名册更新后已对上", "known since the directory changed"],
        "corrected" => l["已直接更正", "corrected"],
        "excluded" => l["随所在部分去掉", "left out with its part"],
        "superseded" => l["已被后来的确认代替", "superseded"],
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && text.Length >= 10 && text[4] == '-' => d.LongDay(text.Length == 10
                ? DateOnly.Parse(text, CultureInfo.InvariantCulture) : Days.DayOf(at)),
        _ when names.TryGetValue(text, out var name) => name,
        "central" or "province" or "city" or "county" or "township" or "branch" =>
            l[$"每个{Say.UnitLevel(l, text)}", $"each {Say.UnitLevel(l, text)}"],
        _ => text,
    };

    private static bool IsTime(string kind) => kind is "deadline-ambiguous" or "deadline-missing" or "year-unknown" or "year-doubtful"
        or "date-missing" or "time-unread" or "calendar-missing";
}
