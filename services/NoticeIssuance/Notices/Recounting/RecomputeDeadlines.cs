using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// A calendar was published or amended: what was counted in its working days is counted again. On a notice not yet issued, what could not
/// be counted before is proposed and still to be confirmed.
/// Deciding again by the same calendars changes nothing, whatever message came how often.
/// </summary>
internal static class RecomputeDeadlines
{
    /// <param name="file">Opened to count.</param>
    /// <param name="calendars">As in force, <paramref name="year"/>'s among them.</param>
    public static Decision<NoticeEvent> Decide(NoticeFile file, IWorkingCalendars calendars, int year, DateTimeOffset now)
    {
        var recounts = CountedRequirement.Of(file).Select(counted => counted.By(calendars, year, now)).OfType<Recount>()
            .Where(recount => !recount.Stays).ToList();
        return new Decided([.. recounts.Select(recount => recount.Event()), .. recounts.SelectMany(recount => AskedAgain(file, recount))]);
    }

    /// <summary>What is still asked offers the day as it is counted now.</summary>
    private static IEnumerable<NoticeEvent> AskedAgain(NoticeFile file, Recount recount) =>
        from question in file.Facts.OpenQuestions()
        where QuestionSubject.RequirementOf(question.About) == recount.Number
        let deadline = file.Dossier!.Content.Requirements.Single(requirement => requirement.Number == recount.Number).Deadline
        let again = question.Kind switch
        {
            QuestionKinds.CalendarMissing => Questions.CalendarArrived(recount.Number, deadline, recount.DueAt, recount.Calendar),
            QuestionKinds.DeadlineAmbiguous => Asked.Of(question) with { Proposals = [.. question.Proposals.Select(recount.Counted)] },
            _ => null,
        }
        where again is not null
        select new NoticeEvent.QuestionRaised(question.Question, again.Kind, again.About, again.Span, again.Text, again.Proposals);
}

/// <summary>A deadline counted again.</summary>
/// <param name="Published">The calendar that made it be counted again.</param>
/// <param name="Stays">It would come to lie in the past: it stays as it was.</param>
internal sealed record Recount(int Number, DateTimeOffset? Before, DateTimeOffset DueAt, string Calendar, CalendarVersion Published,
    bool Stays)
{
    /// <summary>The proposal, with the day as it is counted now where it offered the day as it was.</summary>
    public Proposal Counted(Proposal proposal) => Before is not null && DueTime.Read(proposal.Value) == Before
        ? proposal with { Value = Questions.Instant(DueTime.Shown(DueAt)) } : proposal;

    public NoticeEvent.DeadlineRecomputed Event() => new(Number, Before, DueAt, Calendar, Published.ToString(),
        Before is null ? RecountReason.CalendarPublished : RecountReason.CalendarAmended);
}
