using System.Collections.Frozen;

namespace Workflow.Calendars;

/// <summary>The day a festival falls on. Moving ones come from a table 2014–2027, else from the lunisolar calendar.</summary>
public static class Festivals
{
    private static readonly FrozenDictionary<string, (int Month, int Day)> Fixed = new Dictionary<string, (int, int)>
    {
        ["元旦"] = (1, 1), ["新年"] = (1, 1), ["三八"] = (3, 8), ["妇女节"] = (3, 8), ["植树节"] = (3, 12), ["五一"] = (5, 1), ["劳动节"] = (5, 1),
        ["五四"] = (5, 4), ["青年节"] = (5, 4), ["护士节"] = (5, 12), ["六一"] = (6, 1), ["儿童节"] = (6, 1), ["七一"] = (7, 1), ["建党节"] = (7, 1),
        ["八一"] = (8, 1), ["建军节"] = (8, 1), ["抗战胜利纪念日"] = (9, 3), ["教师节"] = (9, 10), ["十一"] = (10, 1), ["国庆"] = (10, 1), ["国庆节"] = (10, 1),
        ["记者节"] = (11, 8), ["消防日"] = (11, 9), ["宪法日"] = (12, 4), ["国家宪法日"] = (12, 4), ["国家公祭日"] = (12, 13),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Moving = new Dictionary<string, string>
    {
        ["除夕"] = "除夕", ["春节"] = "春节", ["元宵"] = "元宵节", ["元宵节"] = "元宵节", ["清明"] = "清明节", ["清明节"] = "清明节", ["端午"] = "端午节",
        ["端午节"] = "端午节", ["七夕"] = "七夕", ["中秋"] = "中秋节", ["中秋节"] = "中秋节", ["重阳"] = "重阳节", ["重阳节"] = "重阳节",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, FrozenDictionary<string, DateOnly>> Table = Read();

    /// <summary>Every name understood, longest first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Fixed.Keys.Concat(Moving.Keys).OrderByDescending(name => name.Length)];

    /// <summary>The day of the festival in <paramref name="year"/>; null for an unknown name or a year outside 1901–2100.</summary>
    public static DateOnly? On(string name, int year)
    {
        if (year is < 1901 or > 2100)
            return null;
        if (Fixed.TryGetValue(name, out var day))
            return new(year, day.Month, day.Day);
        if (!Moving.TryGetValue(name, out var moving))
            return null;
        return Table.TryGetValue(year, out var days) ? days[moving] : Computed(moving, year);
    }

    internal static DateOnly Computed(string name, int year) => name switch
    {
        "春节" => Lunar(year, 1, 1),
        "除夕" => Lunar(year, 1, 1).AddDays(-1),
        "元宵节" => Lunar(year, 1, 15),
        "端午节" => Lunar(year, 5, 5),
        "七夕" => Lunar(year, 7, 7),
        "中秋节" => Lunar(year, 8, 15),
        "重阳节" => Lunar(year, 9, 9),
        "清明节" => Qingming(year),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No moving festival."),
    };

    /// <summary>A day of the lunar year that begins in <paramref name="year"/>; null where it has no such day.</summary>
    public static DateOnly? OfLunar(int year, int month, int day)
    {
        try
        {
            return year is >= 1901 and <= 2100 ? Lunar(year, month, day) : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static DateOnly Lunar(int year, int month, int day)
    {
        var calendar = new ChineseLunisolarCalendar();
        var leap = calendar.GetLeapMonth(year);
        var position = leap > 0 && leap <= month ? month + 1 : month;
        return DateOnly.FromDateTime(calendar.ToDateTime(year, position, day, 0, 0, 0, 0));
    }

    // The sun's 15th degree: the usual interpolation, with the constant of each century.
    private static DateOnly Qingming(int year)
    {
        var inCentury = year % 100;
        var constant = year > 2000 ? 4.81 : 5.59;
        return new(year, 4, (int)((inCentury * 0.2422) + constant) - (inCentury / 4));
    }

    private static FrozenDictionary<int, FrozenDictionary<string, DateOnly>> Read()
    {
        using var json = JsonDocument.Parse(Shipment.Open("festivals.json"));
        return json.RootElement.EnumerateObject().Where(property => property.Name != "_about").ToFrozenDictionary(
            year => int.Parse(year.Name, CultureInfo.InvariantCulture),
            year => year.Value.Deserialize<Dictionary<string, DateOnly>>()!.ToFrozenDictionary());
    }
}
