namespace NoticeIssuance.Understanding;

/// <summary>Answers that mean more than their text.</summary>
internal static class AnswerValues
{
    /// <summary>To be done once, without a day.</summary>
    public const string Undated = "once";

    /// <summary>To <see cref="QuestionKinds.TimeUnread"/>: the words set no limit.</summary>
    public const string NoLimit = "none";

    /// <summary>To <see cref="QuestionKinds.TimeUnread"/>: they do, and the requirement they bind was corrected.</summary>
    public const string Corrected = "corrected";

    /// <summary>To <see cref="QuestionKinds.EmbeddedNotice"/>: what the enclosed document orders is not passed on.</summary>
    public const string Exclude = "exclude";

    /// <summary>The system's: the requirement in question is not passed on.</summary>
    public const string ByExclusion = "excluded";

    /// <summary>The addressees themselves; nobody is named beside the level.</summary>
    public const string Addressees = "addressees";

    /// <summary>To <see cref="QuestionKinds.Amendment"/>: it changes the earlier notice.</summary>
    public const string Amends = "amends";

    /// <summary>A notice of its own, whatever was received before.</summary>
    public const string Separate = "separate";

    /// <summary>The system's: the directory has come to know the phrase.</summary>
    public const string ByDirectory = "directory";

    /// <summary>To <see cref="Notices.NoticeQuestions.BeyondAuthority"/>: the notice does not go to these units.</summary>
    public const string LeaveOut = "leave-out";

    /// <summary>Likewise: who stands above them and the issuer approved.</summary>
    public const string Approved = "approved";

    /// <summary>Likewise: each unit that nobody stands above together with the issuer agreed.</summary>
    public const string Agreed = "agreed";

    /// <summary>The system's: other units, or other orders, are in question now.</summary>
    public const string Superseded = "superseded";
}

/// <summary>
/// What a question is about, as <see cref="NoticeEvent.QuestionRaised"/> writes it: <c>notice</c>, <c>issuedOn</c>, <c>addressee:2</c>,
/// <c>requirement:3</c>.
/// </summary>
internal static class QuestionSubject
{
    /// <summary>The notice as a whole.</summary>
    public const string Notice = "notice";

    private const string RequirementPrefix = "requirement:";
    private const string AddresseePrefix = "addressee:";

    /// <summary>The requirement of this number, from 1.</summary>
    public static string Requirement(int number) => string.Create(CultureInfo.InvariantCulture, $"{RequirementPrefix}{number}");

    /// <summary>The addressee phrase of this number, from 1.</summary>
    public static string Addressee(int number) => string.Create(CultureInfo.InvariantCulture, $"{AddresseePrefix}{number}");

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
