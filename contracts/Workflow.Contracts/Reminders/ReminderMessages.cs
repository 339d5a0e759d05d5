namespace Workflow.Contracts.Reminders.V1;

/// <summary>A late assignment was taken to another unit.</summary>
/// <param name="Assignment">The assignment's id.</param>
/// <param name="Notice">The notice's id.</param>
/// <param name="Unit">Code of the unit that is late.</param>
/// <param name="To">Code of the unit that was told: the parent, or the issuer at the red.</param>
/// <param name="Step">Of the ladder: +1wd, +3wd, +5wd, +10wd.</param>
/// <param name="Level">urge, blue, yellow or red.</param>
/// <param name="At">Business instant, UTC.</param>
public sealed record AssignmentEscalated(Guid Assignment, Guid Notice, string Unit, string To, string Step, string Level,
    DateTimeOffset At);

/// <summary>A request: which of these does no queue reach?</summary>
/// <param name="Units">Their codes, at most 20,000.</param>
public sealed record ChannelsAsked(IReadOnlyList<string> Units);

/// <summary>The answer to <see cref="ChannelsAsked"/>.</summary>
/// <param name="Without">Those for which messages lie in the inbox alone, in the order asked.</param>
public sealed record ChannelsAnswered(IReadOnlyList<string> Without);
