using NoticeIssuance.Understanding;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>
/// The officer confirms what was understood: who owes what by when is settled, frozen and distributed. Repeating it changes nothing.
/// </summary>
internal static class IssueNotice
{
    private const string QuestionsOpen = "Questions are open; answer them, then issue.";

    /// <summary>More are a mistake of addressing rather than a notice; it also bounds what one event is translated into.</summary>
    public const int MostAssignments = 500_000;

    public static Ruling Decide(NoticeFile file, DirectoryView directory, IWorkingCalendars calendars, DateTimeOffset now)
    {
        switch (file.State)
        {
            case Notice.Issued or Notice.Concluded:
                return new Decided([]);
            case Notice.GivenOut or Notice.Rejected:
                return NoticeActs.Over(file.State)!;
        }
        if (file.Facts.OpenQuestions().Any())
            return new Refused("questions-open", QuestionsOpen);
        // Whom the phrases mean, and whom the issuer may order, is looked at once more: the directory and the day may be others by now.
        var today = UnitChangedConsumer.Decide(file, directory).ThenReviewed(file, directory, now);
        file = file.After(today);
        if (file.Facts.OpenQuestions().Any())
            return today;

        if (file.Requirements().Count == 0)
            return new Refused("nothing-to-issue", "The notice orders nothing; there is nothing to assign.");
        var due = file.Requirements().Select(requirement => RequirementAtIssue.Of(requirement, calendars, now)).ToList();
        if (due.FirstOrDefault(it => it is { DueAt: null, Counted: not null }) is { Counted: { } limit } uncounted)
            return new Refused("calendar-missing",
                $"Requirement {uncounted.Requirement.Number} counts working days of {limit.Count(calendars).Missing}, "
                + "whose calendar is not published; set dueAt, or issue once it is.");
        if (Numbers(due.Where(it => it.Requirement.Dated && it.DueAt is null)) is { } undated)
            return new Refused("due-missing",
                $"Nothing says when requirement {undated} is due; set dueAt, or a disposition without a deadline.");
        var first = file.FirstDay();
        if (Numbers(due.Where(it => it.DueAt is { } at && (!OfficialYears.Hold(at) || OfficialTime.DayOf(at) < first))) is { } outside)
            return new Refused("due-out-of-bounds", $"Requirement {outside} would be due before the notice itself ({first:yyyy-MM-dd}) "
                + $"or after {OfficialYears.Last}; set dueAt.");
        var (addressed, parts) = Orders.Of(file, directory);
        if (Numbers(due.ExceptBy(parts.Select(part => part.Requirement), it => it.Requirement.Number)) is { } unowed)
            return new Refused("nobody-owes",
                $"No unit owes requirement {unowed}: none of its level and kind stands at or below an addressee; "
                + "correct owes, lead or the addressees.");
        if (Numbers(due.IntersectBy(WithoutLead(parts), it => it.Requirement.Number)) is { } leaderless)
            return new Refused("lead-left-out",
                $"Who leads requirement {leaderless} is left out, and others would join in what nobody leads; correct lead or joint.");
        if (parts.Count > MostAssignments)
            return new Refused("too-many-assignments",
                $"{parts.Count} assignments would result; at most {MostAssignments} are possible.");

        var copies = CopyNotice.To(file, directory);
        var frozen = Freeze(file, due, parts) with { Addressed = addressed, Copied = copies };
        var kept = KeptContent.Json(frozen);
        // Whoever owes a part is told of that.
        var copied = UnitList.Of(copies.Except(parts.Select(part => part.Unit)));
        var issued = new NoticeEvent.Issued(
            kept.Sha256, due.Count, parts.Select(part => part.Unit).Distinct(StringComparer.Ordinal).Count(), parts.Count,
            Distribution.Chunks(parts).Count, CalendarsOf(due), directory.Version);
        return today.Then(new(new Decided([.. due.Select(it => it.Correction()).OfType<NoticeEvent>(), issued,
            .. copied.Codes is [] ? [] : new[] { copied.Copied() }]), copied.Codes is [] ? [kept] : [kept, copied.Kept])
        {
            Distribution = frozen,
        });
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/issuance", HandleAsync).RequireAccess(NoticeActs.Issue)
            .Refuses(409).AnswersWith("ETag")
            .WithSummary("Confirm and issue");

    private static async Task<Results<Accepted<IssuedNotice>, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, Permission permission, NoticeDesk desk, DirectoryInForce inForce,
        HttpResponse response, CancellationToken ct)
    {
        var directory = await inForce.AwaitAsync(ct);
        var (file, problem) = await desk.ActAsync(id, permission, ifMatch, async (notice, transaction) =>
            Decide(notice, directory, await PublishedCalendars.HoldAsync(transaction.Transaction, ct), transaction.Now), ct);
        if (problem is null && file!.State is not Notice.GivenOut)
            problem = new Refused("questions-open", QuestionsOpen).ToProblem();
        if (problem is { StatusCode: StatusCodes.Status409Conflict })
            problem.ProblemDetails.Extensions["questions"] = Asked.Open(file!);
        if (problem is not null)
            return problem;
        response.SetETag(file!.Version);
        return TypedResults.Accepted($"/v1/notices/{id}", new IssuedNotice(id, file.StateName,
            ((Notice.GivenOut)file.State).Assignments));
    }

    private static FrozenDistribution Freeze(NoticeFile file, List<RequirementAtIssue> due, IReadOnlyList<OwedPart> parts) => new(
        file.IssuingUnit, file.Facts.Content!.Title, file.Facts.Content.DocumentNumber, file.Facts.Content.Issuer, file.IssuedOn(),
        [.. due.Select(it => it.Freeze())], FrozenDistribution.Fold(parts));

    /// <summary>Numbers of the requirements in which some join, and nobody leads.</summary>
    public static IEnumerable<int> WithoutLead(IReadOnlyList<OwedPart> parts) =>
        parts.Where(part => part.Part is Part.Joint).Select(part => part.Requirement)
            .Except(parts.Where(part => part.Part is Part.Lead).Select(part => part.Requirement));

    private static string? Numbers(IEnumerable<RequirementAtIssue> due) =>
        string.Join(", ", due.Select(one => one.Requirement.Number)) is { Length: > 0 } numbers ? numbers : null;

    private static string? CalendarsOf(IEnumerable<RequirementAtIssue> due) =>
        string.Join(',', due.Select(it => it.Calendar).OfType<string>().SelectMany(names => names.Split(','))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            is { Length: > 0 } calendars ? calendars : null;
}

/// <summary>How many assignments will be made.</summary>
internal sealed record IssuedNotice(Guid Id, [OneOf("issued", "concluded")] string State, int Assignments);
