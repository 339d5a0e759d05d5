using System.Text.Json.Nodes;

namespace NoticeIssuance.Tests.Understanding;

/// <summary>
/// Notices of our own, as offices of many kinds write them, short (<c>own-notices.jsonl</c>) and longer (<c>own-longer-notices.jsonl</c>,
/// <c>own-further-notices.jsonl</c>): what is due by them and nothing else, what is asked, whom they address, who acts. One line each;
/// the fields are those of the evaluation's cases.
/// </summary>
public sealed class OwnNoticesTests
{
    public static TheoryData<string> Kinds => [.. Lines.Value.Select(line => (string)line["kind"]!).Distinct()];

    private static readonly Lazy<IReadOnlyList<JsonObject>> Lines = new(() => [..
        new[] { "own-notices.jsonl", "own-longer-notices.jsonl", "own-further-notices.jsonl" }
            .SelectMany(file => File.ReadLines(Path.Combine(AppContext.BaseDirectory, file)))
            .Select(line => JsonNode.Parse(line)!.AsObject())]);

    /// <summary>Each as it was read; none that is no notice.</summary>
    internal static IEnumerable<Reading.Understood> Read => Lines.Value.Select(ReadOf).OfType<Reading.Understood>();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Is_read_as_its_writer_meant_it(string kind) =>
        Assert.Empty(Lines.Value.Where(line => (string)line["kind"]! == kind).SelectMany(Faults));

    private static IEnumerable<string> Faults(JsonObject line)
    {
        var (text, reading) = ((string)line["text"]!, ReadOf(line));
        if (line["notANotice"] is not null)
            return reading is Reading.NotANotice ? [] : [$"{text}: is no notice"];
        return reading is Reading.Understood read
            ? Dates(line, read.Content).Concat(Elements(line, read)).Concat(Requirements(line, read.Content))
                .Select(fault => $"{text}: {fault}")
            : [$"{text}: was refused"];
    }

    private static Reading ReadOf(JsonObject line) => NoticeReader.Read((string)line["text"]!, html: false,
        OfficialTime.At(DateOnly.Parse((string)line["receivedOn"]!, CultureInfo.InvariantCulture), new(9, 0)), WorkingCalendars.Shipped);

    private static IEnumerable<string> Dates(JsonObject line, NoticeContent content)
    {
        var due = content.Requirements.Where(one => one.Recurrence is null).Select(one => one.Deadline?.DueAt).OfType<DateTimeOffset>()
            .Select(at => at.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture)).ToHashSet();
        if (line["dueDates"] is null)
            return [];
        var (wanted, may) = (Words(line, "dueDates"), Words(line, "dueDates").Concat(Words(line, "dueDatesMay")).ToList());
        return wanted.Where(day => !due.Any(at => IsAt(day, at))).Select(day => $"{day} not found")
            .Concat(due.Where(at => !may.Any(day => IsAt(day, at))).Select(at => $"{at} nobody set"));
    }

    private static IEnumerable<string> Elements(JsonObject line, Reading.Understood read)
    {
        var asked = Notices.Kinds(read).ToHashSet();
        foreach (var kinds in Words(line, "mustAsk").Where(kinds => !kinds.Split('|').Any(asked.Contains)))
            yield return $"does not ask {kinds}";
        foreach (var kinds in Words(line, "mustNotAsk").Where(asked.Contains))
            yield return $"asks {kinds}";
        foreach (var (field, found) in new[]
        {
            ("title", read.Content.Title), ("documentNumber", read.Content.DocumentNumber), ("issuer", read.Content.Issuer),
            ("addressees", Notices.Phrases(read.Content)),
        })
            if (line[field] is { } wanted && (wanted is JsonArray ? string.Join('|', Words(line, field)) : (string)wanted!) != found)
                yield return $"{field} is {found}";
    }

    private static IEnumerable<string> Requirements(JsonObject line, NoticeContent content)
    {
        foreach (var wanted in (line["requirements"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var held = content.Requirements.Where(one => one.Text.Contains((string)wanted["quote"]!, StringComparison.Ordinal)).ToList();
            if (!held.Exists(one => (!wanted.ContainsKey("actor") || (string?)wanted["actor"] == one.Actor)
                && (!wanted.ContainsKey("reportTo") || (string?)wanted["reportTo"] == one.ReportTo)
                && ((string?)wanted["disposition"] != "recurring" || one.Recurrence is not null)))
                yield return $"{wanted.ToJsonString()} is not read";
        }
    }

    private static List<string> Words(JsonObject line, string field) => [.. (line[field] as JsonArray ?? []).Select(word => (string)word!)];

    private static bool IsAt(string wanted, string at) =>
        wanted.EndsWith('*') ? at.StartsWith(wanted[..^1], StringComparison.Ordinal)
            : at == (wanted.Contains('T', StringComparison.Ordinal) ? wanted : $"{wanted}T23:59");
}
