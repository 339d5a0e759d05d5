using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>An assignment's state: 交办 → 签收 → 反馈 → 审核通过 → 销号.</summary>
public abstract record Assignment : IAggregate<Assignment, AssignmentEvent>
{
    private Assignment() { }

    /// <summary>No notice has dispatched it.</summary>
    public sealed record None : Assignment;

    /// <summary>An assignment that exists.</summary>
    public abstract record Known(AssignmentFacts Facts) : Assignment;

    /// <summary>交办.</summary>
    public sealed record Dispatched(AssignmentFacts Facts) : Known(Facts);

    /// <summary>签收.</summary>
    public sealed record Acknowledged(AssignmentFacts Facts) : Known(Facts);

    /// <summary>反馈, not yet judged.</summary>
    public sealed record Reported(AssignmentFacts Facts) : Known(Facts);

    /// <summary>退回重办: the unit owes another report.</summary>
    public record Returned(AssignmentFacts Facts, string Reason) : Known(Facts);

    /// <summary>It was closed, and the unit owes another report all the same.</summary>
    public sealed record Reopened(AssignmentFacts Facts, string Reason) : Returned(Facts, Reason);

    /// <summary>审核通过.</summary>
    public sealed record Accepted(AssignmentFacts Facts) : Known(Facts);

    /// <summary>销号: nothing follows, unless it is reopened.</summary>
    public sealed record Closed(AssignmentFacts Facts) : Known(Facts);

    /// <summary>退回: not the unit's to do, as it says; not decided.</summary>
    /// <param name="Facts">As before.</param>
    /// <param name="Reason">Why not.</param>
    /// <param name="Rather">Code of the unit whose it may be.</param>
    public sealed record Declined(AssignmentFacts Facts, string Reason, string? Rather) : Known(Facts);

    /// <summary>改派: another unit does it instead; nothing follows.</summary>
    public sealed record Reassigned(AssignmentFacts Facts, string Unit, Guid Assignment) : Known(Facts);

    /// <summary>The notice does not order it any more; nothing follows.</summary>
    public sealed record Cancelled(AssignmentFacts Facts, CancelCause Cause, string? Reason) : Known(Facts);

    /// <inheritdoc />
    public static Assignment Initial { get; } = new None();

