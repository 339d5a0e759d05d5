using System.Text.Json.Serialization;
using TaskAssignment.Notices;
using TaskAssignment.Persons;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>An assignment as it is shown.</summary>
/// <param name="Title">The requirement in a few words.</param>
/// <param name="Quote">The notice's words that order it.</param>
/// <param name="Disposition">Null where neither its stream nor its requirement can be read.</param>
/// <param name="State">One of the states; <c>unreadable</c> where its history cannot be read now: as the board last knew it.</param>
/// <param name="Origin">Where its deadline in force comes from; absent when undated.</param>
/// <param name="Verdict">On the deadline in force: pending, met or missed; absent when undated.</param>
/// <param name="Overdue">Its deadline in force is missed, and a report is still owed.</param>
/// <param name="Missed">Every deadline that passed without a report, in their order.</param>
/// <param name="ReturnedFor">Why the last report was returned, or the assignment reopened, while that stands.</param>
/// <param name="Extensions">What was asked for in more time, in that order.</param>
/// <param name="Declined">Why it is not the unit's to do, as it says, while that is not decided.</param>
/// <param name="InsistedFor">Why it is the unit's to do although it declined.</param>
/// <param name="ReassignedTo">The unit that does it instead.</param>
/// <param name="InsteadOf">The assignment of the unit that declined it.</param>
/// <param name="Cancelled">Why the notice does not order it any more.</param>
/// <param name="Allowed">What the caller may do with it now; nothing where the past is shown.</param>
/// <param name="Notice">The notice that orders it. Names of units are those of today, also where the past is shown.</param>
/// <param name="UnitName">Full name of the unit that owes it.</param>
/// <param name="Path">Short names of the units above that, the root first.</param>
/// <param name="Assigner">Who judges its reports: the unit above; where there is none, the one that issued the notice.</param>
/// <param name="Text">The requirement's full words where they were kept, else the quote.</param>
/// <param name="Figures">Names of the figures that a report is asked for.</param>
/// <param name="Files">Documents that a report is asked for.</param>
/// <param name="Checklist">The questions to be gone through; empty where there are none.</param>
/// <param name="Lead">The unit that leads what several share; absent where none does.</param>
/// <param name="Joint">The units named beside it; absent where there are none.</param>
/// <param name="History">Every act on it, in order.</param>
internal sealed record AssignmentView(Guid Id, Guid NoticeId, int Requirement, string? Title, string? Quote,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Occurrence,
    string Unit, Disposition? Disposition, Part Part,
    [OneOf(typeof(States), States.Unreadable)] string State, long Version, DateTimeOffset? DueAt, int DeadlineVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeadlineOrigin? Origin,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Verdict? Verdict, bool Overdue,
    IReadOnlyList<MissedDeadline> Missed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ResponsiblePersonView? ResponsiblePerson,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReturnedFor, IReadOnlyList<ReportView> Reports,
    [OneOf("acknowledge", "name-responsible", "report", "return", "accept", "close", "ask-for-time", "decide-on-time", "decline",
        "insist", "reassign", "urge", "reopen")]
    IReadOnlyList<string> Allowed, NoticeOfAssignment? Notice, string UnitName, IReadOnlyList<string> Path, UnitName Assigner,
    string? Text,
    IReadOnlyList<string> Figures, IReadOnlyList<string> Files, IReadOnlyList<string> Checklist,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitName? Lead,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UnitName>? Joint,
    IReadOnlyList<HistoryItem> History, IReadOnlyList<ExtensionView> Extensions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeclineView? Declined = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InsistedFor = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitName? ReassignedTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? InsteadOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CancelView? Cancelled = null);

/// <summary>延期: what was asked for and what came of it.</summary>
/// <param name="DueAt">Asked for.</param>
/// <param name="Outcome">pending, granted, refused, or lapsed where the unit reported or declined first.</param>
/// <param name="Until">The due instant given.</param>
/// <param name="Because">What the assigner said to it.</param>
internal sealed record ExtensionView(int Number, string Reason, DateTimeOffset DueAt, ExtensionOutcome Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Because);

