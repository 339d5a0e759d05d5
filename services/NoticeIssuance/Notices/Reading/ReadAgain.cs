using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// The officer confirms how today's grammar reads a notice that is not issued yet: that reading takes the place of the one that stands.
/// What a person has said stays where it still has something to be said of: the same words, the same question.
/// </summary>
/// <param name="GrammarNow">The version whose reading was looked at (<see cref="Rereading.GrammarNow"/>).</param>
internal sealed record ReadAgain(int GrammarNow)
{
    /// <param name="reading">By today's grammar and calendars.</param>
    public static Ruling Decide(NoticeFile file, ReadAgain command, Reading reading, DirectoryView directory)
    {
        if (NoticeActs.Over(file.State) is { } over)
            return over;
        if (command.GrammarNow != NoticeReader.GrammarVersion)
            return new Refused("grammar-changed",
                $"Today's grammar is {NoticeReader.GrammarVersion}; look at its reading before confirming it.");
        if (reading is not Reading.Understood understood)
            return new Refused("not-a-notice", ((Reading.NotANotice)reading).Why);
        if (TooMuch.In(understood.Content) is { } much)
            return much;
        if (file.Facts.Content!.GrammarVersion == NoticeReader.GrammarVersion && RereadNotice.Of(file.Dossier!.Content, reading).Same)
            return new Decided([]);
        var dossier = file.Dossier! with { Content = understood.Content };
        var read = PostNotice.Understand(dossier, understood.Questions, file.IssuingUnit, earlierNotice: null, directory);
        var kept = Carried.Of(file, understood.Content, [.. read.Events.OfType<NoticeEvent.QuestionRaised>()]);
        return new(new Decided([.. read.Events, .. kept.Events]), [.. read.Contents, .. kept.Units]);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/rereading", HandleAsync).RequireAccess((Roles.Officer, Reach.Own))
            .Refuses(409).AnswersWith("ETag")
            .WithSummary("Confirm how today's grammar reads a notice that is not issued; what persons said of the same words stays");

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, ReadAgain command, IfMatch ifMatch, Permission permission, NoticeDesk desk, UnitDirectory units, NoticeViews views,
        HttpResponse response, CancellationToken ct)
    {
        var directory = units.Now;
        var acted = await desk.ActAsync(id, permission, ifMatch, async (notice, transaction) =>
        {
            var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
            var bytes = (await transaction.Sql().ContentAsync(notice.Facts.Source.Sha256, ct)).Bytes;
            var (text, html, given) = IncomingNotice.Again(notice.Facts.Source, bytes);
            return Decide(notice, command, NoticeReader.Read(text, html, notice.ReceivedAt, calendars, given), directory)
                .ThenReviewed(notice, directory, transaction.Now);
        }, ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }
}
