namespace NoticeIssuance.Understanding;

/// <summary>What became of a text.</summary>
internal abstract record Reading
{
    private Reading() { }

    /// <summary>The text orders nothing: a newspaper page, an article, noise.</summary>
    /// <param name="Why">One English sentence a caller can act on.</param>
    internal sealed record NotANotice(string Why) : Reading;

    /// <summary>A notice, and what a person still has to say about it.</summary>
    internal sealed record Understood(NoticeContent Content, IReadOnlyList<OpenQuestion> Questions) : Reading;
}

/// <summary>Something only a person can settle.</summary>
/// <param name="Id">Stable over repeated readings: derived from kind, about and span.</param>
/// <param name="Kind">One of <see cref="QuestionKinds"/>.</param>
/// <param name="About">
/// <c>notice</c>, <c>issuedOn</c>, <c>addressees</c>, <c>addressee:2</c> or <c>requirement:3</c> (both counted from 1).
/// </param>
/// <param name="Text">The question, in Chinese, as one would ask an officer.</param>
/// <param name="Proposals">
/// What could be answered, the customary reading first; may be empty. A value is, by kind of question: an instant
/// (<c>2016-06-20T23:59:59+08:00</c>), a day (<c>2016-04-01</c>), a level (<c>branch</c>, or <c>addressees</c> for the addressees).
/// </param>
internal sealed record OpenQuestion(string Id, [OneOf(typeof(QuestionKinds), typeof(Notices.NoticeQuestions))] string Kind, string About,
    TextSpan? Span, string Text, IReadOnlyList<Proposal> Proposals);

/// <summary>The kinds of <see cref="OpenQuestion"/> that reading a text can raise.</summary>
internal static class QuestionKinds
{
    public const string DeadlineAmbiguous = "deadline-ambiguous";
    public const string YearUnknown = "year-unknown";
    public const string YearDoubtful = "year-doubtful";
    public const string DateMissing = "date-missing";
    public const string AddresseesMissing = "addressees-missing";
    public const string AddresseeUnresolved = "addressee-unresolved";
    public const string AddresseePartial = "addressee-partial";
    public const string ActorMissing = "actor-missing";
    public const string OwingLevel = "owing-level";
    public const string CalendarMissing = "calendar-missing";
    public const string EmbeddedNotice = "embedded-notice";

    /// <summary>The notice seems to change another one: a person confirms it.</summary>
    public const string Amendment = "amendment";

    /// <summary>Time words that no rule has read and nothing tells to be none.</summary>
    public const string TimeUnread = "time-unread";
}