/// <summary>退回.</summary>
/// <param name="Rather">The unit whose it may be.</param>
internal sealed record DeclineView(string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UnitName? Rather);

/// <summary>Why a notice does not order it any more.</summary>
/// <param name="Cause">withdrawal, supersession where another notice took its place, or amendment.</param>
internal sealed record CancelView(CancelCause Cause,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>The notice behind an assignment.</summary>
/// <param name="Issuer">The unit that issued it, by its name in the tree of today; where that does not know it, as the text says.</param>
internal sealed record NoticeOfAssignment(string Title, string? DocumentNumber, UnitName Issuer);

/// <summary>Who is responsible. Staff number and name are absent where none was given, or the person has been erased.</summary>
internal sealed record ResponsiblePersonView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Person,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StaffNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name);

/// <summary>A deadline that passed without a report.</summary>
internal sealed record MissedDeadline(int DeadlineVersion, DateTimeOffset DueAt);

/// <summary>A report, in the order submitted.</summary>
/// <param name="At">When it was handed in; absent where that was not kept.</param>
/// <param name="By">Opaque id of the person who did; absent where that was not kept.</param>
internal sealed record ReportView(int Number, string Text, IReadOnlyDictionary<string, long> Figures, IReadOnlyList<Evidence> Evidence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By);

