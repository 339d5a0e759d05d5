namespace NoticeIssuance.Notices;

/// <summary>Instants and days as officers write them, of the years that the product reckons with.</summary>
internal static class DueTime
{
    public const string AllowedDay = $"a day, such as 2016-03-28, from {OfficialYears.Allowed}";

    public const string Allowed = "a day (2016-06-20: until 23:59:59 in the notice's zone) or an instant with offset "
        + $"(2016-06-20T17:00:00+08:00), from {OfficialYears.Allowed}";

    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Null when <paramref name="text"/> is no day of those years.</summary>
    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && OfficialYears.Hold(day) ? day : null;

    /// <summary>UTC; null when <paramref name="text"/> is neither a day nor an instant with offset of those years.</summary>
    public static DateTimeOffset? Read(string text)
    {
        if (Day(text) is { } day)
            return OfficialTime.EndOf(day).ToUniversalTime();
        var offset = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(offset, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            && OfficialYears.Hold(instant) ? instant.ToUniversalTime() : null;
    }

    /// <summary>Why <paramref name="text"/> is no due instant, with what was given and what is allowed; null when it is one.</summary>
    /// <param name="first">The day of the notice: nothing is due before it.</param>
    public static string? Problem(string text, DateOnly first) => Read(text) switch
    {
        null => $"'{text}' is not {Allowed}.",
        { } due when OfficialTime.DayOf(due) < first => TooEarly(text, first),
        _ => null,
    };

    /// <inheritdoc cref="Problem"/>
    public static string TooEarly(DateTimeOffset due, DateOnly first) =>
        TooEarly(Shown(due).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), first);

    /// <summary>The same instant with the offset of the notice's zone, for showing.</summary>
    public static DateTimeOffset Shown(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, OfficialTime.Zone);

    private static string TooEarly(string text, DateOnly first) =>
        $"'{text}' lies before the notice itself; allowed: {first:yyyy-MM-dd}, its day, or later.";
}
