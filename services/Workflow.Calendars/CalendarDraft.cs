namespace Workflow.Calendars;

/// <summary>A year as somebody would publish it: the body of <c>PUT /v1/calendars/{name}/{year}</c>, and of the previews of it.</summary>
/// <param name="Holidays">Days off by declaration, in any order; each in the calendar's year.</param>
/// <param name="Workdays">Weekend days worked to make up for a holiday; each in the calendar's year.</param>
/// <param name="Source">The document that ordered it.</param>
public sealed partial record CalendarDraft(IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays, string? Source = null)
{
    /// <summary>What <see cref="CanBe"/> asks for, in words.</summary>
    public const string Allowed = "A calendar is named by 1 to 32 of a–z, 0–9 and '-', and a year from 1900 to 2199.";

    /// <summary>As JSON, a year as it was: 2016.</summary>
    public const string Example =
        """
        {"holidays":["2016-01-01","2016-02-07","2016-02-08","2016-02-09","2016-02-10","2016-02-11","2016-02-12","2016-02-13","2016-04-04",
        "2016-05-01","2016-05-02","2016-06-09","2016-06-10","2016-06-11","2016-09-15","2016-09-16","2016-09-17","2016-10-01","2016-10-02",
        "2016-10-03","2016-10-04","2016-10-05","2016-10-06","2016-10-07"],
        "workdays":["2016-02-06","2016-02-14","2016-06-12","2016-09-18","2016-10-08","2016-10-09"],"source":"国办发明电〔2015〕18号"}
        """;

    /// <summary>The first year in which all of <see cref="Statutory"/> were days off.</summary>
    private const int SinceAll = 2008;

    /// <summary>What the State Council's yearly notice names, every year.</summary>
    private static readonly string[] Statutory = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"];

    /// <summary>The days as a calendar has them.</summary>
    public CalendarDocument AsDocument() => new(Holidays, Workdays);

    /// <summary>Whether there can be a calendar of that name and year.</summary>
    public static bool CanBe(string name, int year) => Name().IsMatch(name) && year is >= OfficialYears.First and <= OfficialYears.Last;

    /// <summary>Why this cannot be published as that calendar, one sentence each; empty when it can.</summary>
    /// <remarks>
    /// A year of the national calendar without holidays is a mistake that nobody would notice before deadlines are wrong, and so is one
    /// that forgets a festival: each of the seven needs a day off, on its day or the one beside it, since the lunar calendar and the sun's
    /// terms are computed here and may be a day off themselves; after 2100 they are not computed, and not asked for. Before 2008 fewer
    /// were days off: there only an empty year is refused. More days off are nobody's mistake to judge. Calendars of other names are their
    /// publishers' own.
    /// </remarks>
    public IEnumerable<string> ProblemsIn(string name, int year) =>
        AsDocument().ProblemsIn(year).Concat(name == WorkingCalendar.National ? Forgotten(year) : []);

    private IEnumerable<string> Forgotten(int year)
    {
        if (Holidays.Count == 0)
            return [$"No holiday of {year} is named; the national calendar has holidays every year."];
        return from festival in year < SinceAll ? [] : Statutory
            let day = Festivals.On(festival, year)
            where day is not null && !Holidays.Any(holiday => Math.Abs(holiday.DayNumber - day.Value.DayNumber) <= 1)
            select $"No holiday is named for {festival} ({day:yyyy-MM-dd}); the national calendar has {string.Join('、', Statutory)}.";
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex Name();
}
