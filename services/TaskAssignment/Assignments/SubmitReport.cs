using TaskAssignment.Evidences;

namespace TaskAssignment.Assignments;

/// <summary>
/// 反馈: what the unit did, with figures and evidence. Handed in at the instant its request had arrived whole, which decides whether it is
/// late; the same decision says so. Repeating the report that awaits a judgement changes nothing.
/// </summary>
internal sealed record SubmitReport(string TextSha256, IReadOnlyDictionary<string, long> Figures, IReadOnlyList<Evidence> Evidence,
    DateTimeOffset At, string By)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, SubmitReport command) => state switch
    {
        Assignment.Dispatched { Facts.Dispatch.Disposition: Disposition.Principle } =>
            new Refused("principle-is-acknowledged", "A principle is done by acknowledging it; no report is owed."),
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => command.HandIn(((Assignment.Known)state).Facts),
        Assignment.Reported s when command.Repeats(s.Facts.Reports[^1]) => new Decided([]),
        Assignment.Reported => Refusals.AwaitsJudgement,
        Assignment.Accepted => Refusals.AlreadyAccepted,
        _ => Refusals.Over(state),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/reports", HandleAsync).RequireAccess(Standing.Report)
            .WithMetadata(new NotesArrival(ReportsUnderWay.Arrive)).Refuses(409).AnswersWith("ETag")
            .WithSummary("Report on an assignment, with figures and files of evidence");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReportBody body,
        AssignmentDesk desk, ReportsUnderWay underWay)
    {
        // The body has been read: from here on, or from where its hash was taken, nothing that waits makes the report later than it is.
        using var arrived = act.Http.Features.Get<ReportsUnderWay.Arrived>() ?? underWay.Arrive();
        if (body.Errors().ToList() is { Count: > 0 } errors)
            return Problems.Unusable("report-unusable", "The report cannot be taken as it is.", errors);
        var text = ReportText.Of(body.Text);
        var command = new SubmitReport(text.Sha256, body.Figures, body.Evidence, arrived.At, act.Permission.Caller.Person);
        return await desk.ExecuteAsync(act, state => Decide(state, command), async (transaction, ct) =>
        {
            await text.KeepAsync(transaction, ct);
            await EvidenceStore.NameAsync(transaction, act.Id, command.Evidence, ct);
        });
    }

    private Decision<AssignmentEvent> HandIn(AssignmentFacts facts)
    {
        var report = new AssignmentEvent.ReportSubmitted(facts.Reports.Count + 1, TextSha256, Figures, Evidence, At, By);
        return (facts.Verdict, IsLate: facts.DueAt is { } due && Limit.HasPassed(due, At)) switch
        {
            (Verdict.Pending, true) => new Decided([new AssignmentEvent.DeadlineMissed(facts.DueAt!.Value, facts.DeadlineVersion), report]),
            // Another replica, whose clock or work is ahead by more than is allowed for, has judged: what came in time is not called late.
            (Verdict.Missed, false) => throw new RefusedRequestException(StatusCodes.Status503ServiceUnavailable, "judged-meanwhile",
                "The deadline was judged while this report was under way; hand it in again."),
            _ => new Decided([report]),
        };
    }

    private bool Repeats(AssignmentEvent.ReportSubmitted report) =>
        TextSha256 == report.TextSha256
        && Figures.Count == report.Figures.Count
        && Figures.All(figure => report.Figures.TryGetValue(figure.Key, out var value) && value == figure.Value)
        && Evidence.SequenceEqual(report.Evidence);
}

/// <summary>A report as it is posted; figures and evidence may be left out.</summary>
internal sealed record ReportBody(string Text, IReadOnlyDictionary<string, long>? Figures = null, IReadOnlyList<Evidence>? Evidence = null)
{
    private const int LongestText = 20_000;
    private const int MostFigures = 50;
    private const int MostEvidence = 50;
    private const int LongestName = 150;
    private const long LargestNumber = 1L << 53;

    public IReadOnlyDictionary<string, long> Figures { get; } = Figures ?? new Dictionary<string, long>();

    public IReadOnlyList<Evidence> Evidence { get; } = Evidence ?? [];

    /// <summary>What is wrong with it, field by field: bounds keep the event within its size.</summary>
    public IEnumerable<FieldError> Errors()
    {
        if (!Wording.IsFit(Text, LongestText))
            yield return new("$.text", $"1 to {LongestText} characters.");
        if (Figures.Count > MostFigures)
            yield return new("$.figures", $"At most {MostFigures} figures.");
        foreach (var (name, value) in Figures)
        {
            if (!Wording.IsFit(name, LongestName))
                yield return new("$.figures", $"A figure's name has 1 to {LongestName} characters.");
            if (Math.Abs((decimal)value) > LargestNumber)
                yield return new($"$.figures.{name}", "A whole number within ± 2^53.");
        }
        if (Evidence.Count > MostEvidence)
            yield return new("$.evidence", $"At most {MostEvidence} files.");
        foreach (var (i, file) in Evidence.Index())
        {
            if (file.Sha256.Length != 64 || !file.Sha256.All(char.IsAsciiHexDigitLower))
                yield return new($"$.evidence[{i}].sha256", "SHA-256 in 64 lower-case hex digits.");
            if (!Wording.IsFit(file.Name, LongestName))
                yield return new($"$.evidence[{i}].name", $"1 to {LongestName} characters.");
            if (file.Size is < 0 or > LargestNumber)
                yield return new($"$.evidence[{i}].size", "A size in bytes, 0 to 2^53.");
        }
    }
}
