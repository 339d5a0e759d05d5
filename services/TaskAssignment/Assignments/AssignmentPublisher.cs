using TaskAssignment.Notices;
using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// Stored events as messages: what was dispatched travels together, a notice at a time; every other stream of the page with the state it
/// had at the page's end.
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
        var last = changed.GroupBy(stored => stored.Stream).Select(stream => stream.Last()).ToList();
        var states = await streams.LoadManyAsync<Assignment, AssignmentEvent>([.. last.Select(stored => stored.Stream)], ct, toSequence);
        return last.SelectMany(stored => Changed(stored, states[stored.Stream]));
    }

    /// <summary>Its present state; and, where another unit does it from now on, that. Nothing follows then.</summary>
    private static IEnumerable<OutgoingMessage> Changed(StoredEvent last, Versioned<Assignment> versioned)
    {
        yield return Present(last, versioned);
        if (versioned.State is not Assignment.Reassigned { Facts.Dispatch: var dispatch } reassigned)
            yield break;
        yield return new(new AssignmentReassigned(reassigned.Assignment, dispatch.Notice, dispatch.Requirement, dispatch.Unit,
            reassigned.Unit), Ids.Derived(last.Id, "assignment-reassigned"), dispatch.Notice, Cause: last);
    }

    private static OutgoingMessage Present(StoredEvent last, Versioned<Assignment> versioned)
    {
        var facts = ((Assignment.Known)versioned.State).Facts;
        var dispatch = facts.Dispatch;
        var message = new AssignmentChanged(
            last.Stream, versioned.Version, dispatch.Notice, dispatch.Requirement, dispatch.Unit, dispatch.Occurrence,
            States.Of(versioned.State), facts.DueAt, facts.DeadlineVersion, facts.MovedAt, facts.Verdict?.Name(),
            (versioned.State as Assignment.Returned)?.ToldFor);
        return new(message, Ids.Derived(last.Id, "assignment-changed"), dispatch.Notice, Cause: last);
    }
}
