using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// 变更: an issued notice orders otherwise from now on. A new version of it, never an edit: what was reported stays, and so does every
/// verdict. Repeating it changes nothing.
/// </summary>
internal static class AmendNotice
{
    private const int LongestReason = 500;
    private const int NamedInText = 10;

    private const string Example =
        """
        {"reason":"与新的部署衔接。","drop":[3],"change":[{"number":1,"dueAt":"2016-05-10"}],"add":[{"text":"请于2016年5月20日前报送总结。",
        "kind":"report","disposition":"dated","dueAt":"2016-05-20"}],"addUnits":["C-3"]}
        """;

    /// <param name="file">With what it orders, where it is issued.</param>
    /// <param name="body">The amendment.</param>
    /// <param name="directory">Of today.</param>
    /// <param name="calendars">In force.</param>
    /// <param name="now">Business time.</param>
    public static AmendmentRuling Decide(NoticeFile file, AmendmentBody body, DirectoryView directory, IWorkingCalendars calendars,
        DateTimeOffset now)
    {
        switch (file.State)
        {
            case Notice.Issued:
                break;
            case Notice.Received:
                return new(new Refused("notice-not-issued", "The notice is not issued; what it asks for is corrected by answers."));
            case Notice.Concluded:
                return new(new Refused("notice-concluded", "All that the notice ordered is done with; issue another one."));
            default:
                return new(NoticeActs.Over(file.State)!);
        }
        if (NoticeActs.Unfit(body.Reason, LongestReason) is { } unfit)
            return new(unfit);
        if (body.IsEmpty)
            return new(Unusable(new FieldError("$", "Nothing is amended; allowed: drop, change, add, addUnits, removeUnits.")));
        var sheet = AmendmentSheet.Of(file, body, directory, calendars, now);
        if (sheet.Errors.Count > 0)
            return new(Unusable([.. sheet.Errors]));
        return sheet.ChangesNothing ? new(new Decided([])) : Amend(file, body.Reason, sheet, directory, calendars, now);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/notices/{id:guid}/amendments", HandleAsync).RequireAccess(NoticeActs.Amend)
            .Refuses(409).AnswersWith("ETag").Shows("application/json", Example)
            .WithSummary("Amend an issued notice: what it orders from now on");
        routes.MapPost("/v1/notices/{id:guid}/amendments/rehearsal", RehearseAsync).RequireAccess(NoticeActs.Amend)
            .Refuses(409).Shows("application/json", Example)
            .WithSummary("What an amendment would do: whom it concerns, and how; stores nothing");
    }

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(Guid id, AmendmentBody body, IfMatch ifMatch,
        Permission permission, NoticeDesk desk, DirectoryInForce inForce, NoticeViews views, HttpResponse response, CancellationToken ct)
    {
        if (ClassifiedNotice.Is(body))
            return ClassifiedNotice.Refused;
        var directory = await inForce.AwaitAsync(ct);
        var acted = await desk.ActAsync(id, permission, ifMatch, async (notice, transaction) => Decide(
            await notice.WithDistributionAsync(transaction.Sql(), ct), body, directory,
            await PublishedCalendars.HoldAsync(transaction.Transaction, ct), transaction.Now).Ruling, ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }

    private static async Task<Results<Ok<AmendmentRehearsal>, ProblemHttpResult>> RehearseAsync(Guid id, AmendmentBody body,
        Permission permission, NoticeDesk desk, DirectoryInForce inForce, PublishedCalendars calendars, NpgsqlDataSource dataSource,
        TimeProvider clock, CancellationToken ct)
    {
        if (ClassifiedNotice.Is(body))
            return ClassifiedNotice.Refused;
        var (found, problem) = await desk.LookAsync(id, permission, ct);
        if (problem is not null)
            return problem;
        var directory = await inForce.AwaitAsync(ct);
        var file = await found!.WithDistributionAsync(dataSource.Sql(), ct);
        var (ruling, amended) = Decide(file, body, directory, await calendars.NowAsync(ct), clock.GetUtcNow());
        var outcome = new Versioned<Notice>(file.State, file.Version).Take(ruling.Decision, ifMatch: null);
        return outcome is Outcome<Notice>.Done ? TypedResults.Ok(AmendmentRehearsal.Of(file, amended, directory.Units))
            : outcome.ToProblem();
    }

    private static AmendmentRuling Amend(NoticeFile file, string reason, AmendmentSheet sheet, DirectoryView directory,
        IWorkingCalendars calendars, DateTimeOffset now)
    {
        var corrections = Corrections(sheet).ToList();
        var added = sheet.Added.ConvertAll(one => RequirementAtIssue.Of(ConfirmedRequirement.Of(one.Read,
            corrections.Where(correction => correction.Number == one.Read.Number), recomputed: null), calendars, now));
        if (added.Where(it => it.Requirement.Dated && (it.DueAt is not { } due || due <= now)).ToList() is [_, ..] undated)
            return new(Unusable([.. undated.Select(it => new FieldError(PathOf(sheet, it),
                "When it is due is not to be read, or has passed; allowed: dueAt after now, or a disposition without a deadline."))]));
        var amended = AmendedDistribution.Of(file, sheet, added, directory);
        if (amended.After.Owing is [])
            return new(new Refused("nothing-left", "Nothing would be owed any more; withdraw the notice instead."));
        if (added.ExceptBy(amended.New.Select(part => part.Requirement), it => it.Requirement.Number).ToList() is [_, ..] unowed)
            return new(Unusable([.. unowed.Select(it => new FieldError(PathOf(sheet, it),
                "No unit owes it: none of its level and kind stands at or below an addressee; give owes or lead."))]));
        if (IssueNotice.WithoutLead(amended.New).Intersect(added.Select(it => it.Requirement.Number)).ToList() is [_, ..] leaderless)
            return new(Unusable([.. added.Where(it => leaderless.Contains(it.Requirement.Number)).Select(it => new FieldError(
                PathOf(sheet, it), "Who leads it is left out of this notice, and others would join; give another lead, or none."))]));
        if (Misplaced(file, sheet, amended, directory, now).ToList() is [_, ..] misplaced)
            return new(Unusable([.. misplaced]));
        // What others let it order, they let it order as it was.
        var beyond = amended.New.Select(part => part.Unit).Concat(sheet.UnitsAdded).Concat(ConsentedTo(file, sheet, amended))
            .Distinct(StringComparer.Ordinal)
            .Where(unit => !directory.Units.MayOrder(file.IssuingUnit, unit, OfficialTime.DayOf(now))).ToList();
        if (beyond.Count > 0)
            return new(new Refused("beyond-authority", $"{beyond.Count} units are not the issuer's to order by itself: "
                + $"{string.Join(", ", beyond.Take(NamedInText))}{(beyond.Count > NamedInText ? " …" : "")}. "
                + "Issue a notice to them, which can be approved."));
        if (amended.After.AssignmentCount > IssueNotice.MostAssignments)
            return new(new Refused("too-many-assignments",
                $"{amended.After.AssignmentCount} assignments would result; at most {IssueNotice.MostAssignments} are possible."));

        List<Requirement> requirements = [.. sheet.Reworded, .. sheet.Added.Select(one => one.Read)];
        var (frozen, worded) = (KeptContent.Json(amended.After), requirements is [] ? null : KeptContent.Json(requirements));
        var @event = new NoticeEvent.Amended(amended.After.Amendment, reason, now, worded?.Sha256,
            [.. sheet.Added.Select(one => one.Read.Number)],
            [.. sheet.Moved.Keys.Union(sheet.Reworded.Select(requirement => requirement.Number)).Order()], [.. sheet.Dropped.Order()],
            sheet.UnitsAdded, sheet.UnitsRemoved, frozen.Sha256, amended.After.AssignmentCount, amended.New.Count, amended.Gone.Count,
            Workflow.Planning.Distribution.Chunks(amended.New).Count, directory.Version);
        return new(new Ruling(
            new Decided([.. corrections, .. added.Select(it => it.Correction()).OfType<NoticeEvent>(), @event]),
            worded is null ? [frozen] : [frozen, worded]) { Distribution = amended.After }, amended);
    }

    /// <summary>Units that owe what is changed because it was approved, or they agreed.</summary>
    private static IEnumerable<string> ConsentedTo(NoticeFile file, AmendmentSheet sheet, AmendedDistribution amended)
    {
        var units = file.Beyond
            .Where(asked => file.Facts.Answers.GetValueOrDefault(asked.Key) is AnswerValues.Approved or AnswerValues.Agreed)
            .SelectMany(asked => asked.Value).ToHashSet(StringComparer.Ordinal);
        var changed = sheet.Moved.Keys.Union(sheet.Reworded.Select(requirement => requirement.Number)).ToHashSet();
        return units.Count == 0 || changed.Count == 0 ? [] : amended.After.Parts()
            .Where(part => changed.Contains(part.Requirement) && units.Contains(part.Unit)).Select(part => part.Unit);
    }

    /// <summary>Added units that would owe nothing, or what is past already: nobody is late by an amendment.</summary>
    private static IEnumerable<FieldError> Misplaced(NoticeFile file, AmendmentSheet sheet, AmendedDistribution amended,
        DirectoryView directory, DateTimeOffset now)
    {
        foreach (var unit in sheet.UnitsAdded)
        {
            var owed = amended.NewBy(unit, file, directory);
            int[] past = [.. amended.After.Requirements.Where(it => owed.Contains(it.Number) && DueOf(it) <= now).Select(it => it.Number)];
            if (owed.Count == 0)
                yield return new("$.addUnits", $"Nobody would owe anything of this notice by {unit}.");
            else if (past.Length > 0)
                yield return new("$.addUnits", $"By {unit}, requirement {string.Join(", ", past)} would be owed, whose day has passed; "
                    + "drop that, or give it another day by the same amendment.");
        }

        DateTimeOffset? DueOf(FrozenRequirement it) =>
            it.DueAmendment == amended.After.Amendment ? it.DueAt : file.DueOf(it);
    }

    /// <summary>The days that it sets, and the units that it names.</summary>
    private static IEnumerable<NoticeEvent.RequirementCorrected> Corrections(AmendmentSheet sheet) =>
    [
        .. sheet.Moved.OrderBy(moved => moved.Key).Select(moved => new NoticeEvent.RequirementCorrected(moved.Key, null, null, moved.Value,
            null, null, CorrectionOrigin.Person)),
        .. sheet.Added.Where(one => one.Stated is { Lead: not null } or { Joint.Count: > 0 }).Select(one =>
            new NoticeEvent.RequirementCorrected(one.Read.Number, null, null, null, one.Stated.Lead, one.Stated.Joint,
                CorrectionOrigin.Person)),
    ];

    private static string PathOf(AmendmentSheet sheet, RequirementAtIssue added) =>
        $"$.add[{sheet.Added.FindIndex(one => one.Read.Number == added.Requirement.Number)}]";

    private static Unusable Unusable(params FieldError[] errors) =>
        new("amendment-unusable", string.Join(' ', errors.Select(error => error.Message)), errors);
}

/// <summary>What is ruled on an amendment.</summary>
/// <param name="Ruling">Its events.</param>
/// <param name="Amended">What the notice orders then; null where nothing becomes another.</param>
internal sealed record AmendmentRuling(Ruling Ruling, AmendedDistribution? Amended = null)
{
    public AmendmentRuling(Refused refused) : this((Ruling)refused) { }

    public AmendmentRuling(Unusable unusable) : this((Ruling)unusable) { }

    public AmendmentRuling(Decided decided) : this((Ruling)decided) { }
}
