using NoticeIssuance.Understanding;
using Workflow.Calendars;
using Workflow.EventSourcing;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>
/// A calendar was published or amended: what was counted in its working days is counted again. On a notice not yet issued, what could not
/// be counted before is proposed and still to be confirmed.
/// Deciding again by the same calendars changes nothing, whatever message came how often.
/// </summary>
internal static class RecomputeDeadlines
{
    /// <param name="frozen">What was issued; null before.</param>
    /// <param name="calendars">As in force, <paramref name="year"/>'s among them.</param>
    public static Decision<NoticeEvent> Decide(NoticeFile file, FrozenDistribution? frozen, IWorkingCalendars calendars, int year,
        DateTimeOffset now)
    {
        var recounts = CountedRequirement.Of(file, frozen).Select(counted => counted.By(calendars, year, now)).OfType<Recount>()
            .Where(recount => !recount.Stays).ToList();
        return new Decided([.. recounts.Select(recount => recount.Event()), .. recounts.SelectMany(recount => AskedAgain(file, recount))]);
    }

    private static IEnumerable<NoticeEvent> AskedAgain(NoticeFile file, Recount recount) =>
        from question in file.Facts.OpenQuestions()
        where question.Kind == QuestionKinds.CalendarMissing && QuestionSubject.RequirementOf(question.About) == recount.Number
        let deadline = file.Dossier!.Content.Requirements.Single(requirement => requirement.Number == recount.Number).Deadline
        let again = Questions.CalendarArrived(recount.Number, deadline, recount.DueAt, recount.Calendar)
        select new NoticeEvent.QuestionRaised(question.Question, again.Kind, again.About, again.Span, again.Text, again.Proposals);
}