    /// <inheritdoc />
    public static Assignment Evolve(Assignment state, AssignmentEvent @event) => (state, @event) switch
    {
        (None, AssignmentEvent.Dispatched e) => new Dispatched(AssignmentFacts.Of(e)),
        (Dispatched s, AssignmentEvent.Acknowledged) => new Acknowledged(s.Facts),
        (Known s and not (Closed or Declined or Reassigned or Cancelled), AssignmentEvent.ResponsiblePersonNamed e) =>
            s with { Facts = s.Facts with { Responsible = e } },
        (Dispatched or Acknowledged or Returned, AssignmentEvent.ReportSubmitted e) => new Reported(((Known)state).Facts.With(e)),
        (Reported s, AssignmentEvent.ReportReturned e) => new Returned(s.Facts, e.Reason),
        (Reported s, AssignmentEvent.ReportAccepted) => new Accepted(s.Facts),
        (Dispatched or Acknowledged or Returned, AssignmentEvent.DeadlineMissed e) =>
            ((Known)state) with { Facts = ((Known)state).Facts.With(e) },
        (Dispatched or Acknowledged or Returned or Declined, AssignmentEvent.DeadlineMoved e) =>
            ((Known)state) with { Facts = ((Known)state).Facts.With(e) },
        (Known { Facts: { Asked: null } facts } s and (Dispatched or Acknowledged or Returned), AssignmentEvent.ExtensionRequested e)
            when e.Number == facts.Extensions.Count + 1 => s with { Facts = facts.With(e) },
        (Known { Facts: { Asked.Number: var asked } facts } s, AssignmentEvent.ExtensionGranted e) when asked == e.Number =>
            s with { Facts = facts.Decided(asked, ExtensionOutcome.Granted, e.DueAt, e.Reason) },
        (Known { Facts: { Asked.Number: var asked } facts } s, AssignmentEvent.ExtensionRefused e) when asked == e.Number =>
            s with { Facts = facts.Decided(asked, ExtensionOutcome.Refused, until: null, e.Reason) },
        (Dispatched or Acknowledged, AssignmentEvent.Declined e) =>
            new Declined(((Known)state).Facts.Lapsed(), e.Reason, e.Rather),
        (Declined s, AssignmentEvent.DeclineRefused e) =>
            new Dispatched(s.Facts with { Insisted = e.Reason, Refused = new(s.Reason, s.Rather) }),
        (Declined s, AssignmentEvent.Reassigned e) => new Reassigned(s.Facts, e.Unit, e.Assignment),
        (Known s and not (Closed or Reassigned or Cancelled), AssignmentEvent.Amended e) =>
            s with { Facts = s.Facts with { Amendment = e.Number } },
        (Known s and not (Closed or Reassigned or Cancelled), AssignmentEvent.Cancelled e) =>
            new Cancelled(s.Facts.Lapsed(), e.Cause, e.Reason),
        (Closed s, AssignmentEvent.Reopened e) =>
            new Reopened(s.Facts with { Amendment = e.Amendment ?? s.Facts.Amendment }, e.Reason),
        (Dispatched or Acknowledged or Returned, AssignmentEvent.Urged e) =>
            ((Known)state) with { Facts = ((Known)state).Facts with { Urged = e } },
        (Reported s, AssignmentEvent.DeadlineKept e) => s with { Facts = s.Facts with { Kept = e } },
        (Accepted s, AssignmentEvent.Closed) => new Closed(s.Facts),
        (Acknowledged { Facts.Dispatch.Disposition: Disposition.Principle } s, AssignmentEvent.Closed) => new Closed(s.Facts),
        _ => throw new ImpossibleEventException(state, @event),
    };
}

