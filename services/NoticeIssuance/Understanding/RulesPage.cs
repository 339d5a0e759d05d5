namespace NoticeIssuance.Understanding;

/// <summary>
/// All rules that can set a limit, made from the forms themselves: each with examples and with what they come to in a notice of Monday,
/// 2 March 2026. A deadline's <c>rule</c> is the name in the first column.
/// </summary>
internal static class RulesPage
{
    private static readonly TimeContext Written = new(new DateOnly(2026, 3, 2), null, WorkingCalendars.Shipped);

    // Rules that no single form makes: the example is a sentence of a notice.
    private static readonly (string Name, string Example, string Means)[] Others =
    [
        ("range", "3月3日至3月14日，各校逐项自查", "its last day"),
        ("meeting", "定于5月19日上午9:00召开会议，请准时参加", "when it begins"),
        ("recurring-inherited", "每年2月底前报送计划，3月底前报送总结", "the second is yearly too"),
        ("given", "`dueAt` of a requirement that came as a field", "what was given"),
        ("officer", "a correction or an answer", "what the officer set"),
    ];

    public static IReadOnlyList<string> Names { get; } =
        [.. TimeForms.All.Select(form => form.Name).Concat(Others.Select(other => other.Name)).Distinct(StringComparer.Ordinal)];

    /// <summary>Markdown, a table.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(
            """
            # The rules that read limits

            Made from `Understanding/Deadlines/TimeForms.cs` and `RecurringForms.cs`; a test holds it against them. A deadline's
            `rule` names the row. What the examples come to is for a notice of Monday, 2 March 2026. A time expression is a limit
            only by the words around it (前, 止, 内, 截止时间为, 于…报送 …): `BindingWords.cs`, `StageWords.cs`; what is none, and why:
            `Times/NoLimitWords.cs`.

            | rule | example | comes to |
            | --- | --- | --- |

            """);
        foreach (var form in TimeForms.All)
            foreach (var example in Examples(form))
                Row(page, form.Name, example, Read(form, example) is { } when ? Means(form.Name, when) : "not read");
        foreach (var (name, example, means) in Others)
            Row(page, name, example, means);
        return page.ToString();
    }

    public static string[] Examples(TimeForm form) => form.Examples.Split("; ");

    /// <summary>What the form reads of an example; null where it reads nothing of it.</summary>
    public static When? Read(TimeForm form, string example) =>
        TimePoints.In(Normaliser.Normalise(example, html: false).Text).FirstOrDefault(point => point.Form == form.Name)?.When;

    private static void Row(StringBuilder page, string name, string example, string means) =>
        page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {example} | {means} |\n");

    private static string Means(string rule, When when)
    {
        var dated = Dating.Date(new(rule, when, 0, 0, Before: false, Event: "…"), Written);
        var time = dated.Time is { } clock ? $" {clock:HH\\:mm}" : "";
        return dated switch
        {
            { Recurrence: { } recurrence } => $"{recurrence}, each",
            { Day: { } day } => $"{day:yyyy-MM-dd}{time}",
            { Impossible: true } => "no such day: asked",
            { Anchor: { Amount: not 0 } anchor } => $"{anchor.Amount} {anchor.Unit} from an event",
            { Anchor: not null } => "hangs on an event",
            _ => "asked",
        };
    }
}
