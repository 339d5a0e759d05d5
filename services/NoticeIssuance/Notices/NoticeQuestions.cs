using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>Kinds of questions that the notice as stored raises, beside those its reading does.</summary>
internal static class NoticeQuestions
{
    /// <summary>A document with this number was received from the same issuer before.</summary>
    public const string AlreadyReceived = "already-received";

    /// <summary>A requirement names units (牵头、会同、责任单位) that the directory does not know one by one.</summary>
    public const string LeadUnresolved = "lead-unresolved";

    /// <summary>A dated requirement whose limit counts from an event that has no date.</summary>
    public const string DeadlineMissing = "deadline-missing";
}

/// <summary>What a notice asks, as it is shown: in the order of its text.</summary>
internal static class Asked
{
    public static IReadOnlyList<OpenQuestion> Open(NoticeFile file) => [.. InTextOrder(file.Facts.OpenQuestions()).Select(Of)];

    public static OpenQuestion Of(NoticeEvent.QuestionRaised question) =>
        new(question.Question, question.Kind, question.About, question.Span, question.Text, question.Proposals);

    public static IEnumerable<NoticeEvent.QuestionRaised> InTextOrder(IEnumerable<NoticeEvent.QuestionRaised> questions) =>
        questions.OrderBy(question => question.Span?.Start ?? -1).ThenBy(question => question.Question, StringComparer.Ordinal);
}

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
