namespace WorkflowConsole.Words;

/// <summary>Days and instants in words, by the civil days of the place whose offset they carry.</summary>
/// <param name="Now">Business time.</param>
/// <param name="L">The page's language.</param>
public sealed record Days(DateTimeOffset Now, Lang L)
{
    /// <summary>Where the notices come from: their offset, where an instant carries none of its own.</summary>
    public static readonly TimeSpan Here = TimeSpan.FromHours(8);

    /// <summary>The day it is.</summary>
    public DateOnly Today => DayOf(Now);

    /// <summary>The civil day of an instant, here.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(Here).DateTime);

    /// <summary>今天 · 明天 · 还有3天 · 逾期2天.</summary>
    public string Left(DateTimeOffset due)
    {
        var days = DayOf(due).DayNumber - Today.DayNumber;
        return (days, due <= Now) switch
        {
            (0, true) => L["今天已过时限", "due today, now past"],
            (0, _) => L["今天到期", "due today"],
            (1, _) => L["明天到期", "due tomorrow"],
            ( > 0, _) => L[$"还有{days}天", $"{days} days left"],
            (-1, _) => L["逾期1天", "1 day late"],
            _ => L[$"逾期{-days}天", $"{-days} days late"],
        };
    }

    /// <summary>4月30日, with the year where it is another.</summary>
    public string Day(DateTimeOffset at) => Day(DayOf(at));

    /// <inheritdoc cref="Day(DateTimeOffset)"/>
    public string Day(DateOnly day) => L.English
        ? day.ToString(day.Year == Today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture)
        : day.Year == Today.Year ? $"{day.Month}月{day.Day}日" : $"{day.Year}年{day.Month}月{day.Day}日";

    /// <summary>With the weekday.</summary>
    public string LongDay(DateOnly day) => L.English
        ? day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture)
        : $"{day.Year}年{day.Month}月{day.Day}日 星期{"日一二三四五六"[(int)day.DayOfWeek]}";

    /// <summary>The day and the time of day.</summary>
    public string Instant(DateTimeOffset at) => $"{Day(at)} {at.ToOffset(Here):HH:mm}";

    /// <summary>As a field of a form, an address and a service take it.</summary>
    public static string Field(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string Machine(DateTimeOffset at) => at.ToOffset(Here).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
