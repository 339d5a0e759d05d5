using TaskAssignment.Notices;
using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// Stored events as messages: what was dispatched travels together, a notice at a time, and so does what units are told at once; every
/// other stream of the page with the state it had at the page's end; and notices whose last assignment is done with.
/// </summary>
internal sealed class AssignmentPublisher(StreamStore streams, NoticeStore notices) : IEventPublisher
{
    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var events = page.Select(stored => (Stored: stored, Event: stored.Read())).ToList();
        var dispatched = events.Where(e => e.Event is AssignmentEvent.Dispatched)
            .Select(e => (e.Stored, (AssignmentEvent.Dispatched)e.Event));
        var changed = events.Where(e => e.Event is AssignmentEvent and not AssignmentEvent.Dispatched).Select(e => e.Stored);
        return [.. await DispatchedAsync([.. dispatched], ct), .. await ChangedAsync([.. changed], page[^1].Sequence, ct)];
    }

    private async Task<IEnumerable<OutgoingMessage>> DispatchedAsync(
        IReadOnlyList<(StoredEvent Stored, AssignmentEvent.Dispatched Event)> dispatched, CancellationToken ct)
    {
        if (dispatched.Count == 0)
            return [];
        var ids = dispatched.Select(d => d.Event.Notice).Distinct().ToList();
        var (heads, requirements) = (await notices.HeadsAsync(ids, ct), await notices.RequirementsAsync(ids, ct));
        return dispatched.GroupBy(d => d.Event.Notice).SelectMany(notice => notice.Chunk(AssignmentDesk.ChunkSize)).Select(chunk =>
        {
            var (first, notice) = (chunk[0].Stored, chunk[0].Event.Notice);
            var numbers = chunk.Select(d => d.Event.Requirement).Distinct().Order();
            var message = new AssignmentsDispatched(
                heads[notice],
                [.. numbers.Select(number => requirements[(notice, number)])],
                [.. chunk.Select(d => new DispatchedAssignment(d.Stored.Stream, d.Stored.Version, d.Event.Requirement, d.Event.Unit,
                    d.Event.Occurrence, d.Event.DueAt, DeadlineVersion: 1, d.Event.InsteadOf is null ? null : d.Stored.RecordedAt))]);
            return new OutgoingMessage(message, Ids.Derived(first.Id, "assignments-dispatched"), notice, Cause: first);
        });
    }

    private async Task<IEnumerable<OutgoingMessage>> ChangedAsync(IReadOnlyList<StoredEvent> changed, long toSequence, CancellationToken ct)
    {
        if (changed.Count == 0)
            return [];
        var (stories, unreadable) = await streams.LoadStoriesAsync<Assignment, AssignmentEvent>(
            [.. changed.Select(stored => stored.Stream).Distinct()], ct);
        if (unreadable.Count > 0)
            throw unreadable.Values.First();
        var last = changed.GroupBy(stored => stored.Stream).Select(stream => stream.Last()).ToList();
        return
        [
            .. last.SelectMany(stored => Changed(stored, stories[stored.Stream].Events, toSequence)),
            .. await NewsAsync(changed, stories, ct),
            .. await DischargedAsync(changed, stories, ct),
        ];
    }

    /// <summary>Its present state; and, where another unit does it from now on, that. Nothing follows then.</summary>
    private static IEnumerable<OutgoingMessage> Changed(StoredEvent last, IReadOnlyList<Told<AssignmentEvent>> story, long toSequence)
    {
        var known = story.TakeWhile(told => told.Stored.Sequence <= toSequence).Select(told => told.Event).ToList();
        var state = known.Aggregate(Assignment.Initial, Assignment.Evolve);
        yield return Present(last, (Assignment.Known)state, known.Count);
        if (state is not Assignment.Reassigned { Facts.Dispatch: var dispatch } reassigned)
            yield break;
        yield return new(new AssignmentReassigned(reassigned.Assignment, dispatch.Notice, dispatch.Requirement, dispatch.Unit,
            reassigned.Unit), Ids.Derived(last.Id, "assignment-reassigned"), dispatch.Notice, Cause: last);
    }

    private static OutgoingMessage Present(StoredEvent last, Assignment.Known state, long version)
    {
        var (facts, dispatch) = (state.Facts, state.Facts.Dispatch);
        var message = new AssignmentChanged(
            last.Stream, version, dispatch.Notice, dispatch.Requirement, dispatch.Unit, dispatch.Occurrence,
            States.Of(state), facts.DueAt, facts.DeadlineVersion, facts.MovedAt, facts.Verdict?.Name(),
            ToldApart: true);
        return new(message, Ids.Derived(last.Id, "assignment-changed"), dispatch.Notice, Cause: last);
    }

    private async Task<IEnumerable<OutgoingMessage>> NewsAsync(IReadOnlyList<StoredEvent> changed,
        IReadOnlyDictionary<Guid, Story<Assignment, AssignmentEvent>> stories, CancellationToken ct)
    {
        Guid[] over = [.. changed.Where(stored => stored.Read() is AssignmentEvent.Cancelled)
            .Select(stored => NoticeOf(stories[stored.Stream])).Distinct()];
        var withdrawn = await notices.WithdrawnAsync(over, ct);
        var news = changed.Select(stored => (Stored: stored, Notice: NoticeOf(stories[stored.Stream]),
                News: News.Of(stories[stored.Stream].Events, (int)stored.Version - 1,
                    withdrawn.GetValueOrDefault(NoticeOf(stories[stored.Stream])))))
            .Where(one => one.News is not null).DistinctBy(one => one.News!.Message).ToList();
        if (news.Count == 0)
            return [];
        Guid[] ids = [.. news.Select(one => one.Notice).Distinct()];
        var (heads, requirements) = (await notices.HeadsAsync(ids, ct),
            await notices.RequirementsAsync(ids, ct, news.Select(one => one.News!.Requirement)));
        return news.GroupBy(one => one.Notice).SelectMany(notice => notice.Chunk(AssignmentDesk.ChunkSize)).Select(chunk =>
        {
            var (first, notice) = (chunk[0].Stored, chunk[0].Notice);
            var numbers = chunk.Select(one => one.News!.Requirement).Distinct().Order();
            return new OutgoingMessage(
                new AssignmentNews(heads[notice], [.. numbers.Select(number => requirements[(notice, number)])],
                    [.. chunk.Select(one => one.News!)]), Ids.Derived(first.Id, "assignment-news"), notice, Cause: first);
        });
    }

    /// <summary>Of the notices of which something came to its end or was reopened, those discharged now, or no longer.</summary>
    private async Task<IEnumerable<OutgoingMessage>> DischargedAsync(IReadOnlyList<StoredEvent> changed,
        IReadOnlyDictionary<Guid, Story<Assignment, AssignmentEvent>> stories, CancellationToken ct)
    {
        var ended = changed.Where(stored => stored.Read() is AssignmentEvent.Closed or AssignmentEvent.Cancelled
                or AssignmentEvent.Reassigned or AssignmentEvent.Acknowledged or AssignmentEvent.Reopened)
            .GroupBy(stored => NoticeOf(stories[stored.Stream])).ToDictionary(notice => notice.Key, notice => notice.ToList());
        Guid[] reopened = [.. ended.Where(notice => notice.Value.Exists(stored => stored.Read() is AssignmentEvent.Reopened))
            .Select(notice => notice.Key)];
        return (await notices.StandingsAsync([.. ended.Keys], reopened, ct))
            .Where(notice => notice.IsDischarged || reopened.Contains(notice.Notice)).Select(notice => new OutgoingMessage(notice,
                Ids.Derived(ended[notice.Notice][^1].Id, "notice-discharged"), notice.Notice, Cause: ended[notice.Notice][^1]));
    }

    private static Guid NoticeOf(Story<Assignment, AssignmentEvent> story) => ((Assignment.Known)story.State).Facts.Dispatch.Notice;
}
