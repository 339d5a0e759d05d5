using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Workflow.Calendars;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.Planning;
using Workflow.ServiceDefaults;

namespace NoticeIssuance.Notices;

/// <summary>
/// The officer confirms what was understood: who owes what by when is settled, frozen and distributed. Repeating it changes nothing.
/// </summary>
internal static class IssueNotice
{
    /// <summary>More are a mistake of addressing rather than a notice; it also bounds what one event is translated into.</summary>
    public const int MostAssignments = 500_000;

    public static Ruling Decide(NoticeFile file, DirectoryView directory, IWorkingCalendars calendars, DateTimeOffset now)
    {
        switch (file.State)
        {
            case Notice.Issued:
                return new(new Decided([]));
            case Notice.Rejected:
                return new(new Refused("notice-rejected", "The notice was sent back."));
        }
        if (file.Facts.OpenQuestions().Any())
            return new(new Refused("questions-open", "Questions are open; answer them, then issue."));

        if (file.Requirements().Count == 0)
            return new(new Refused("nothing-to-issue", "The notice orders nothing; there is nothing to assign."));
        var due = file.Requirements().Select(requirement => RequirementAtIssue.Of(requirement, calendars, now)).ToList();
        if (due.FirstOrDefault(it => it is { DueAt: null, Counted: not null }) is { Counted: { } limit } uncounted)
            return new(new Refused("calendar-missing",
                $"Requirement {uncounted.Requirement.Number} counts working days of {limit.Count(calendars).Missing}, whose calendar is not published; set dueAt, or issue once it is."));
        if (Numbers(due.Where(it => it.Requirement.Dated && it.DueAt is null)) is { } undated)
            return new(new Refused("due-missing",
                $"Nothing says when requirement {undated} is due; set dueAt, or a disposition without a deadline."));
        var parts = Distribution.Expand(
            [.. due.Select(it => it.Owed())], [.. file.Addressees.Values.SelectMany(units => units)], directory.Planned());
        if (Numbers(due.ExceptBy(parts.Select(part => part.Requirement), it => it.Requirement.Number)) is { } unowed)
            return new(new Refused("nobody-owes",
                $"No unit owes requirement {unowed}: none of its level and kind stands at or below an addressee; correct owes, lead or the addressees."));
        if (parts.Count > MostAssignments)
            return new(new Refused("too-many-assignments",
                $"{parts.Count} assignments would result; at most {MostAssignments} are possible."));

        var frozen = Freeze(file, due, parts);
        var kept = KeptContent.Json(frozen);
        var issued = new NoticeEvent.Issued(
            kept.Sha256, due.Count, parts.Select(part => part.Unit).Distinct(StringComparer.Ordinal).Count(), parts.Count,
                Distribution.Chunks(parts).Count,
            CalendarsOf(due), directory.Version);
        return new(new Decided([.. due.Select(it => it.Correction()).OfType<NoticeEvent>(), issued]), kept) { Frozen = frozen };
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/issuance", HandleAsync).RequireAccess((Roles.Officer, Reach.Own))
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).WithSummary("Confirm and issue");

    private static async Task<Results<Accepted<IssuedNotice>, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, Permission permission, NoticeStream notices, NoticeAccess scope, UnitDirectory units,
            PublishedCalendars published, HttpResponse response, CancellationToken ct)
    {
        var (actor, problem) = await scope.ActorAsync(id, permission, ct);
        if (actor is null)
            return problem!;
        var (directory, calendars) = (await units.NowAsync(ct), await published.NowAsync(ct));
        var (outcome, file) =
            await notices.ExecuteAsync(id, actor, (notice, now) => Decide(notice, directory, calendars, now), ifMatch.Version, ct,
            BySameCalendarsAsync);
        switch (outcome)
        {
            case Outcome<Notice>.Done { State: Notice.Issued issued } done:
                response.SetETag(done.Version);
                return TypedResults.Accepted($"/v1/notices/{id}", new IssuedNotice(id, file.StateName, issued.Issuance.Assignments));
            case Outcome<Notice>.Rejected rejected:
                var refusal = rejected.Refusal.ToProblem();
                refusal.ProblemDetails.Extensions["questions"] = QuestionView.Open(file);
                return refusal;
            case Outcome<Notice>.Stale stale:
                return Problems.Stale(stale.ActualVersion);
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        async Task BySameCalendarsAsync(NpgsqlTransaction transaction)
        {
            var inForce = await PublishedCalendars.HoldAsync(transaction, ct);
            if (inForce.AreSameAs(calendars))
                return;
            calendars = inForce;
            throw new StreamConflictException("A calendar was published meanwhile.");
        }
    }

    private static FrozenDistribution Freeze(NoticeFile file, List<RequirementAtIssue> due, IReadOnlyList<OwedPart> parts) => new(
        file.IssuingUnit, file.Facts.Content!.Title, file.Facts.Content.DocumentNumber, file.Facts.Content.Issuer, file.IssuedOn(),
        [.. due.Select(it => it.Freeze())], FrozenDistribution.Fold(parts));

    private static string? Numbers(IEnumerable<RequirementAtIssue> due) =>
        string.Join(", ", due.Select(one => one.Requirement.Number)) is { Length: > 0 } numbers ? numbers : null;

    private static string? CalendarsOf(IEnumerable<RequirementAtIssue> due) =>
        string.Join(',', due.Select(it => it.Calendar).OfType<string>().SelectMany(names => names.Split(','))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            is { Length: > 0 } calendars ? calendars : null;
}

/// <summary>How many assignments will be made.</summary>
internal sealed record IssuedNotice(Guid Id, string State, int Assignments);
