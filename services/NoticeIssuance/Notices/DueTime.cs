using System.Globalization;
using Workflow.Calendars;

namespace NoticeIssuance.Notices;

/// <summary>Instants and days as officers write them.</summary>
internal static class DueTime
{
    public const string Allowed =
        "a day (2016-06-20: until 23:59:59 in the notice's zone) or an instant with offset (2016-06-20T17:00:00+08:00)";

    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>UTC; null when <paramref name="text"/> is neither a day nor an instant with offset.</summary>
    public static DateTimeOffset? Read(string text)
    {
        if (Day(text) is { } day)
            return OfficialTime.EndOf(day).ToUniversalTime();
        var offset = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(offset, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant.ToUniversalTime() : null;
    }

    /// <summary>The same instant with the offset of the notice's zone, for showing.</summary>
    public static DateTimeOffset Shown(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, OfficialTime.Zone);
}
