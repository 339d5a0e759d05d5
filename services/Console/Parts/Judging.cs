namespace WorkflowConsole.Parts;

/// <summary>Returning a report, as the forms of the pages say it.</summary>
internal static class Judging
{
    /// <summary>The end of a civil day here.</summary>
    public static DateTimeOffset? EndOf(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date, new TimeOnly(23, 59, 59), Days.Here) : null;

    /// <summary>Returns it; a day that is none is refused, not left out.</summary>
    public static async Task<Answer<Nothing>> ReturnAsync(Api api, Guid assignment, IFormCollection form)
    {
        var until = form["until"].ToString();
        return until.Length > 0 && EndOf(until) is null ? new(default, new(422, "invalid-due", "", []))
            : await api.PostAsync<Nothing>(Part.Assignments, $"/v1/assignments/{assignment}/return",
                new { reason = form["reason"].ToString(), dueAt = EndOf(until) }, form["key"]);
    }
}
