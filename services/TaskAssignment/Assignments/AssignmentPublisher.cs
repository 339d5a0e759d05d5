using TaskAssignment.Notices;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// Stored events as messages: what was dispatched travels together, a notice at a time, and so does what units are told at once; every
/// other stream of the page with the state it had at the page's end; and notices whose last assignment is done with.
/// </summary>
internal sealed class AssignmentPublisher(StreamStore streams, NoticeStore notices, UnitTree tree) : IEventPublisher
{
    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var events = page.Select(stored => (Stored: stored, Event: stored.Read())).ToList();
        var dispatched = events.Where(e => e.Event is AssignmentEvent.Dispatched)
            .Select(e => (e.Stored, (AssignmentEvent.Dispatched)e.Event));
        var changed = events.Where(e => e.Event is AssignmentEvent and not AssignmentEvent.Dispatched)
            .Select(e => (e.Stored, (AssignmentEvent)e.Event));
        var streams = events.ToLookup(e => e.Stored.Stream, e => e.Event as AssignmentEvent);
        return [.. await DispatchedAsync([.. dispatched], streams, ct), .. await ChangedAsync([.. changed], page[^1].Sequence, ct)];
    }

    private Task<IEnumerable<OutgoingMessage>> DispatchedAsync(
        IReadOnlyList<(StoredEvent Stored, AssignmentEvent.Dispatched Event)> dispatched, ILookup<Guid, AssignmentEvent?> page,
        CancellationToken ct) =>
        TogetherAsync(dispatched, "assignments-dispatched", d => (d.Stored, d.Event.Notice, d.Event.Requirement),
            (head, requirements, some) => new AssignmentsDispatched(head, requirements,
                [.. some.Select(d => AsBegun(d.Stored, d.Event, [.. page[d.Stored.Stream].OfType<AssignmentEvent>()]))]), ct);

    /// <summary>With the deadline that it began with: where a calendar or an amendment had moved the day, the unit had no other.</summary>
    private static DispatchedAssignment AsBegun(StoredEvent stored, AssignmentEvent.Dispatched dispatched,
        IReadOnlyList<AssignmentEvent> events)
    {
        var begun = events.TakeWhile((e, i) => i == 0 || e is AssignmentEvent.DeadlineMoved or AssignmentEvent.Amended
            or AssignmentEvent.Cancelled).ToList();
        var state = (Assignment.Known)begun.Aggregate(Assignment.Initial, Assignment.Evolve);
        // That it is over is heard of as a change of its own.
        var version = stored.Version + (state is Assignment.Cancelled ? 0 : begun.Count - 1);
        return new(stored.Stream, version, dispatched.Requirement, dispatched.Unit, dispatched.Occurrence,
            state.Facts.DueAt, state.Facts.DeadlineVersion,
            dispatched is { InsteadOf: null, Amendment: null } ? null : stored.RecordedAt, state is Assignment.Cancelled);
    }

    private async Task<IEnumerable<OutgoingMessage>> ChangedAsync(
        IReadOnlyList<(StoredEvent Stored, AssignmentEvent Event)> changed, long toSequence, CancellationToken ct)
    {
        if (changed.Count == 0)
            return [];
        var (stories, unreadable) = await streams.LoadStoriesAsync<Assignment, AssignmentEvent>(
            [.. changed.Select(one => one.Stored.Stream).Distinct()], ct);
        if (unreadable.Count > 0)
            throw unreadable.Values.First();
        var changes = changed.Select(one => new Change(one.Stored, one.Event, stories[one.Stored.Stream])).ToList();
        return
        [
            .. changes.GroupBy(change => change.Stored.Stream).SelectMany(stream => Changed(stream.Last(), toSequence)),
            .. await NewsAsync(changes, ct),
            .. await DischargedAsync(changes, ct),
        ];
    }

    /// <summary>Its present state; and, where another unit does it from now on, that. Nothing follows then.</summary>
    private static IEnumerable<OutgoingMessage> Changed(Change last, long toSequence)
    {
        var known = last.Story.Events.TakeWhile(told => told.Stored.Sequence <= toSequence).ToList();
        var state = known.Count == last.Story.Events.Count ? last.Story.State
            : known.Select(told => told.Event).Aggregate(Assignment.Initial, Assignment.Evolve);
        yield return Present(last.Stored, (Assignment.Known)state, known.Count);
        if (state is not Assignment.Reassigned { Facts.Dispatch: var dispatch } reassigned)
            yield break;
        yield return new(new AssignmentReassigned(reassigned.Assignment, dispatch.Notice, dispatch.Requirement, dispatch.Unit,
            reassigned.Unit), Ids.Derived(last.Stored.Id, "assignment-reassigned"), dispatch.Notice, Cause: last.Stored);
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

    private async Task<IEnumerable<OutgoingMessage>> NewsAsync(IReadOnlyList<Change> changes, CancellationToken ct)
    {
        // What was not published before a start may be before the tree has been read.
        if (tree.Now.Revision < 0)
            await tree.RefreshAsync(ct);
        var withdrawn = await notices.WithdrawnAsync(
            [.. changes.Where(change => change.Event is AssignmentEvent.Cancelled).Select(change => change.Notice).Distinct()], ct);
        var news = changes.Select(change => (change.Stored, change.Notice, News: News.Of(change.Story.Events,
                (int)change.Stored.Version - 1, withdrawn.GetValueOrDefault(change.Notice), tree.Now)!))
            .Where(one => one.News is not null).DistinctBy(one => one.News.Message).ToList();
        return await TogetherAsync(news, "assignment-news", one => (one.Stored, one.Notice, one.News.Requirement),
            (head, requirements, some) => new AssignmentNews(head, requirements, [.. some.Select(one => one.News)]), ct);
    }

    /// <summary>Of the notices of which something came to its end or was reopened, those discharged now, or no longer.</summary>
    private async Task<IEnumerable<OutgoingMessage>> DischargedAsync(IReadOnlyList<Change> changes, CancellationToken ct)
    {
        var ended = changes.Where(change => change.Event is AssignmentEvent.Closed or AssignmentEvent.Cancelled
            or AssignmentEvent.Reassigned or AssignmentEvent.Reopened).ToLookup(change => change.Notice);
        Guid[] reopened = [.. ended.Where(notice => notice.Any(change => change.Event is AssignmentEvent.Reopened))
            .Select(notice => notice.Key)];
        return (await notices.StandingsAsync([.. ended.Select(notice => notice.Key)], reopened, ct))
            .Where(standing => standing.IsDischarged || reopened.Contains(standing.Notice))
            .Select(standing => (Standing: standing, Last: ended[standing.Notice].Last().Stored))
            .Select(one => new OutgoingMessage(one.Standing, Ids.Derived(one.Last.Id, "notice-discharged"), one.Standing.Notice,
                Cause: one.Last));
    }

    /// <summary>What is of one notice travels together, at most 500 a message, with its head and the requirements concerned.</summary>
    /// <param name="all">In order.</param>
    /// <param name="name">Of the messages, within the first event of each.</param>
    /// <param name="of">The event, the notice and the requirement's number of each.</param>
    /// <param name="message">Makes one.</param>
    /// <param name="ct">Cancels.</param>
    private async Task<IEnumerable<OutgoingMessage>> TogetherAsync<T>(IReadOnlyList<T> all, string name,
        Func<T, (StoredEvent Stored, Guid Notice, int Requirement)> of,
        Func<NoticeHead, IReadOnlyList<DistributedRequirement>, IReadOnlyList<T>, object> message, CancellationToken ct)
    {
        if (all.Count == 0)
            return [];
        Guid[] ids = [.. all.Select(one => of(one).Notice).Distinct()];
        var (heads, requirements) = (await notices.HeadsAsync(ids, ct),
            await notices.RequirementsAsync(ids, ct, all.Select(one => of(one).Requirement)));
        return all.GroupBy(one => of(one).Notice).SelectMany(notice => notice.Chunk(AssignmentDesk.ChunkSize)).Select(chunk =>
        {
            var (first, notice, _) = of(chunk[0]);
            var numbers = chunk.Select(one => of(one).Requirement).Distinct().Order();
            return new OutgoingMessage(message(heads[notice], [.. numbers.Select(number => requirements[(notice, number)])], chunk),
                Ids.Derived(first.Id, name), notice, Cause: first);
        });
    }

    /// <summary>An event of the page, with all that is known of its assignment.</summary>
    private sealed record Change(StoredEvent Stored, AssignmentEvent Event, Story<Assignment, AssignmentEvent> Story)
    {
        public Guid Notice => ((Assignment.Known)Story.State).Facts.Dispatch.Notice;
    }
}
