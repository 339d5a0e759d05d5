namespace NoticeIssuance.Understanding;

/// <summary>Days before and after festivals, and days of the lunar calendar.</summary>
internal static class FestivalDays
{
    public static Dated Lunar(When.OnLunarDay when, TimeContext context)
    {
        if ((context.IssuedOn?.Year ?? context.NumberYear ?? context.TextYear) is not { } year)
            return new(null, NeedsYear: true);
        var day = Enumerable.Range(year - 1, 3).Select(lunar => Festivals.OfLunar(lunar, when.Month, when.Day))
            .FirstOrDefault(day => day >= (context.IssuedOn ?? new DateOnly(year, 1, 1)));
        return day is null ? new(null, Impossible: true) : new(day, Inferred: new(day.Value.Year, "issuedOn"));
    }

    public static Dated After(When.AfterFestival when, TimeContext context)
    {
        if ((context.IssuedOn?.Year ?? context.NumberYear ?? context.TextYear) is not { } year)
            return new(null, NeedsYear: true);
        var on = Festivals.On(when.Name, year);
        on = on < context.IssuedOn ? Festivals.On(when.Name, year + 1) : on;
        return on is { } festival
            ? Dating.InWorkingDays(new(festival, when.WorkingDay), context.Calendars) with { Inferred = new(festival.Year, "issuedOn") }
            : new(null, NeedsYear: true);
    }

    /// <summary>The day before it, of this year or the next.</summary>
    public static Dated Before(When.BeforeFestival when, TimeContext context)
    {
        var source = context.IssuedOn is null ? "documentNumber" : "issuedOn";
        var writing = context.IssuedOn?.Year ?? context.NumberYear ?? context.TextYear;
        var year = when.Year ?? writing + (when.YearShift ?? 0);
        if (year is null)
            return new(null, NeedsYear: true);
        var eve = Festivals.On(when.Name, year.Value)?.AddDays(-1);
        if (when.Year is null && when.YearShift is null && (context.IssuedOn is { } issued ? eve < issued : eve?.Year < year))
            eve = Festivals.On(when.Name, year.Value + 1)?.AddDays(-1);
        return eve is { } day ? new(day, Inferred: when.Year is null ? new(day.Year, source) : null) : new(null, NeedsYear: true);
    }

    /// <summary>The festival some words name, if they name one.</summary>
    public static string? Named(string words) =>
        Festivals.Names.FirstOrDefault(name => words.Trim('"', '《', '》').TrimEnd('节') == name.TrimEnd('节'));
}
