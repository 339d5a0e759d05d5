namespace WorkflowConsole.Parts;

/// <summary>What is asked of an assigner and what it decides, as the forms of the pages say it.</summary>
internal static class Judging
{
    /// <summary>The end of a civil day here.</summary>
    public static DateTimeOffset? EndOf(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date, new TimeOnly(23, 59, 59), Days.Here) : null;

    /// <summary>Returns it; a day that is none is refused, not left out.</summary>
    public static Task<Answer<Nothing>> ReturnAsync(Api api, Guid assignment, IFormCollection form) =>
        WithDayAsync(form["until"].ToString(), due => api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{assignment}/return",
            new { reason = form["reason"].ToString(), dueAt = due }, form["key"]));

    /// <summary>The unit asks for more time.</summary>
    public static Task<Answer<Nothing>> AskAsync(Api api, Guid assignment, IFormCollection form) =>
        WithDayAsync(form["day"].ToString(), due => api.PostAsync<Nothing>(Part.Assignments,
            $"/v1/assignments/{assignment}/extension-requests", new { reason = form["why"].ToString(), dueAt = due }, form["key"]));

    /// <summary>The assigner grants it or refuses it, by the button that was pressed.</summary>
    public static Task<Answer<Nothing>> DecideAsync(Api api, Guid assignment, IFormCollection form)
    {
        var (granted, why) = (form["act"] == "grant", form["why"].ToString() is { Length: > 0 } words ? words : null);
        return WithDayAsync(granted ? form["day"].ToString() : "", due => api.PostAsync<Nothing>(Part.Assignments,
            $"/v1/assignments/{assignment}/extension-requests/{form["number"].ToString()}/decision",
            new { granted, dueAt = due, reason = why }, form["key"]));
    }

    /// <summary>The unit says that it is not its to do; a unit that it names and does not see is told in its words.</summary>
    public static async Task<Answer<Nothing>> DeclineAsync(Api api, Guid assignment, IFormCollection form)
    {
        var (reason, named) = (form["not"].ToString(), form["rather"].ToString().Trim());
        var rather = named.Length == 0 ? null : (await UnitsNamed.CodeAsync(api, named)).Value;
        return await api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{assignment}/decline",
            new { reason = rather is null && named.Length > 0 ? $"{reason}（应由：{named}）" : reason, rather }, form["key"]);
    }

    /// <summary>It stays the unit's.</summary>
    public static Task<Answer<Nothing>> InsistAsync(Api api, Guid assignment, IFormCollection form) =>
        WithDayAsync(form["day"].ToString(), due => api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{assignment}/insistence",
            new { reason = form["why"].ToString(), dueAt = due }, form["key"]));

    /// <summary>What was closed is to be done once more.</summary>
    public static Task<Answer<Nothing>> ReopenAsync(Api api, Guid assignment, IFormCollection form) =>
        WithDayAsync(form["day"].ToString(), due => api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{assignment}/reopening",
            new { reason = form["why"].ToString(), dueAt = due }, form["key"]));

    /// <summary>Its unit is urged, with words or without.</summary>
    public static async Task<Answer<Nothing>> UrgeAsync(Api api, Guid assignment, IFormCollection form)
    {
        var answer = await api.PostAsync<Urged>(Part.Assignments, $"/v1/urgings",
            new { assignments = new[] { assignment }, words = WordsOf(form) }, form["key"]);
        return new(default, answer.Trouble
            ?? (answer.Value?.Results is [{ Status: >= 300 } refused] ? new(refused.Status, refused.Code ?? "", "", []) : null));
    }

    /// <summary>The chosen ones are urged, or all that is owed of a notice, as the form narrows it.</summary>
    public static Task<Answer<Urged>> UrgeAsync(Api api, Guid notice, string? under, IFormCollection form)
    {
        Guid[] chosen = [.. form["one"].Select(one => Guid.TryParse(one, out var id) ? id : default).Where(id => id != default)];
        int? requirement = int.TryParse(form["requirement"], NumberStyles.None, CultureInfo.InvariantCulture, out var one) ? one : null;
        object body = form["_handler"] == "urge-chosen" ? new { assignments = chosen, words = WordsOf(form) }
            : new { notice, under, requirement, words = WordsOf(form) };
        return api.PostAsync<Urged>(Part.Assignments, $"/v1/urgings", body, form["key"]);
    }

    private static string? WordsOf(IFormCollection form) =>
        form["words"].ToString().ReplaceLineEndings("\n") is var words && !string.IsNullOrWhiteSpace(words) ? words : null;

    /// <summary>Another unit does it.</summary>
    public static async Task<Answer<Nothing>> ReassignAsync(Api api, Guid assignment, IFormCollection form)
    {
        var unit = await UnitsNamed.CodeAsync(api, form["unit"].ToString());
        return unit.Trouble is { } trouble ? new(default, trouble)
            : await api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{assignment}/reassignment",
                new { unit = unit.Value }, form["key"]);
    }

    /// <summary>The act that was pressed, on those of the chosen that it can be done with.</summary>
    /// <returns>What came of each; null where none was chosen for it.</returns>
    public static async Task<Answer<ManyResults>?> ManyAsync(Api api, IFormCollection form)
    {
        (Guid Id, int? Request)[] chosen = [.. form["one"].Select(ChosenOf).Where(one => one.Id != default)];
        var requests = chosen.Where(one => one.Request is not null)
            .Select(one => new { assignment = one.Id, number = one.Request }).ToArray();
        Guid[] assignments = [.. chosen.Where(one => one.Request is null).Select(one => one.Id)];
        var reason = form["why"].ToString() is { Length: > 0 } why ? why : null;
        var act = form["act"].ToString();
        if (act is "grant" or "refuse")
            return requests is [] ? null : await api.PostAsync<ManyResults>(Part.Assignments, $"/v1/extension-decisions",
                new { requests, granted = act == "grant", reason });
        if (assignments is [])
            return null;
        return act switch
        {
            "give" => await api.PostAsync<ManyResults>(Part.Assignments, $"/v1/reassignments", new { assignments, reason }),
            "insist" => await api.PostAsync<ManyResults>(Part.Assignments, $"/v1/insistences", new { assignments, reason }),
            "closures" => await api.PostAsync<ManyResults>(Part.Assignments, $"/v1/closures", new { assignments }),
            _ => await api.PostAsync<ManyResults>(Part.Assignments, $"/v1/acceptances", new { assignments }),
        };

        // An assignment's id; behind it, where more time is asked for, the number of the request.
        static (Guid Id, int? Request) ChosenOf(string? one) => (one ?? "").Split(' ') is [var id, .. var rest]
            && Guid.TryParse(id, out var assignment)
            ? (assignment, rest is [var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var request) ? request : null)
            : default;
    }

    private static async Task<Answer<Nothing>> WithDayAsync(string day, Func<DateTimeOffset?, Task<Answer<Nothing>>> act) =>
        day.Length > 0 && EndOf(day) is null ? new(default, new(422, "invalid-due", "", [])) : await act(EndOf(day));
}
