using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>Kinds of questions that the notice as stored raises, beside those its reading does.</summary>
internal static class NoticeQuestions
{
    /// <summary>A document with this number was received from the same issuer before: a person says whether this is another.</summary>
    public const string AlreadyReceived = "already-received";

    /// <summary>Units would be ordered that the issuer may not order by itself; asked once for each set of units and orders.</summary>
    public const string BeyondAuthority = "beyond-authority";

    /// <summary>Kinds that nobody settles by taking proposals.</summary>
    public static bool IsByHand(string kind) => kind is AlreadyReceived or BeyondAuthority;

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
