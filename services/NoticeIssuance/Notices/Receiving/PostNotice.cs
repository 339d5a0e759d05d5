using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// An upstream system hands in a notice: it is kept as received, understood, asked about, and, on demand, issued when nothing is open.
/// </summary>
/// <param name="Earlier">The notice with its number that the unit received from the same issuer before.</param>
internal sealed record PostNotice(
    IncomingNotice Incoming, NoticeContent Content, IReadOnlyList<OpenQuestion> Read, string IssuingUnit, Guid? Earlier)
{
    public Dossier Dossier() => new(Content, [.. Incoming.Files.Select(file =>
        new KeptFile(file.Name, file.Content.MediaType, file.Content.Sha256, file.Content.Bytes.Length))]);

    public static Ruling Decide(PostNotice command, DirectoryView directory)
    {
        var incoming = command.Incoming;
        var received = new NoticeEvent.Received(incoming.Source.Sha256, incoming.Source.Bytes.Length, incoming.Source.MediaType,
            incoming.Charset, command.IssuingUnit, incoming.Reference);
        var read = Understand(command.Dossier(), command.Read, command.IssuingUnit, command.Earlier, directory);
        return new(new Decided([received, .. read.Events]),
            [incoming.Source, .. read.Contents, .. incoming.Files.Select(file => file.Content)]);
    }

    /// <summary>What a reading comes to: what was understood, what is asked, whom the directory knows.</summary>
    public static Ruling Understand(
        Dossier understood, IReadOnlyList<OpenQuestion> read, string issuingUnit, Guid? earlierNotice, DirectoryView directory)
    {
        var content = understood.Content;
        var dossier = KeptContent.Json(understood);
        var addressing = Addressing.Of(content, issuingUnit, directory);
        var events = new List<NoticeEvent>
        {
            new NoticeEvent.Understood(
                content.GrammarVersion, dossier.Sha256, content.Title ?? "", content.DocumentNumber, content.Issuer, content.IssuedOn,
                content.Addressees.Count, content.Requirements.Count),
        };
        // Whom a phrase means is the directory's to say, not the grammar's.
        events.AddRange(read.Where(question => QuestionSubject.AddresseeOf(question.About) is null)
            .Select(question => new NoticeEvent.QuestionRaised(question.Id, question.Kind, question.About, question.Span, question.Text,
                ProposalsOf(question, issuingUnit, directory))));
        events.AddRange(addressing.Questions);
        events.AddRange(Undated(content, read));
        if (earlierNotice is { } earlier)
            events.Add(Repeated(content, earlier));
        events.AddRange(addressing.Resolved.Select(units =>
            units.Value.Resolved(units.Key, content.Addressees[units.Key - 1].Phrase, directory.Version)));
        events.AddRange(addressing.Named);
        return new(new Decided(events), [dossier, .. addressing.Resolved.Values.Select(units => units.Kept)]);
    }

    /// <summary>A due instant that was given does not lie before the notice.</summary>
    /// <param name="received">The notice as received; what was given has its number by its place.</param>
    public static void Check(IncomingNotice incoming, NoticeFile received)
    {
        var first = received.FirstDay();
        FieldError[] errors = [.. (incoming.Given?.Requirements ?? []).Index()
            .Where(given => given.Item.DueAt is { } due && OfficialTime.DayOf(due) < first)
            .Select(given => new FieldError($"$.requirements[{given.Index}].dueAt", DueTime.TooEarly(given.Item.DueAt!.Value, first)))];
        if (errors.Length > 0)
            throw new RefusedRequestException(422, "fields-unusable",
                string.Join(' ', errors.Select(error => $"{error.Field}: {error.Message}")), errors);
    }

    private const string Example = "关于报送学习情况的通知\n各区委组织部：\n请于2016年4月30日前报送学习情况。\n港城市委组织部\n2016年4月1日";

    private const string Given =
        """
        {"text":"请于2016年4月30日前报送学习情况。","title":"关于报送学习情况的通知","issuer":"港城市委组织部","documentNumber":"港组通〔2016〕12号",
        "issuedOn":"2016-04-01","addressees":["各区委组织部"],"requirements":[{"text":"请于2016年4月30日前报送学习情况。","kind":"report",
        "disposition":"dated","dueAt":"2016-04-30"}]}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/notices", HandleAsync)
        .RequireAccess((Roles.Upstream, Reach.Own), (Roles.Officer, Reach.Own)).RequireIdempotencyKey()
        .LimitBody(IncomingNotice.LargestRequest)
        .Accepts<StructuredNotice>("application/json", "text/plain", "text/html", WordDocument.MediaType, "multipart/form-data")
        .TakesParts((IncomingNotice.NoticePart, "The notice: text, HTML, JSON or DOCX."),
            ("attachment", "Any other part is an attachment."))
        .Shows("application/json", Given).Shows("text/plain", Example)
        .Shows("text/html", $"<p>{Example.Replace("\n", "</p><p>", StringComparison.Ordinal)}</p>")
        .TakesHeader("X-Reference", "The sender's own reference, by which the notice is found again.")
        .WithSummary("Hand in a notice: as text, HTML, DOCX, JSON, or multipart with the part `notice` and attachments; "
            + "?issue=true issues it when nothing is open");

    private static async Task<Results<Accepted<PostedNotice>, ProblemHttpResult>> HandleAsync(
        IncomingNotice incoming, bool? issue, IdempotencyKey? key, Permission permission, ReceiveNotices receive, CancellationToken ct)
    {
        if (ClassifiedNotice.Is(incoming))
            return ClassifiedNotice.Refused;
        var read = await receive.ReadAsync(incoming, ct);
        switch (read.Reading)
        {
            case Reading.NotANotice nothing:
                return Problems.Unusable("not-a-notice", nothing.Why);
            case Reading.Understood { Content: var content } when TooMuch.In(content) is { } much:
                return Problems.Unusable(much.Code, much.Detail);
            case Reading.Understood understood:
                var posted = await receive.StoreAsync(incoming, understood, read.By, issue ?? false, key!,
                    permission.On(permission.Caller.Unit)!, ct);
                return TypedResults.Accepted(posted.Location(), posted);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static IReadOnlyList<Proposal> ProposalsOf(OpenQuestion question, string issuingUnit, DirectoryView directory) =>
        question.Kind == QuestionKinds.AddresseesMissing
            ? AddresseeProposals.For(phrase: null, new AddresseeResolution.Unresolved(), issuingUnit, directory) : question.Proposals;

    /// <summary>Limits that hang on an event only the notice knows, where nothing else was asked about them.</summary>
    private static IEnumerable<NoticeEvent.QuestionRaised> Undated(NoticeContent content, IReadOnlyList<OpenQuestion> read) =>
        content.Requirements
        .Where(requirement =>
            requirement is { Disposition: Disposition.Dated, Deadline: null or { DueAt: null, Anchor: null or { Event: "other" } } }
            && !read.Any(question =>
                QuestionSubject.RequirementOf(question.About) == requirement.Number && Settling.IsAboutTime(question.Kind)))
        .Select(requirement => new NoticeEvent.QuestionRaised(
            $"{NoticeQuestions.DeadlineMissing}-{requirement.Number}", NoticeQuestions.DeadlineMissing,
            QuestionSubject.Requirement(requirement.Number), requirement.Deadline?.Span ?? requirement.Span,
            $"第 {requirement.Number} 项“{requirement.Deadline?.Words ?? requirement.Quote}”的起算时间本通知没有写明。办结时限是哪一天？",
            [new(AnswerValues.Undated, "不设具体时限，完成即可")]));

    private static NoticeEvent.QuestionRaised Repeated(NoticeContent content, Guid earlier) => new(
        NoticeQuestions.AlreadyReceived, NoticeQuestions.AlreadyReceived, "notice", Span: null,
        $"{content.Issuer}的{content.DocumentNumber}此前已经收到过（{PostedNotice.LocationOf(earlier)}）。仍作为另一件办理，还是退文？",
        [new(AnswerValues.Separate, "作为另一件单独办理；重复报送的请退文")]);
}

/// <summary>The answer to a posted notice.</summary>
internal sealed record PostedNotice(Guid Id, [OneOf("received", "issued")] string State, IReadOnlyList<OpenQuestion> Questions)
{
    public string Location() => LocationOf(Id);

    public static string LocationOf(Guid notice) => $"/v1/notices/{notice}";
}

/// <summary>Receives notices: one transaction for the document, what was understood, the events, the rows and the answer.</summary>
internal sealed class ReceiveNotices(StreamStore streams, UnitDirectory units, DirectoryInForce inForce, PublishedCalendars published,
    TimeProvider time)
{
    /// <summary>Reads by the calendars that are likely to be in force when it is stored.</summary>
    public async Task<(Reading Reading, WorkingCalendars By)> ReadAsync(IncomingNotice incoming, CancellationToken ct)
    {
        var calendars = await published.LikelyAsync(ct);
        return (Read(incoming, calendars), calendars);
    }

    /// <param name="by">The calendars it was read by; where others are in force when it is stored, it is read by those.</param>
    public async Task<PostedNotice> StoreAsync(
        IncomingNotice incoming, Reading.Understood understood, WorkingCalendars by, bool issue, IdempotencyKey key, Actor actor,
        CancellationToken ct)
    {
        var directory = issue ? await inForce.AwaitAsync(ct) : units.Now;
        return await streams.TransactAsync(new(actor, CorrelationId: null, CausationId: null), async transaction =>
        {
            var (calendars, earlier) = await HoldAsync(transaction, actor.Unit!, understood.Content, ct);
            var read = calendars.AreSameAs(by) ? understood : (Reading.Understood)Read(incoming, calendars);
            var command = new PostNotice(incoming, read.Content, read.Questions, actor.Unit!, earlier);
            var empty = NoticeFile.New(Ids.Notice(transaction.Now), command.Dossier());
            var ruling = PostNotice.Decide(command, directory).ThenReviewed(empty, directory, transaction.Now);
            PostNotice.Check(incoming, empty.After(ruling));
            if (issue && IssueNotice.Decide(empty.After(ruling), directory, calendars, transaction.Now) is { Events: [_, ..] } issued)
                ruling = ruling.Then(issued);

            var file = NoticeDesk.Append(transaction, empty, ruling);
            var posted = new PostedNotice(file.Id, file.StateName, Asked.Open(file));
            await key.CompleteAsync(transaction, StatusCodes.Status202Accepted, posted, posted.Location(), ct,
                rows => NoticeDesk.Write(rows, ruling.Contents, [file], known: []));
            await transaction.CommitAsync(ct);
            return posted;
        }, ct);
    }

    /// <summary>
    /// Holds first the calendars, then the document number: which calendars are in force, and with which notice the unit has received the
    /// number before.
    /// </summary>
    private Task<(WorkingCalendars Calendars, Guid? Earlier)> HoldAsync(StreamTransaction transaction, string unit, NoticeContent content,
        CancellationToken ct) =>
        PublishedCalendars.Hold(transaction.Sql()).AskReceived(unit, content.DocumentNumber, content.Issuer).ResultsAsync(
            async row => (await published.ReadHeldAsync(row, ct), await NoticeList.ReadReceivedAsync(row, ct)), ct);

    private Reading Read(IncomingNotice incoming, WorkingCalendars calendars) =>
        NoticeReader.Read(incoming.Text, incoming.Html, time.GetUtcNow(), calendars, incoming.Given);
}