/// <summary>
/// States with what is kept beside the streams: texts, persons, requirements; one statement for each, however many are shown.
/// </summary>
internal sealed class AssignmentViews(NoticeStore notices, PersonStore persons, BoardStore board, Standing standing,
    UnitTree tree, NpgsqlDataSource dataSource)
{
    /// <summary>Assignments whose streams cannot be read, by what the board says of them; nobody may do anything with them now.</summary>
    public async Task<IReadOnlyList<AssignmentView>> UnreadableAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct)
    {
        if (assignments.Count == 0)
            return [];
        var rows = (await board.FindAsync(assignments, ct)).Values.ToList();
        Guid[] ordering = [.. rows.Select(row => row.Notice).Distinct()];
        var (heads, requirements) = (await notices.HeadsAsync(ordering, ct), await notices.RequirementsAsync(ordering, ct));
        var units = tree.Now;
        return rows.ConvertAll(row =>
        {
            var requirement = requirements.GetValueOrDefault((row.Notice, row.Requirement));
            return new AssignmentView(row.Assignment, row.Notice, row.Requirement, requirement?.Title, requirement?.Quote, row.Occurrence,
                row.Unit, requirement is null ? null : Named.Value<Disposition>(requirement.Disposition), row.Part, States.Unreadable,
                row.Version, row.DueAt, row.DeadlineVersion, Origin: null, row.Verdict,
                Overdue: row.Verdict is Verdict.Missed && States.Owing.Contains(row.State), Missed: [], ResponsiblePerson: null,
                ReturnedFor: null, Reports: [], Allowed: [], heads.GetValueOrDefault(row.Notice) is { } head ? NoticeOf(head, units) : null,
                units.NameOf(row.Unit), units.NamesAbove(row.Unit), units.Named(units.Parent(row.Unit) ?? row.IssuingUnit),
                requirement?.Text ?? requirement?.Quote, Figures: [], Files: [], Checklist: [], Lead: null, Joint: null, History: [],
                Extensions: []);
        });
    }

    /// <summary>The views, in the order given; what does not exist is left out.</summary>
    /// <param name="assignments">As they are, or were, with what happened to them.</param>
    /// <param name="caller">To whom they are shown as they are; null where they are shown as they were.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<AssignmentView>> OfAsync(
        IEnumerable<(Guid Id, Story<Assignment, AssignmentEvent> Story)> assignments, Caller? caller, CancellationToken ct)
    {
        var known = assignments.Where(a => a.Story.State is Assignment.Known)
            .Select(a => (a.Id, a.Story.Events, State: (Assignment.Known)a.Story.State)).ToList();
        var (facts, units) = (known.ConvertAll(a => a.State.Facts), tree.Now);
        Guid[] ordering = [.. facts.Select(f => f.Dispatch.Notice).Distinct()];
        var (heads, requirements) = (await notices.HeadsAsync(ordering, ct), await notices.RequirementsAsync(ordering, ct));
        var texts = await ReportText.ReadAsync(dataSource, facts.SelectMany(f => f.Reports).Select(report => report.TextSha256), ct);
        var named = await persons.RevealAsync(facts.Select(f => f.Responsible?.Person).OfType<string>(), ct);
        var leads = known.Where(a => a.State is Assignment.Accepted { Facts.Dispatch.Part: Part.Lead }).Select(a => a.Id).ToList();
        var open = caller is null || leads is [] ? [] : await board.OpenJointPartsAsync(leads, ct);
        Guid[] closed = caller is null ? []
            : [.. known.Where(a => a.State is Assignment.Closed).Select(a => a.State.Facts.Dispatch.Notice).Distinct()];
        var (withdrawn, amended) = (await notices.WithdrawnAsync(closed, ct), await notices.AmendedAsync(closed, ct));
        return known.ConvertAll(a => View(a.Id, a.Events, a.State));

        AssignmentView View(Guid id, IReadOnlyList<Told<AssignmentEvent>> events, Assignment.Known state)
        {
            var (f, dispatch, name) = (state.Facts, state.Facts.Dispatch, States.Of(state));
            var requirement = requirements.GetValueOrDefault((dispatch.Notice, dispatch.Requirement));
            return new(id, dispatch.Notice, dispatch.Requirement, requirement?.Title, requirement?.Quote, dispatch.Occurrence,
                dispatch.Unit, dispatch.Disposition, dispatch.Part, name, events.Count, f.DueAt, f.DeadlineVersion,
                f.DueAt is null ? null : f.Origin, f.Verdict, Overdue: f.Verdict is Verdict.Missed && States.Owing.Contains(name),
                [.. f.Missed.Select(missed => new MissedDeadline(missed.DeadlineVersion, missed.DueAt))],
                f.Responsible is { } responsible ? Responsible(responsible) : null,
                (state as Assignment.Returned)?.Reason,
                [.. f.Reports.Select(report => new ReportView(report.Number, texts[report.TextSha256], report.Figures, report.Evidence,
                    report.At, report.By))],
                caller is null ? [] : standing.Allowed(caller, state, open.GetValueOrDefault(id),
                    withdrawn.ContainsKey(dispatch.Notice) || amended.GetValueOrDefault(dispatch.Notice)?.Orders(dispatch) is false),
                heads.GetValueOrDefault(dispatch.Notice) is { } head ? NoticeOf(head, units) : null, units.NameOf(dispatch.Unit),
                units.NamesAbove(dispatch.Unit), units.Named(units.Parent(dispatch.Unit) ?? dispatch.IssuingUnit),
                requirement?.Text ?? requirement?.Quote, requirement?.Figures ?? [], requirement?.Files ?? [],
                requirement?.Checklist ?? [], requirement?.Lead is { } lead ? units.Named(lead) : null,
                requirement?.Joint?.Select(units.Named).ToList(), AssignmentHistory.Of(events, units.Named),
                [.. f.Extensions.Select(asked => new ExtensionView(asked.Number, asked.Reason, asked.DueAt, asked.Outcome, asked.Until,
                    asked.Because))],
                state is Assignment.Declined declined
                    ? new(declined.Reason, declined.Rather is { } rather ? units.Named(rather) : null) : null,
                f.Insisted, state is Assignment.Reassigned to ? units.Named(to.Unit) : null, dispatch.InsteadOf,
                state is Assignment.Cancelled cancelled ? new(cancelled.Cause, cancelled.Reason) : null);
        }

        ResponsiblePersonView Responsible(AssignmentEvent.ResponsiblePersonNamed responsible)
        {
            var details = responsible.Person is { } person ? named.GetValueOrDefault(person) : null;
            return new(responsible.Role, responsible.Person, details?.StaffNumber, details?.Name);
        }
    }

    private static NoticeOfAssignment NoticeOf(NoticeHead head, UnitSnapshot units) => new(head.Title, head.DocumentNumber,
        new(head.IssuingUnit, units.Find(head.IssuingUnit)?.Name ?? head.Issuer ?? head.IssuingUnit));
}