/// <summary>What is known of an assignment whatever its state.</summary>
/// <param name="Dispatch">What is owed, by whom, by when.</param>
/// <param name="DueAt">The due instant in force.</param>
/// <param name="DeadlineVersion">1 at dispatch, one more each time the assignment gets another deadline.</param>
/// <param name="Origin">Where that deadline comes from.</param>
/// <param name="MovedAt">When it came into force; null for the first one, and where that was not kept.</param>
/// <param name="Responsible">Who was named.</param>
/// <param name="Reports">In the order submitted.</param>
/// <param name="Missed">The deadlines that passed without a report, in their order: at most one of each version.</param>
/// <param name="Reported">Version of the deadline in force when the last report was handed in; null without a report.</param>
/// <param name="Kept">The deadline that waits for the report to be returned; null when none does.</param>
/// <param name="Extensions">What was asked for in more time, in that order.</param>
/// <param name="Insisted">Why it is the unit's to do although it declined; null where it did not, or was not told so.</param>
public sealed record AssignmentFacts(
    AssignmentEvent.Dispatched Dispatch,
    DateTimeOffset? DueAt,
    int DeadlineVersion,
    DeadlineOrigin Origin,
    DateTimeOffset? MovedAt,
    AssignmentEvent.ResponsiblePersonNamed? Responsible,
    ImmutableList<AssignmentEvent.ReportSubmitted> Reports,
    ImmutableList<AssignmentEvent.DeadlineMissed> Missed,
    int? Reported,
    AssignmentEvent.DeadlineKept? Kept,
    ImmutableList<ExtensionRequest> Extensions,
    string? Insisted)
{
    /// <summary>The request for more time that is not decided; null when none is.</summary>
    [JsonIgnore]
    public ExtensionRequest? Asked => Extensions is [.., { Outcome: ExtensionOutcome.Pending } last] ? last : null;

    /// <summary>The decline that was not accepted, in its words; null where there is none.</summary>
    public AssignmentEvent.Declined? Refused { get; init; }

    /// <summary>Number of the last amendment of the notice that it follows; 0 where none has concerned it.</summary>
    public int Amendment { get; init; }

    /// <summary>The last urging by hand for the deadline in force; null where there was none.</summary>
    public AssignmentEvent.Urged? Urged { get; init; }

    /// <summary>The due instant before the one in force; null where it is the first, or there was none.</summary>
    [JsonIgnore]
    public DateTimeOffset? Before { get; init; }

    /// <summary>The verdict on the deadline in force; null for an undated assignment.</summary>
    public Verdict? Verdict =>
        DueAt is null ? null
        : Missed.Any(missed => missed.DeadlineVersion == DeadlineVersion) ? History.Verdict.Missed
        : Reported == DeadlineVersion ? History.Verdict.Met
        : History.Verdict.Pending;

    internal static AssignmentFacts Of(AssignmentEvent.Dispatched dispatch) =>
        new(dispatch, dispatch.DueAt, DeadlineVersion: 1, dispatch.Origin, MovedAt: null, Responsible: null, [], [], Reported: null,
            Kept: null, [], Insisted: null) { Amendment = dispatch.Amendment ?? 0 };

    internal AssignmentFacts With(AssignmentEvent.ReportSubmitted report) =>
        Lapsed() with { Reports = Reports.Add(report), Reported = DeadlineVersion };

    internal AssignmentFacts With(AssignmentEvent.ExtensionRequested asked) => this with
    {
        Extensions = Extensions.Add(new(asked.Number, asked.Reason, asked.DueAt, ExtensionOutcome.Pending, Until: null, Because: null)),
    };

    internal AssignmentFacts Decided(int number, ExtensionOutcome outcome, DateTimeOffset? until, string? because) => this with
    {
        Extensions = Extensions.SetItem(number - 1, Extensions[number - 1] with { Outcome = outcome, Until = until, Because = because }),
    };

    /// <summary>What was asked for is no longer: nothing is owed that could take longer.</summary>
    internal AssignmentFacts Lapsed() =>
        Asked is { } asked ? Decided(asked.Number, ExtensionOutcome.Lapsed, until: null, because: null) : this;

    internal AssignmentFacts With(AssignmentEvent.DeadlineMissed missed) => this with { Missed = Missed.Add(missed) };

    internal AssignmentFacts With(AssignmentEvent.DeadlineMoved moved) =>
        this with
        {
            Before = DueAt, DueAt = moved.DueAt, DeadlineVersion = DeadlineVersion + 1, Origin = moved.Origin,
            MovedAt = moved.At, Kept = null, Urged = null,
        };
}

/// <summary>What became of a deadline. One for each version of it, by instants; once it is met or missed, it stays.</summary>
public enum Verdict
{
    /// <summary>Not judged yet.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>A report was handed in before it had passed.</summary>
    [JsonStringEnumMemberName("met")]
    Met,

    /// <summary>It passed without a report.</summary>
    [JsonStringEnumMemberName("missed")]
    Missed,
}

/// <summary>延期, as it was asked for and what came of it.</summary>
/// <param name="Number">1, 2, … within the assignment.</param>
/// <param name="Reason">Why more time is needed.</param>
/// <param name="DueAt">The due instant asked for, inclusive; UTC.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Until">The due instant given; null where none was.</param>
/// <param name="Because">What the assigner said to it; null where nothing.</param>
public sealed record ExtensionRequest(
    int Number, string Reason, DateTimeOffset DueAt, ExtensionOutcome Outcome, DateTimeOffset? Until, string? Because);

/// <summary>What came of a request for more time.</summary>
public enum ExtensionOutcome
{
    /// <summary>Not decided yet.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>More time was given.</summary>
    [JsonStringEnumMemberName("granted")]
    Granted,

    /// <summary>The deadline stands.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The unit reported or declined, or the notice was withdrawn, before it was decided.</summary>
    [JsonStringEnumMemberName("lapsed")]
    Lapsed,
}
