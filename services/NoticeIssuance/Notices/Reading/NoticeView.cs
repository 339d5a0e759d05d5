using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>A notice as answered over HTTP. Spans count UTF-16 code units of the decoded text as received.</summary>
/// <param name="Questions">Those open.</param>
/// <param name="Answered">The others.</param>
/// <param name="Assignments">How many were made; null before it is issued.</param>
/// <param name="RejectedFor">Why it was sent back.</param>
/// <param name="DirectoryVersion">
/// The version of the directory by which it was issued; until then, by which its addressees are resolved.
/// </param>
/// <param name="Allowed">What the caller may do with it now: answer, issue, reject, amend, withdraw, supersede, copy, approve,
/// agree.</param>
/// <param name="IssuingUnitName">Full name of the issuing unit today.</param>
/// <param name="Names">
/// Full names of units by the codes that stand in amendments, requirements, proposals and answers; at most 500.
/// </param>
/// <param name="WithdrawnFor">Why it was withdrawn.</param>
/// <param name="SupersededBy">The notice that took its place.</param>
/// <param name="Amendments">What was made another of it since the issue, in that order.</param>
/// <param name="Copies">The lines of the text that say to whom copies go.</param>
/// <param name="CopiedTo">
/// Units that a copy went to; before the issue, those that it would go to, of which whoever is to owe a part gets none.
/// </param>
/// <param name="Beside">Its parts, contacts, materials, and what it changes about earlier notices, as read.</param>
internal sealed record NoticeView(
    Guid Id, [OneOf(typeof(NoticeStates))] string State, long Version, string IssuingUnit, string? Reference,
    string? Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn, string? Urgency, string? Classification, string? Signature,
    IReadOnlyList<AddresseeView> Addressees, IReadOnlyList<string> Copies, IReadOnlyList<ReferenceView> References,
        IReadOnlyList<AttachmentView> Attachments,
    IReadOnlyList<RequirementView> Requirements, IReadOnlyList<OpenQuestion> Questions, IReadOnlyList<AnsweredView> Answered,
    IReadOnlyList<Mark> Marks, SourceView Source, int? Assignments, string? RejectedFor, long? DirectoryVersion,
    [OneOf("answer", "issue", "reject", "amend", "withdraw", "supersede", "copy", "approve", "agree")] IReadOnlyList<string> Allowed,
    Beside? Beside,
    string IssuingUnitName, IReadOnlyDictionary<string, string> Names, string? WithdrawnFor, SupersededBy? SupersededBy,
    IReadOnlyList<AmendmentView> Amendments, IReadOnlyList<CopyView> CopiedTo)
{
    private const int MostNamed = 500;

    public static NoticeView Of(NoticeFile file, DirectoryView directory, IReadOnlyDictionary<string, Guid[]> known,
        IReadOnlyList<string> allowed, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var (facts, content) = (file.Facts, file.Dossier?.Content);
        return new(
            file.Id, file.StateName, file.Version, file.IssuingUnit, facts.Source.Reference,
            content?.Title, content?.DocumentNumber, content?.Issuer, file.IssuedOn(), content?.Urgency, content?.Classification,
                content?.Signature,
            AddresseeView.All(file, directory), content?.Copies ?? [],
            [.. (content?.References ?? []).Select(reference => new ReferenceView(
                reference.DocumentNumber, reference.Title, reference.Span,
                    known.GetValueOrDefault(DocumentNumberKey.Of(reference.DocumentNumber) ?? "", [])))],
            AttachmentView.All(file), [.. file.Requirements().Select(confirmed => RequirementView.Of(confirmed, facts, calendars, now))],
            Asked.Open(file), AnsweredView.All(file), content?.Marks ?? [],
            new($"/v1/notices/{file.Id}/source", facts.Source.Sha256, facts.Source.Length, facts.Source.MediaType, facts.Source.Charset),
            (file.State as Notice.GivenOut)?.Assignments, (file.State as Notice.Rejected)?.Reason,
            (file.State as Notice.GivenOut)?.Issuance.DirectoryVersion
                ?? (facts.Addressees.Count == 0 ? null : facts.Addressees.Values.Max(units => units.DirectoryVersion)),
            allowed, content?.Beside, directory.Units.NameOf(file.IssuingUnit), NamesOf(file, directory),
            (file.State as Notice.Withdrawn)?.Reason,
            file.State is Notice.Superseded { By: var by } ? new(by.By, by.Title, by.DocumentNumber, by.Reason) : null,
            AmendmentView.All(file), CopyView.All(file, directory));
    }

    private static Dictionary<string, string> NamesOf(NoticeFile file, DirectoryView directory) =>
        file.Facts.Amendments.SelectMany(amended => amended.UnitsAdded.Concat(amended.UnitsRemoved))
            .Concat(file.Requirements().SelectMany(requirement => requirement.Joint.Append(requirement.Lead ?? "")))
            .Concat(file.Facts.Questions.Values.SelectMany(question => question.Proposals).SelectMany(one => one.Value.Split(',')))
            .Concat(file.Facts.Answers.Values.SelectMany(answer => answer.Split(',')))
            .Where(directory.Units.Exists).Distinct(StringComparer.Ordinal).Take(MostNamed)
            .ToDictionary(code => code, directory.Units.NameOf, StringComparer.Ordinal);
}

