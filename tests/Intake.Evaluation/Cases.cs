using System.Text.Json.Nodes;

using NoticeIssuance.Understanding;

namespace Intake.Evaluation;

/// <summary>
/// A line of <c>cases.jsonl</c>: a short notice of one kind of language, and what is right where nobody would dispute it.
/// </summary>
internal sealed record Case(string Id, string Kind, string Text, DateOnly ReceivedOn, JsonObject Expect)
{
    public DateTimeOffset ReceivedAt => OfficialTime.At(ReceivedOn, new(9, 0));

    /// <summary>Every one-off due date that may come out; null where the case does not say.</summary>
    public IReadOnlyList<string>? MayBeDue =>
        Expect["dueDates"] is JsonArray ? [.. Expect.Words("dueDates"), .. Expect.Words("dueDatesMay")] : null;

    /// <summary>What is wrong about a reading, one line each; nothing: the case is wholly right.</summary>
    public IEnumerable<string> Faults(Reading reading, WorkingCalendars calendars)
    {
        if (Expect.Is("notANotice"))
            return reading is Reading.NotANotice ? [] : ["is no notice, was read as one"];
        return reading is Reading.Understood understood
            ? CaseElements.Faults(Expect, understood).Concat(CaseRequirements.Faults(this, understood.Content, calendars))
            : ["is a notice, was refused"];
    }
}

