namespace NoticeIssuance.Tests.Understanding;

/// <summary>Small notices of our own, read with the shipped calendars.</summary>
internal static class Notices
{
    private static readonly DateTimeOffset Received = new(2019, 6, 1, 9, 0, 0, TimeSpan.FromHours(8));

    public static Reading.Understood Read(string text, bool html = false) =>
        Assert.IsType<Reading.Understood>(NoticeReader.Read(text, html, Received, WorkingCalendars.Shipped));

    /// <summary>A notice of 2019-03-11, a Monday, with one item.</summary>
    public static Reading.Understood With(string item, string date = "2019年3月11日", string? number = null) =>
        Read($"关于做好有关工作的通知\n{(number is null ? "" : number + "\n")}各县区教育局：\n现将有关事项通知如下。\n一、{item}\n二、各单位要高度重视。\n海东市教育局\n{date}\n");

    public static Requirement First(string item, string date = "2019年3月11日", string? number = null) =>
        With(item, date, number).Content.Requirements[0];

    public static string? DueOf(string item, string date = "2019年3月11日", string? number = null) =>
        First(item, date, number).Deadline?.DueAt?.ToString("yyyy-MM-dd HH:mm", null);

    /// <summary>The day each of them is due; null where it has none.</summary>
    public static IEnumerable<string?> Days(IEnumerable<Requirement> requirements) => requirements.Select(Day);

    public static string? Day(Requirement requirement) => requirement.Deadline?.DueAt?.ToString("yyyy-MM-dd", null);

    public static string Phrases(NoticeContent content) => string.Join('|', content.Addressees.Select(addressee => addressee.Phrase));

    /// <summary>Of everything that was read.</summary>
    public static IEnumerable<TextSpan> Spans(Reading.Understood read) =>
        new[]
        {
            read.Content.Marks.Select(mark => mark.Span), read.Questions.Select(question => question.Span),
            read.Content.Requirements.Select(requirement => requirement.Span),
            read.Content.Requirements.Select(requirement => requirement.Deadline?.Span),
        }.SelectMany(spans => spans).OfType<TextSpan>();

    public static IEnumerable<string> Kinds(Reading.Understood read) => read.Questions.Select(question => question.Kind);
}