/// <summary>The states as views, lists and messages name them.</summary>
internal static class NoticeStates
{
    public const string Received = "received";
    public const string Issued = "issued";
    public const string Concluded = "concluded";
    public const string Withdrawn = "withdrawn";
    public const string Superseded = "superseded";
    public const string Rejected = "rejected";

    public static IReadOnlyList<string> All { get; } = [Received, Issued, Concluded, Withdrawn, Superseded, Rejected];
}

/// <summary>An amendment of the notice.</summary>
/// <param name="At">When it was decided, with the offset of the notice's zone.</param>
/// <param name="Added">Numbers of requirements that it added.</param>
/// <param name="Changed">Of those that are due at another instant or worded otherwise since.</param>
/// <param name="Dropped">Those that it took out.</param>
/// <param name="UnitsAdded">Units that it is addressed to since.</param>
/// <param name="UnitsRemoved">Units that, with those below them, owe nothing of it since.</param>
/// <param name="Made">How many assignments were made by it.</param>
/// <param name="NoLonger">How many were owed no more by it.</param>
internal sealed record AmendmentView(int Number, DateTimeOffset At, string Reason, IReadOnlyList<int> Added, IReadOnlyList<int> Changed,
    IReadOnlyList<DroppedView> Dropped, IReadOnlyList<string> UnitsAdded, IReadOnlyList<string> UnitsRemoved, int Made, int NoLonger)
{
    public static IReadOnlyList<AmendmentView> All(NoticeFile file)
    {
        var texts = file.Dossier?.Content.Requirements.ToDictionary(read => read.Number, read => read.Text) ?? [];
        return [.. file.Facts.Amendments.Select(amended => new AmendmentView(amended.Number, DueTime.Shown(amended.At), amended.Reason,
            amended.Added, amended.Changed, [.. amended.Dropped.Select(number => new DroppedView(number, texts[number]))],
            amended.UnitsAdded, amended.UnitsRemoved, amended.Made, amended.NoLonger))];
    }
}

/// <summary>A requirement that an amendment took out, as it was worded last.</summary>
internal sealed record DroppedView(int Number, string Text);

/// <summary>The notice that took another's place.</summary>
internal sealed record SupersededBy(Guid Id, string Title, string? DocumentNumber, string? Reason);

/// <summary>To whom copies go.</summary>
/// <param name="Phrase">As the notice writes it; null for units that an officer added, and once the notice is issued.</param>
/// <param name="Count">How many units; 0 where the directory does not know whom the phrase means, or an officer took them out.</param>
/// <param name="Units">The first 200 of them, by code.</param>
internal sealed record CopyView(string? Phrase, int Count, IReadOnlyList<UnitName> Units)
{
    private const int MostNamed = 200;

    public static IReadOnlyList<CopyView> All(NoticeFile file, DirectoryView directory)
    {
        if (file.State is Notice.GivenOut)
            return file.Copied is [] ? [] : [Of(null, [.. file.Copied])];
        var (added, removed) = (file.Facts.CopiesAdded, file.Facts.CopiesRemoved);
        var named = CopyNotice.Named(file, directory).Select(one => (one.Phrase, Units: one.Units.Except(removed).ToList())).ToList();
        var besides = added.Except(named.SelectMany(one => one.Units));
        return [.. named.Select(one => Of(one.Phrase, one.Units)), .. besides.IsEmpty ? [] : new[] { Of(null, besides) }];

        CopyView Of(string? phrase, IReadOnlyCollection<string> units) =>
            new(phrase, units.Count, [.. units.Take(MostNamed).Select(directory.Units.Named)]);
    }
}

