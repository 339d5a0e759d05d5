using Workflow.Calendars;

namespace Workflow.Testing;

/// <summary>Holidays for calendars that tests make up: a year of the national calendar is published only with all its festivals.</summary>
public static class NationalHolidays
{
    private static readonly string[] Festive = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"];

    /// <summary>The days of the festivals, and <paramref name="more"/>; in order, as JSON has them.</summary>
    public static string[] Of(int year, params string[] more) =>
        [.. Festive.Select(name => Festivals.On(name, year)).OfType<DateOnly>()
            .Select(day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            .Concat(more).Distinct().Order(StringComparer.Ordinal)];
}
