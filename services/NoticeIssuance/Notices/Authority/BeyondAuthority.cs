using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// Whom a notice would order that its issuer may not: neither at or below it in the tree nor given by a standing grant of the day. It is a
/// question that holds for these units and for what was confirmed then; other units, or a correction, are another question. Pure.
/// </summary>
internal static class BeyondAuthority
{
    private const int NamedInText = 10;

    /// <summary>Asks what is to be asked now, and takes back what was asked of other units or orders.</summary>
    public static Ruling Review(NoticeFile file, DirectoryView directory, DateTimeOffset now)
    {
        if (file.State is not Notice.Received || file.Dossier is null)
            return new Decided([]);
        var day = OfficialTime.DayOf(now);
        var orders = Orders.Of(file, directory);
        var beyond = UnitList.Of(orders.Units().Codes.Where(unit => !directory.Units.MayOrder(file.IssuingUnit, unit, day)));
        var id = beyond.Codes is [] ? null : IdOf(file, beyond, orders);
        var events = file.Facts.OpenQuestions().Where(open => open.Kind == NoticeQuestions.BeyondAuthority && open.Question != id)
            .Select(NoticeEvent (open) => new NoticeEvent.QuestionAnswered(open.Question, AnswerValues.Superseded)).ToList();
        if (id is null || (file.Facts.Beyond.ContainsKey(id) && Holds(file, id, beyond.Codes, directory.Units)))
            return new Decided(events);
        return new(new Decided([.. events, new NoticeEvent.BeyondAuthority(id, beyond.Kept.Sha256, beyond.Codes.Count),
            Ask(id, beyond.Codes, file.IssuingUnit, directory)]), beyond.Kept);
    }

    /// <summary>Whether what was asked before is open still, or settled by whom it can be settled in the tree of today.</summary>
    private static bool Holds(NoticeFile file, string question, IReadOnlyList<string> units, UnitSnapshot tree) =>
        file.Facts.Answers.GetValueOrDefault(question) switch
        {
            AnswerValues.Superseded => false,
            AnswerValues.Approved or AnswerValues.Agreed => units.All(unit =>
                file.Facts.Consents.Exists(given => given.Question == question && IsFor(given, unit, file.IssuingUnit, tree))),
            _ => true,
        };

    /// <summary>What was ruled, then the review of what it leaves.</summary>
    public static Ruling ThenReviewed(this Ruling ruling, NoticeFile before, DirectoryView directory, DateTimeOffset now) =>
        ruling.Decision is Decision<NoticeEvent>.Accepted ? ruling.Then(Review(before.After(ruling), directory, now)) : ruling;

    /// <summary>Who of them has to agree for itself: nobody stands above it and the issuer.</summary>
    public static IEnumerable<string> ToAgree(IEnumerable<string> units, string issuer, UnitSnapshot tree)
    {
        var above = tree.Path(issuer).SkipLast(1).ToHashSet(StringComparer.Ordinal);
        return units.Where(unit => !tree.Path(unit).Any(above.Contains));
    }

    /// <summary>
    /// 批准 from above the issuer, for those of the units that stand at or below who approves; or 会签 of one of them. With the last one's
    /// consent the question is answered.
    /// </summary>
    public static Ruling Consent(NoticeFile file, string by, bool isApproval, DirectoryView directory)
    {
        switch (file.State)
        {
            case Notice.Issued or Notice.Concluded:
                return new Decided([]);
            case Notice.GivenOut or Notice.Rejected:
                return NoticeActs.Over(file.State)!;
        }
        if (OpenIn(file) is not { } question
            || !file.Beyond[question].Any(unit => IsFor(new(question, by, isApproval), unit, file.IssuingUnit, directory.Units)))
        {
            return HasConsented(file, by, isApproval) ? new Decided([])
                : new Refused("nothing-to-consent", $"Nothing of this notice waits for {by}.");
        }
        var consent = new Consent(question, by, isApproval);
        var consents = file.Facts.Consents.Where(given => given.Question == question).Append(consent).ToList();
        List<NoticeEvent> events = file.Facts.Consents.Contains(consent) ? []
            : [isApproval ? new NoticeEvent.Approved(question, by) : new NoticeEvent.Agreed(question, by)];
        if (file.Beyond[question].All(unit => consents.Exists(given => IsFor(given, unit, file.IssuingUnit, directory.Units))))
            events.Add(new NoticeEvent.QuestionAnswered(question,
                consents.Exists(given => given.IsApproval) ? AnswerValues.Approved : AnswerValues.Agreed));
        return new Decided(events);
    }

    /// <summary>The question that is open in it; null where none is.</summary>
    public static string? OpenIn(NoticeFile file) =>
        file.Facts.OpenQuestions().FirstOrDefault(open => open.Kind == NoticeQuestions.BeyondAuthority)?.Question;

    /// <summary>Whether it has, to what is open now; where nothing is, to anything.</summary>
    public static bool HasConsented(NoticeFile file, string by, bool isApproval)
    {
        var open = OpenIn(file);
        return file.Facts.Consents.Exists(given => given.By == by && given.IsApproval == isApproval
            && (open is null || given.Question == open));
    }

    /// <summary>Whether the consent can be given for the unit in this tree.</summary>
    private static bool IsFor(Consent consent, string unit, string issuer, UnitSnapshot tree) => consent.IsApproval
        ? tree.IsBelow(issuer, consent.By) && tree.IsSelfOrBelow(unit, consent.By)
        : unit == consent.By && ToAgree([unit], issuer, tree).Any();

    /// <summary>Of the units, of what each of them would owe, and of what the notice orders as confirmed now.</summary>
    private static string IdOf(NoticeFile file, UnitList units, Orders orders)
    {
        var beyond = units.Codes.ToHashSet(StringComparer.Ordinal);
        var confirmed = file.Requirements().Select(it => new { it.Number, it.Disposition, it.Owes, it.DueAt, it.Lead, it.Joint });
        return $"{NoticeQuestions.BeyondAuthority}-" + KeptContent.Json(new
        {
            units.Kept.Sha256, confirmed, parts = orders.Parts.Where(part => beyond.Contains(part.Unit)),
        }).Sha256;
    }

    private static NoticeEvent.QuestionRaised Ask(string id, IReadOnlyList<string> units, string issuer, DirectoryView directory)
    {
        var names = string.Join('、', units.Take(NamedInText).Select(code => directory.Units.Find(code)?.Name ?? code));
        var agreeing = ToAgree(units, issuer, directory.Units).Count();
        var way = agreeing == 0 ? "报共同上级批准" : agreeing == units.Count ? "由这些单位会签同意" : "报共同上级批准、由无共同上级的单位会签同意";
        return new(id, NoticeQuestions.BeyondAuthority, "notice", Span: null,
            $"{units.Count} 个单位不在发文单位职权范围之内：{names}{(units.Count > NamedInText ? "等" : "")}。是不发给这些单位，还是{way}？",
            [new(AnswerValues.LeaveOut, "不发给这些单位")]);
    }
}