/// <summary>The received document.</summary>
internal sealed record SourceView(string Href, string Sha256, long Length, string MediaType, string Charset);

/// <param name="Units">Codes; null while the phrase is not resolved.</param>
/// <param name="Candidates">Whom a partial phrase (部分…) may mean, while it is not resolved; null otherwise.</param>
/// <param name="Named">The first 200 of <paramref name="Units"/>, else of <paramref name="Candidates"/>, with their names.</param>
internal sealed record AddresseeView(string Phrase, TextSpan? Span, IReadOnlyList<string>? Units, bool Partial,
    IReadOnlyList<string>? Candidates, IReadOnlyList<UnitName> Named)
{
    private const int MostCandidates = 500;
    private const int MostNamed = 200;

    public static IReadOnlyList<AddresseeView> All(NoticeFile file, DirectoryView directory)
    {
        var read = file.Dossier?.Content.Addressees ?? [];
        var shown = read.Index().Select(addressee => Of(addressee.Item,
            file.Addressees.GetValueOrDefault(addressee.Index + 1) is { Count: > 0 } units ? units : null));
        var chosen = file.Facts.Addressees.Where(resolved => resolved.Key > read.Count).Select(resolved => new AddresseeView(
            resolved.Value.Phrase, Span: null, file.Addressees[resolved.Key], Partial: false, Candidates: null,
            Names(file.Addressees[resolved.Key])));
        return [.. shown, .. chosen];

        AddresseeView Of(Addressee addressee, IReadOnlyList<string>? units)
        {
            var candidates = units is null && addressee.Partial ? Candidates(addressee.Phrase) : null;
            return new(addressee.Phrase, addressee.Span, units, addressee.Partial, candidates, Names(units ?? candidates ?? []));
        }

        UnitName[] Names(IReadOnlyList<string> units) => [.. units.Take(MostNamed).Select(directory.Units.Named)];

        IReadOnlyList<string> Candidates(string phrase) => directory.Resolve(phrase, file.IssuingUnit) switch
        {
            AddresseeResolution.SomeOf some => [.. some.Candidates.Take(MostCandidates)],
            AddresseeResolution.Units units => [.. units.Codes.Take(MostCandidates)],
            _ => [],
        };
    }
}

/// <param name="Notices">Ids of the notices with this number that the caller may read.</param>
internal sealed record ReferenceView(string? DocumentNumber, string? Title, TextSpan Span, IReadOnlyList<Guid> Notices);

/// <summary>An attachment that the text names, one that came with it, or both.</summary>
internal sealed record AttachmentView(string Name, string? Sha256, long? Size, string? MediaType, string? Href)
{
    public static IReadOnlyList<AttachmentView> All(NoticeFile file)
    {
        var files = file.Dossier?.Files ?? [];
        var named = (file.Dossier?.Content.Attachments ?? [])
            .Where(name => files.All(kept => Path.GetFileNameWithoutExtension(kept.Name) != name && kept.Name != name));
        return [.. named.Select(name => new AttachmentView(name, null, null, null, null)),
            .. files.Select(kept =>
                new AttachmentView(kept.Name, kept.Sha256, kept.Size, kept.MediaType, $"/v1/notices/{file.Id}/attachments/{kept.Sha256}"))];
    }
}

