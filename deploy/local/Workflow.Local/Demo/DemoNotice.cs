namespace Workflow.Local.Demo;

/// <summary>The text to post, and the business day it is posted on.</summary>
/// <param name="DueDays">The days a careful reader finds in it, as MM-dd in order; null where nobody has said.</param>
internal sealed partial record DemoNotice(string Text, string MediaType, DateTimeOffset PostedAt, IReadOnlyList<string>? DueDays)
{
    private const int SampleYear = 2024;
    private const int LastShippedCalendar = 2026;

    /// <summary>
    /// The sample, and beside it the days it names (<c>.due</c>). It is moved to the next spring that business time has not passed, so that
    /// the demo can be shown again.
    /// </summary>
    /// <exception cref="DemoStoppedException">No shipped calendar is left.</exception>
    public static async Task<DemoNotice> SampleAsync(string file, DateTimeOffset? now, CancellationToken ct)
    {
        var year = SampleYear;
        while (now > Posted(year))
            year++;
        if (year > LastShippedCalendar)
            throw new DemoStoppedException(
                $"Business time is {BusinessTime.Show(now!.Value)}, past the working calendars that ship ({LastShippedCalendar}). Run "
                    + $"deploy/local/reset to start over.");
        var text = await File.ReadAllTextAsync(file, ct);
        return new DemoNotice(text.Replace(SampleYear.ToString(CultureInfo.InvariantCulture), year.ToString(CultureInfo.InvariantCulture),
            StringComparison.Ordinal), "text/plain", Posted(year),
            await File.ReadAllLinesAsync(Path.ChangeExtension(file, ".due"), ct));
    }

    /// <summary>
    /// A file of the caller's. It is posted at the start of the year that its number or its last date names; without either, now.
    /// </summary>
    public static async Task<DemoNotice> FromFileAsync(string file, DateTimeOffset now, CancellationToken ct)
    {
        var text = await File.ReadAllTextAsync(file, ct);
        var mediaType = text.TrimStart().StartsWith('<') ? "text/html" : "text/plain";
        var date = WrittenDate().Matches(text).LastOrDefault();
        if (date is not null)
            return new DemoNotice(text, mediaType, BusinessTime.Local(Number(date, 1), Number(date, 2), Number(date, 3)), DueDays: null);
        var year = NumberedYear().Match(text);
        return new DemoNotice(text, mediaType, year.Success ? BusinessTime.Local(Number(year, 1), 1, 4) : now, DueDays: null);
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static DateTimeOffset Posted(int year) => BusinessTime.Local(year, 3, 4);

    [GeneratedRegex(@"(20\d\d)\s*年\s*(1[0-2]|[1-9])\s*月\s*(3[01]|[12]\d|[1-9])\s*日\s*$", RegexOptions.Multiline)]
    private static partial Regex WrittenDate();

    [GeneratedRegex(@"[〔\[［﹝【（(](20\d\d)[〕\]］﹞】）)]")]
    private static partial Regex NumberedYear();
}