/// <summary>Elements, questions and words that are no requirement.</summary>
internal static class CaseElements
{
    public static IEnumerable<string> Faults(JsonObject expect, Reading.Understood read)
    {
        var content = read.Content;
        foreach (var (field, found) in new[]
        {
            ("title", content.Title), ("documentNumber", content.DocumentNumber), ("issuer", content.Issuer),
            ("issuedOn", content.IssuedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        })
            if (expect.ContainsKey(field) && Measures.Plain((string?)expect[field]) != Measures.Plain(found))
                yield return $"{field}: wanted “{expect[field]}”, read “{found}”";
        var addressees = content.Addressees.Select(addressee => Measures.Plain(addressee.Phrase));
        if (expect["addressees"] is JsonArray && !expect.Words("addressees").Select(Measures.Plain).SequenceEqual(addressees))
            yield return $"addressees: wanted “{string.Join('|', expect.Words("addressees"))}”, read “{string.Join('|', addressees)}”";
        var asked = read.Questions.Select(question => question.Kind).ToHashSet(StringComparer.Ordinal);
        foreach (var kinds in expect.Words("mustAsk").Where(kinds => !kinds.Split('|').Any(asked.Contains)))
            yield return $"must ask {kinds}, asks {string.Join(' ', asked)}";
        foreach (var kinds in expect.Words("mustNotAsk").Where(kinds => kinds.Split('|').Any(asked.Contains)))
            yield return $"must not ask {kinds}";
        foreach (var words in expect.Words("noRequirement"))
            if (content.Requirements.FirstOrDefault(one => one.Quote.Contains(words, StringComparison.Ordinal)) is { } held)
                yield return $"is no requirement: {words}, stands in “{held.Quote}”";
    }
}

/// <summary>Requirements and due dates.</summary>
internal static class CaseRequirements
{
    public static IEnumerable<string> Faults(Case one, NoticeContent content, WorkingCalendars calendars)
    {
        foreach (var wanted in (one.Expect["requirements"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var held = Holding(one, content, (string)wanted["quote"]!);
            var faults = held.Select(requirement => Faults(wanted, requirement, held, calendars, one.ReceivedOn).ToList()).ToList();
            if (faults.Count == 0)
                yield return $"“{wanted["quote"]}”: in no requirement";
            else if (faults.TrueForAll(fault => fault.Count > 0))
                yield return $"“{wanted["quote"]}”: {string.Join("; ", faults.MinBy(fault => fault.Count)!)}";
        }
        if (one.MayBeDue is not { } may)
            yield break;
        var due = OneOff(content).ToList();
        foreach (var day in one.Expect.Words("dueDates").Where(day => !due.Exists(requirement => IsAt(day, requirement))))
            yield return $"due date not found: {day}";
        foreach (var requirement in due.Where(requirement => !may.Any(day => IsAt(day, requirement))))
            yield return $"due date nobody set: {Shown(requirement)} from “{requirement.Deadline!.Words}” by {requirement.Deadline.Rule}";
    }

    /// <summary>What is due once, on a day.</summary>
    public static IEnumerable<Requirement> OneOff(NoticeContent content) =>
        content.Requirements.Where(requirement => requirement is { Deadline.DueAt: not null, Recurrence: null });

    private static List<Requirement> Holding(Case one, NoticeContent content, string quote)
    {
        var (words, places) = Squeezed(one.Text);
        var at = words.IndexOf(Squeezed(quote).Words, StringComparison.Ordinal);
        var span = at < 0 ? null : new TextSpan(places[at], places[at + Squeezed(quote).Words.Length - 1] + 1 - places[at]);
        return [.. content.Requirements.Where(requirement => requirement.Span is { } own && span is not null
            && own.Start <= span.Start && own.Start + own.Length >= span.Start + span.Length)];
    }

    private static (string Words, int[] Places) Squeezed(string text)
    {
        var places = Enumerable.Range(0, text.Length).Where(at => !char.IsWhiteSpace(text[at])).ToArray();
        return (string.Concat(places.Select(at => text[at])), places);
    }

    private static IEnumerable<string> Faults(
        JsonObject wanted, Requirement read, List<Requirement> clause, WorkingCalendars calendars, DateOnly received)
    {
        if (wanted["disposition"] is { } disposition
            && !((string)disposition!).Split('|').Contains(read.Disposition.ToString().ToLowerInvariant()))
            yield return $"wanted {disposition}, is {read.Disposition}";
        if (wanted.ContainsKey("due") && !((string?)wanted["due"] is { } day ? IsAt(day, read) : read.Deadline?.DueAt is null))
            yield return $"wanted {(string?)wanted["due"] ?? "no instant"}, due {Shown(read)} from “{read.Deadline?.Words}”";
        if ((string?)wanted["anchor"] is { } anchor && anchor != read.Deadline?.Anchor?.Event
            && read.Deadline?.Anchor?.Words.Contains(anchor, StringComparison.Ordinal) != true)
            yield return $"wanted anchor {anchor}, read “{read.Deadline?.Anchor?.Words}”";
        if (wanted.ContainsKey("actor") && (string?)wanted["actor"] != read.Actor)
            yield return $"wanted actor “{wanted["actor"]}”, read “{read.Actor}”";
        if ((string?)wanted["reportTo"] is { } to && !to.Split('|').Contains(read.ReportTo))
            yield return $"wanted reportTo “{to}”, read “{read.ReportTo}”";
        if (wanted["recurrence"] is JsonObject recurrence)
            foreach (var fault in CaseRecurrences.Faults(recurrence, clause, calendars, received))
                yield return fault;
    }

    private static string Shown(Requirement read) =>
        read.Deadline?.DueAt?.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) ?? "never";

    private static bool IsAt(string wanted, Requirement read) =>
        wanted.EndsWith('*') ? Shown(read).StartsWith(wanted[..^1], StringComparison.Ordinal)
        : Shown(read) == (wanted.Contains('T', StringComparison.Ordinal) ? wanted : $"{wanted}T23:59");
}

/// <summary>Recurring duties: the period, and the days that must come out.</summary>
internal static class CaseRecurrences
{
    public static IEnumerable<string> Faults(JsonObject wanted, List<Requirement> clause, WorkingCalendars calendars, DateOnly received)
    {
        var read = clause.Select(requirement => requirement.Recurrence).OfType<Recurrence>().ToList();
        if ((string?)wanted["every"] is { } every && !read.Exists(one => every.Split('|').Contains(Name(one.Every))))
            yield return $"wanted every {every}, read {string.Join(" + ", read)}";
        var next = wanted.Words("next").Select(day => DateOnly.Parse(day, CultureInfo.InvariantCulture)).ToList();
        if (next.Count == 0)
            yield break;
        var came = read.SelectMany(one => Days(one, calendars, received, next[^1])).Where(day => day >= next[0]).Distinct().Order();
        if (!came.SequenceEqual(next))
            yield return $"wanted {string.Join(' ', next.Select(Day))}, come {string.Join(' ', came.Select(Day))} by "
                + string.Join(" + ", read);
    }

    private static IEnumerable<DateOnly> Days(Recurrence recurrence, WorkingCalendars calendars, DateOnly from, DateOnly until) =>
        recurrence.DaysFrom(from, calendars).TakeWhile(day => day <= until);

    private static string Name(Period every) => every is Period.HalfYear ? "half-year" : every.ToString().ToLowerInvariant();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal static class Expectations
{
    public static bool Is(this JsonObject expect, string field) => expect[field] is JsonValue value && value.GetValue<bool>();

    public static IEnumerable<string> Words(this JsonObject expect, string field) =>
        (expect[field] as JsonArray ?? []).Select(word => (string)word!);
}