/// <param name="Owes">Without a level: the addressees themselves.</param>
/// <param name="Amendment">Number of the amendment that added or changed it last; null where none did.</param>
/// <param name="Lead">Code of the unit that leads, or, where none is set, the notice's own words.</param>
/// <param name="Joint">Likewise.</param>
/// <param name="Recurrence">In the manner of an RRULE, with its first and last day where the notice says them.</param>
/// <param name="Occurrences">
/// The first three instants at which a recurring duty is due, with the offset of the notice's zone, fewer where it or the published
/// calendars end before them; what has no day yet is counted from now. Null where it does not recur. The first of them is passed down at
/// the issue.
/// </param>
internal sealed record RequirementView(
    int Number, string? Label, string Text, TextSpan? Span, string Quote,
    [OneOf(typeof(Duties))] string Kind, Disposition Disposition, OwedBy Owes, string? Actor,
    string? Lead, IReadOnlyList<string> Joint, string? ReportTo, IReadOnlyList<string> Figures, IReadOnlyList<string> Evidence,
    IReadOnlyList<string>? Checklist, int? After, string? Cites, string? Recurrence, DeadlineView? Deadline, int? Amendment,
    IReadOnlyList<DateTimeOffset>? Occurrences)
{
    private const int MostShown = 3;

    public static RequirementView Of(ConfirmedRequirement confirmed, NoticeFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var (read, named) = (confirmed.Read, confirmed.Lead is not null || confirmed.Joint.Count > 0);
        return new(
            read.Number, read.Label, read.Text, read.Span, read.Quote, read.Kind, confirmed.Disposition, confirmed.Owes, read.Actor,
            named ? confirmed.Lead : read.Lead, named ? confirmed.Joint : read.Joint, read.ReportTo, read.Figures, read.Evidence,
            read.Checklist, read.After, read.Cites, read.Recurrence?.ToString(), DeadlineView.Of(confirmed),
            facts.Amendments.LastOrDefault(one => one.Added.Contains(read.Number) || one.Changed.Contains(read.Number))?.Number,
            OccurrencesOf(confirmed, calendars, now));
    }

    private static IReadOnlyList<DateTimeOffset>? OccurrencesOf(
        ConfirmedRequirement confirmed, IWorkingCalendars calendars, DateTimeOffset now)
    {
        if (confirmed is not { Disposition: Disposition.Recurring, Read.Recurrence: { } recurrence })
            return null;
        var later = recurrence.InstantsFrom(OfficialTime.DayOf(confirmed.DueAt ?? now), calendars: calendars);
        return [.. (confirmed.DueAt is { } first ? later.Where(at => at > first).Prepend(first) : later.Where(at => at >= now))
            .Take(MostShown).Select(DueTime.Shown)];
    }
}

/// <param name="DueAt">
/// Last instant in time, inclusive, with the offset of the notice's zone; null where undated or dated by an event to come.
/// </param>
/// <param name="Words">The words that say so; null where an officer set it.</param>
/// <param name="Rule">The grammar form that read them, or <c>officer</c>.</param>
/// <param name="Alternatives">Other readings of the same words.</param>
internal sealed record DeadlineView(
    DateTimeOffset? DueAt, string? Words, TextSpan? Span, string Rule, InferredYear? InferredYear, string? Calendar,
        IReadOnlyList<AlternativeDue> Alternatives, Anchor? Anchor)
{
    public static DeadlineView? Of(ConfirmedRequirement confirmed)
    {
        DateTimeOffset? due = confirmed.DueAt is { } instant ? DueTime.Shown(instant) : null;
        return confirmed.Read.Deadline is { } read
            ? new(due, read.Words, read.Span, read.Rule, read.InferredYear, confirmed.Calendar,
                [.. read.Alternatives.Select(other => other with { DueAt = DueTime.Shown(other.DueAt) })], read.Anchor)
            : due is null ? null : new(due, null, null, "officer", null, null, [], null);
    }
}

/// <summary>A question that was answered.</summary>
/// <param name="Value">A text, or an array of unit codes.</param>
internal sealed record AnsweredView(string Id,
    [OneOf(typeof(QuestionKinds), typeof(NoticeQuestions))] string Kind, string About, TextSpan? Span, string Text,
    IReadOnlyList<Proposal> Proposals, JsonNode Value)
{
    public static IReadOnlyList<AnsweredView> All(NoticeFile file) =>
    [
        .. Asked.InTextOrder(file.Facts.Questions.Values.Where(question => file.Facts.Answers.ContainsKey(question.Question)))
            .Select(question =>
        {
            var (id, kind, about, span, text, proposals) = Asked.Of(question);
            return new AnsweredView(id, kind, about, span, text, proposals, ValueOf(file, question));
        }),
    ];

    private static JsonNode ValueOf(NoticeFile file, NoticeEvent.QuestionRaised question)
    {
        if (!QuestionSubject.IsAddressing(question))
            return JsonValue.Create(file.Facts.Answers[question.Question])!;
        var number = QuestionSubject.AddresseeOf(question.About) ?? file.Dossier!.Content.Addressees.Count + 1;
        return new JsonArray([.. file.Addressees[number].Select(code => (JsonNode)code)]);
    }
}
