using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>A notice's state. The confirmed content stands beside the stream; the state holds what decisions need.</summary>
public abstract record Notice : IAggregate<Notice, NoticeEvent>
{
    private Notice() { }

    /// <summary>Nothing has arrived.</summary>
    public sealed record None : Notice;

    /// <summary>Stored, understood, perhaps with questions open.</summary>
    public sealed record Received(NoticeFacts Facts) : Notice;

    /// <summary>Confirmed and distributed, whatever became of it since.</summary>
    public abstract record GivenOut(NoticeFacts Facts, NoticeEvent.Issued Issuance) : Notice
    {
        /// <summary>Names what it orders, as it was amended last.</summary>
        [JsonIgnore]
        public string DistributionSha256 => Facts.Amendments is [.., var last] ? last.DistributionSha256 : Issuance.DistributionSha256;

        /// <summary>How many assignments are owed by it, as it was amended last.</summary>
        [JsonIgnore]
        public int Assignments => Facts.Amendments is [.., var last] ? last.Assignments : Issuance.Assignments;
    }

    /// <summary>In force.</summary>
    public sealed record Issued(NoticeFacts Facts, NoticeEvent.Issued Issuance) : GivenOut(Facts, Issuance);

    /// <summary>All that it ordered is done with.</summary>
    public sealed record Concluded(NoticeFacts Facts, NoticeEvent.Issued Issuance) : GivenOut(Facts, Issuance);

    /// <summary>撤回.</summary>
    public sealed record Withdrawn(NoticeFacts Facts, NoticeEvent.Issued Issuance, string Reason) : GivenOut(Facts, Issuance);

    /// <summary>废止.</summary>
    public sealed record Superseded(NoticeFacts Facts, NoticeEvent.Issued Issuance, NoticeEvent.Superseded By) : GivenOut(Facts, Issuance);

    /// <summary>退文.</summary>
    public sealed record Rejected(NoticeFacts Facts, string Reason) : Notice;

    /// <inheritdoc />
    public static Notice Initial { get; } = new None();

    /// <inheritdoc />
    public static Notice Evolve(Notice state, NoticeEvent @event) => (state, @event) switch
    {
        (None, NoticeEvent.Received e) => new Received(NoticeFacts.Of(e)),
        (Received { Facts.Content: null } s, NoticeEvent.Understood e) => new Received(s.Facts with { Content = e }),
        // Read again: what was asked and said of the earlier reading is gone; what still holds follows as events of its own.
        (Received s, NoticeEvent.Understood e) => new Received(NoticeFacts.Of(s.Facts.Source) with
        {
            Content = e, CopiesAdded = s.Facts.CopiesAdded, CopiesRemoved = s.Facts.CopiesRemoved,
        }),
        // Asked again, it is open again.
        (Received s, NoticeEvent.QuestionRaised e) => new Received(s.Facts with
        {
            Questions = s.Facts.Questions.SetItem(e.Question, e), Answers = s.Facts.Answers.Remove(e.Question),
        }),
        (Received s, NoticeEvent.QuestionAnswered e) =>
            new Received(s.Facts with { Answers = s.Facts.Answers.SetItem(e.Question, e.Value) }),
        (Received s, NoticeEvent.AddresseesResolved e) =>
            new Received(s.Facts with { Addressees = s.Facts.Addressees.SetItem(e.Addressee, e) }),
        (Received s, NoticeEvent.AliasTaught e) => new Received(s.Facts with { Taught = s.Facts.Taught.SetItem(e.Addressee, e) }),
        (Received s, NoticeEvent.RequirementCorrected e) => new Received(s.Facts.With(e)),
        (Received s, NoticeEvent.DeadlineRecomputed e) => new Received(s.Facts.With(e)),
        (Issued s, NoticeEvent.DeadlineRecomputed e) => s with { Facts = s.Facts.With(e) },
        // What an amendment sets stands before it.
        (Issued s, NoticeEvent.RequirementCorrected e) => s with { Facts = s.Facts.With(e) },
        (Issued s, NoticeEvent.Amended e) => s with { Facts = s.Facts with { Amendments = s.Facts.Amendments.Add(e) } },
        (Received s, NoticeEvent.CopiesSet e) => new Received(s.Facts.With(e)),
        (Issued or Concluded, NoticeEvent.Copied e) =>
            (GivenOut)state with { Facts = ((GivenOut)state).Facts with { Copied = ((GivenOut)state).Facts.Copied.Add(e) } },
        (GivenOut s, NoticeEvent.UnitJoined e) => s with { Facts = s.Facts with { Joined = s.Facts.Joined.Add(e) } },
        (Issued or Concluded, NoticeEvent.Concluded e) =>
            new Concluded(((GivenOut)state).Facts with { Through = e.Through }, ((GivenOut)state).Issuance),
        (Issued or Concluded, NoticeEvent.Resumed e) =>
            new Issued(((GivenOut)state).Facts with { Through = e.Through }, ((GivenOut)state).Issuance),
        (Issued or Concluded, NoticeEvent.Withdrawn e) =>
            new Withdrawn(((GivenOut)state).Facts, ((GivenOut)state).Issuance, e.Reason),
        (Issued or Concluded, NoticeEvent.Superseded e) => new Superseded(((GivenOut)state).Facts, ((GivenOut)state).Issuance, e),
        (Received s, NoticeEvent.BeyondAuthority e) => new Received(s.Facts with { Beyond = s.Facts.Beyond.SetItem(e.Question, e) }),
        (Received s, NoticeEvent.Approved e) => new Received(s.Facts.With(new Consent(e.Question, e.By, IsApproval: true))),
        (Received s, NoticeEvent.Agreed e) => new Received(s.Facts.With(new Consent(e.Question, e.By, IsApproval: false))),
        (Received s, NoticeEvent.Issued e) => new Issued(s.Facts, e),
        (Received s, NoticeEvent.Rejected e) => new Rejected(s.Facts, e.Reason),
        _ => throw new ImpossibleEventException(state, @event),
    };
}

