using System.Text.Json.Nodes;

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

/// <summary>A stretch of the received text, in UTF-16 units of the decoded text.</summary>
internal readonly record struct Span(int Start, int Length)
{
    public int End => Start + Length;

    public bool Overlaps(Span other) => Start < other.End && other.Start < End;

    public string Of(string text) => text.Substring(Start, Length);
}

/// <summary>Something only a person can settle.</summary>
/// <param name="Id">Stable over repeated readings: derived from kind, about and span.</param>
/// <param name="Kind">One of <see cref="QuestionKinds"/>.</param>
/// <param name="About"><c>notice</c>, <c>issuedOn</c>, <c>addressees</c>, <c>addressee/2</c> or <c>requirement/3</c> (both counted from 1).</param>
/// <param name="Text">The question, in Chinese, as one would ask an officer.</param>
/// <param name="Proposals">What could be answered, the customary reading first; may be empty.</param>
internal sealed record OpenQuestion(string Id, string Kind, string About, Span? Span, string Text, IReadOnlyList<Proposal> Proposals);

/// <summary>One possible answer.</summary>
/// <param name="Value">
/// By kind of question: an instant (<c>2016-06-20T23:59:59+08:00</c>), a day (<c>2016-04-01</c>), a level (<c>branch</c>, or
/// <c>addressees</c> for the addressees themselves), an array of unit codes.
/// </param>
internal sealed record Proposal(JsonNode Value, string Why);

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
}
