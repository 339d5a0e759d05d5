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

/// <summary>Answers that mean more than their text.</summary>
internal static class AnswerValues
{
    /// <summary>To be done once, without a day.</summary>
    public const string Undated = "once";

    /// <summary>To <see cref="QuestionKinds.EmbeddedNotice"/>: what the enclosed document orders is not passed on.</summary>
    public const string Exclude = "exclude";

    /// <summary>The system's: the requirement in question is not passed on.</summary>
    public const string ByExclusion = "excluded";

    /// <summary>The addressees themselves; nobody is named beside the level.</summary>
    public const string Addressees = "addressees";

    /// <summary>A notice of its own, whatever was received before.</summary>
    public const string Separate = "separate";

    /// <summary>The system's: the directory has come to know the phrase.</summary>
    public const string ByDirectory = "directory";
}

/// <summary>
/// What a question is about, as <see cref="NoticeEvent.QuestionRaised"/> writes it: <c>notice</c>, <c>issuedOn</c>, <c>addressee:2</c>,
/// <c>requirement:3</c>.
/// </summary>
internal static class QuestionSubject
{
    private const string RequirementPrefix = "requirement:";
    private const string AddresseePrefix = "addressee:";

    public static string Requirement(int number) => string.Create(CultureInfo.InvariantCulture, $"{RequirementPrefix}{number}");

    /// <summary>Number of the requirement; null when it is about something else.</summary>
    public static int? RequirementOf(string about) => Number(about, RequirementPrefix);

    /// <summary>Number of the addressee phrase; null when it is about something else.</summary>
    public static int? AddresseeOf(string about) => Number(about, AddresseePrefix);

    /// <summary>Whether the answer is units: who is addressed.</summary>
    public static bool IsAddressing(NoticeEvent.QuestionRaised question) =>
        question.Kind is QuestionKinds.AddresseesMissing or QuestionKinds.AddresseeUnresolved or QuestionKinds.AddresseePartial;

    /// <summary>Whether the answer is the date of the notice.</summary>
    public static bool IsIssueDate(NoticeEvent.QuestionRaised question) =>
        question.Kind is QuestionKinds.DateMissing or QuestionKinds.YearDoubtful or QuestionKinds.YearUnknown
            && RequirementOf(question.About) is null;

    private static int? Number(string about, string prefix) =>
        about.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(about.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A question to be settled before the notice is issued.</summary>
/// <param name="Proposals">The customary answer first.</param>
internal sealed record QuestionView(string Id, string Kind, string About, TextSpan? Span, string Text,
    IReadOnlyList<ProposalView> Proposals)
{
    public static IReadOnlyList<QuestionView> Open(NoticeFile file) => [.. InTextOrder(file.Facts.OpenQuestions()).Select(Of)];

    public static QuestionView Of(NoticeEvent.QuestionRaised question) => new(
        question.Question, question.Kind, question.About, question.Span, question.Text,
        [.. question.Proposals.Select(proposal => new ProposalView(proposal.Value, proposal.Why))]);

    public static IEnumerable<NoticeEvent.QuestionRaised> InTextOrder(IEnumerable<NoticeEvent.QuestionRaised> questions) =>
        questions.OrderBy(question => question.Span?.Start ?? -1).ThenBy(question => question.Question, StringComparer.Ordinal);
}

/// <summary>A possible answer, to be given back as it stands.</summary>
internal sealed record ProposalView(string Value, string Why);

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