/// <summary>What is known of a notice whatever its state.</summary>
/// <param name="Source">What arrived.</param>
/// <param name="Content">What a grammar took from it.</param>
/// <param name="Questions">All there ever were, as last asked.</param>
/// <param name="Answers">By question.</param>
/// <param name="Addressees">As resolved, by number.</param>
/// <param name="Corrections">In their order.</param>
/// <param name="Recomputed">Deadlines that were counted again and that no person has set since, by requirement.</param>
public sealed record NoticeFacts(
    NoticeEvent.Received Source,
    NoticeEvent.Understood? Content,
    ImmutableSortedDictionary<string, NoticeEvent.QuestionRaised> Questions,
    ImmutableSortedDictionary<string, string> Answers,
    ImmutableSortedDictionary<int, NoticeEvent.AddresseesResolved> Addressees,
    ImmutableList<NoticeEvent.RequirementCorrected> Corrections,
    ImmutableSortedDictionary<int, NoticeEvent.DeadlineRecomputed> Recomputed)
{
    internal static NoticeFacts Of(NoticeEvent.Received source) => new(
        source,
        Content: null,
        ImmutableSortedDictionary.Create<string, NoticeEvent.QuestionRaised>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedDictionary<int, NoticeEvent.AddresseesResolved>.Empty,
        [],
        ImmutableSortedDictionary<int, NoticeEvent.DeadlineRecomputed>.Empty);

    /// <summary>The phrases the directory was asked to know, by number of the addressee.</summary>
    public ImmutableSortedDictionary<int, NoticeEvent.AliasTaught> Taught { get; init; } =
        ImmutableSortedDictionary<int, NoticeEvent.AliasTaught>.Empty;

    /// <summary>What lies beyond the issuer's authority, by question; also what was settled.</summary>
    public ImmutableSortedDictionary<string, NoticeEvent.BeyondAuthority> Beyond { get; init; } =
        ImmutableSortedDictionary.Create<string, NoticeEvent.BeyondAuthority>(StringComparer.Ordinal);

    /// <summary>Who approved and agreed, in their order.</summary>
    public ImmutableList<Consent> Consents { get; init; } = [];

    /// <summary>Units that do what others have declined, in their order.</summary>
    public ImmutableList<NoticeEvent.UnitJoined> Joined { get; init; } = [];

    /// <summary>变更, in their order.</summary>
    public ImmutableList<NoticeEvent.Amended> Amendments { get; init; } = [];

    /// <summary>Whether an amendment took the requirement out.</summary>
    public bool IsDropped(int number) => Amendments.Exists(amended => amended.Dropped.Contains(number));

    /// <summary>Codes of units that get a copy because an officer said so.</summary>
    public ImmutableSortedSet<string> CopiesAdded { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Codes of units that the text names and that get none, because an officer said so.</summary>
    public ImmutableSortedSet<string> CopiesRemoved { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>抄送, in the order in which copies went out.</summary>
    public ImmutableList<NoticeEvent.Copied> Copied { get; init; } = [];

    /// <summary>How many events its assignments had when it was last concluded or resumed.</summary>
    public long Through { get; init; }

    /// <summary>The questions nobody has answered.</summary>
    public IEnumerable<NoticeEvent.QuestionRaised> OpenQuestions() => Questions.Values.Where(q => !Answers.ContainsKey(q.Question));

    internal NoticeFacts With(NoticeEvent.RequirementCorrected correction) =>
        this with { Corrections = Corrections.Add(correction), Recomputed = correction.DueAt is null ? Recomputed
            : Recomputed.Remove(correction.Number) };

    internal NoticeFacts With(NoticeEvent.CopiesSet set) => this with
    {
        CopiesAdded = CopiesAdded.Union(set.Added).Except(set.Removed), CopiesRemoved = CopiesRemoved.Union(set.Removed).Except(set.Added),
    };

    internal NoticeFacts With(Consent consent) => this with { Consents = Consents.Add(consent) };

    internal NoticeFacts With(NoticeEvent.DeadlineRecomputed recomputed) =>
        this with { Recomputed = Recomputed.SetItem(recomputed.Number, recomputed) };
}

/// <summary>A unit's word on what lies beyond the issuer's authority.</summary>
/// <param name="Question">What it was asked.</param>
/// <param name="By">Code of the unit.</param>
/// <param name="IsApproval">批准 from above both; else 会签 of the unit itself.</param>
public sealed record Consent(string Question, string By, bool IsApproval);
