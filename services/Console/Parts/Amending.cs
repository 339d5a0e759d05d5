using System.Text.RegularExpressions;

namespace WorkflowConsole.Parts;

/// <summary>An amendment as its form says it.</summary>
/// <param name="Body">As the service takes it.</param>
/// <param name="Dropped">Numbers of requirements in the order of the body.</param>
/// <param name="Changed">Likewise.</param>
/// <param name="Rows">Which rows of the form are the new requirements of the body.</param>
/// <param name="Unknown">What the directory does not know of the units named, by field.</param>
internal sealed partial record Amending(JsonObject Body, IReadOnlyList<int> Dropped, IReadOnlyList<int> Changed, IReadOnlyList<int> Rows,
    IReadOnlyDictionary<string, string> Unknown)
{
    /// <summary>Whether nothing would become another.</summary>
    public bool IsEmpty => Body.All(part => part.Value is not JsonArray { Count: > 0 });

    /// <summary>What it says, in few letters: what was looked at is what is confirmed.</summary>
    public string Seal => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Body.ToJsonString())));

    /// <param name="api">The directory is asked for the units named.</param>
    /// <param name="notice">As it is now.</param>
    /// <param name="form">What was typed.</param>
    /// <param name="room">For how many new requirements there is room.</param>
    /// <param name="l">In which what is not known is said.</param>
    public static async Task<Amending> ReadAsync(Api api, NoticeView notice, IFormCollection form, int room, Lang l)
    {
        var unknown = new Dictionary<string, string>();
        var numbers = notice.Requirements.Select(one => one.Number).ToList();
        var dropped = numbers.FindAll(number => Filled(form, $"drop-{number}") is not null);
        var changed = numbers.FindAll(number => Filled(form, $"day-{number}") is not null || Reworded(form, number) is not null);
        var rows = Enumerable.Range(0, room).Where(row => Filled(form, $"add-{row}-text") is not null).ToList();
        return new(new()
        {
            ["reason"] = form["reason"].ToString(),
            ["drop"] = new JsonArray([.. dropped.Select(number => JsonValue.Create(number))]),
            ["change"] = new JsonArray([.. changed.Select(number => new JsonObject
            {
                ["number"] = number, ["dueAt"] = Filled(form, $"day-{number}"), ["text"] = Reworded(form, number),
            })]),
            ["add"] = new JsonArray([.. rows.Select(row => new JsonObject
            {
                ["text"] = Filled(form, $"add-{row}-text"), ["dueAt"] = Filled(form, $"add-{row}-day"),
                ["owes"] = Filled(form, $"add-{row}-who") is { } who
                    ? new JsonObject { ["level"] = who == "addressees" ? null : who } : null,
            })]),
            ["addUnits"] = await UnitsAsync("addUnits"),
            ["removeUnits"] = await UnitsAsync("removeUnits"),
        }, dropped, changed, rows, unknown);

        async Task<JsonArray> UnitsAsync(string field)
        {
            if (Filled(form, field) is not { } typed)
                return [];
            var units = await UnitsNamed.CodesAsync(api, typed);
            if (units.Trouble is { } trouble)
                unknown[field] = $"{string.Join(l["、", ", "], trouble.Errors)}{l["：", ": "]}{Refusals.Say(l, trouble)}";
            return [.. (units.Value ?? []).Select(code => JsonValue.Create(code))];
        }
    }

    /// <summary>What is wrong, by the field of the form that it is about.</summary>
    public Dictionary<string, string> Faults(Lang l, Trouble? trouble) => (trouble?.Paths ?? []).Select(path => Place().Match(path))
        .Where(place => place.Success).Select(place => (List: place.Groups[1].Value, Part: place.Groups[3].Value,
            At: int.TryParse(place.Groups[2].Value, CultureInfo.InvariantCulture, out var at) ? at : 0))
        .Select(place => (Field: FieldOf(place.List, place.At, place.Part), Words: Refusals.Amendment(l, place.List, place.Part)))
        .Concat(Unknown.Select(field => (Field: field.Key, Words: field.Value)))
        .Distinct().GroupBy(fault => fault.Field, fault => fault.Words).ToDictionary(field => field.Key, field => string.Join(' ', field));

    private string FieldOf(string list, int at, string part) => (list, part) switch
    {
        ("drop", _) => $"drop-{Dropped[at]}",
        ("change", "dueAt") => $"day-{Changed[at]}",
        ("change", "text") => $"text-{Changed[at]}",
        ("change", _) => $"drop-{Changed[at]}",
        ("add", "dueAt") => $"add-{Rows[at]}-day",
        ("add", _) => $"add-{Rows[at]}-text",
        _ => list,
    };

    /// <summary>Words that nobody touched stay as they are, also where another has changed them meanwhile.</summary>
    public static bool IsReworded(string? text, string? was) => Plain(text) is { Length: > 0 } typed && typed != Plain(was);

    private static string? Reworded(IFormCollection form, int number) =>
        IsReworded(form[$"text-{number}"], form[$"was-{number}"]) ? Filled(form, $"text-{number}") : null;

    private static string? Filled(IFormCollection form, string field) => Plain(form[field]) is { Length: > 0 } value ? value : null;

    private static string Plain(string? typed) => (typed ?? "").ReplaceLineEndings("\n").Trim();

    [GeneratedRegex(@"^\$\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")]
    private static partial Regex Place();
}
