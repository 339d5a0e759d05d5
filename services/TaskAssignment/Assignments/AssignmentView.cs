using System.Text.Json.Serialization;
using TaskAssignment.Notices;
using TaskAssignment.Persons;

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
/// <param name="ReturnedFor">Why the last report was returned, while that stands.</param>
/// <param name="Allowed">What the caller may do with it now; nothing where the past is shown.</param>
internal sealed record AssignmentView(Guid Id, Guid NoticeId, int Requirement, string? Title, string? Quote,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Occurrence,
    string Unit, Disposition? Disposition, Part Part, string State, long Version, DateTimeOffset? DueAt, int DeadlineVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeadlineOrigin? Origin,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Verdict? Verdict, bool Overdue,
    IReadOnlyList<MissedDeadline> Missed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ResponsiblePersonView? ResponsiblePerson,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReturnedFor, IReadOnlyList<ReportView> Reports,
    IReadOnlyList<string> Allowed);

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
    NpgsqlDataSource dataSource)
{
    /// <summary>Assignments whose streams cannot be read, by what the board says of them; nobody may do anything with them now.</summary>
    public async Task<IReadOnlyList<AssignmentView>> UnreadableAsync(IReadOnlyCollection<Guid> assignments, CancellationToken ct)
    {
        if (assignments.Count == 0)
            return [];
        var rows = (await board.FindAsync(assignments, ct)).Values.ToList();
        var requirements = await notices.RequirementsAsync([.. rows.Select(row => row.Notice).Distinct()], ct);
        return rows.ConvertAll(row =>
        {
            var requirement = requirements.GetValueOrDefault((row.Notice, row.Requirement));
            return new AssignmentView(row.Assignment, row.Notice, row.Requirement, requirement?.Title, requirement?.Quote, row.Occurrence,
                row.Unit, requirement is null ? null : Named.Value<Disposition>(requirement.Disposition), row.Part, States.Unreadable,
                row.Version, row.DueAt, row.DeadlineVersion, Origin: null, row.Verdict,
                Overdue: row.Verdict is Verdict.Missed && States.Owing.Contains(row.State), Missed: [], ResponsiblePerson: null,
                ReturnedFor: null, Reports: [], Allowed: []);
        });
    }

    /// <summary>The views, in the order given; what does not exist is left out.</summary>
    /// <param name="assignments">As they are, or were.</param>
    /// <param name="caller">To whom they are shown as they are; null where they are shown as they were.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<AssignmentView>> OfAsync(IEnumerable<(Guid Id, Versioned<Assignment> Assignment)> assignments,
        Caller? caller, CancellationToken ct)
    {
        var known = assignments.Where(a => a.Assignment.State is Assignment.Known)
            .Select(a => (a.Id, a.Assignment.Version, State: (Assignment.Known)a.Assignment.State)).ToList();
        var facts = known.ConvertAll(a => a.State.Facts);
        var requirements = await notices.RequirementsAsync([.. facts.Select(f => f.Dispatch.Notice).Distinct()], ct);
        var texts = await ReportText.ReadAsync(dataSource, facts.SelectMany(f => f.Reports).Select(report => report.TextSha256), ct);
        var named = await persons.RevealAsync(facts.Select(f => f.Responsible?.Person).OfType<string>(), ct);
        var leads = known.Where(a => a.State is Assignment.Accepted { Facts.Dispatch.Part: Part.Lead }).Select(a => a.Id).ToList();
        var open = caller is null || leads is [] ? [] : await board.OpenJointPartsAsync(leads, ct);
        return known.ConvertAll(a => View(a.Id, a.Version, a.State));

        AssignmentView View(Guid id, long version, Assignment.Known state)
        {
            var (f, dispatch, name) = (state.Facts, state.Facts.Dispatch, States.Of(state));
            var requirement = requirements.GetValueOrDefault((dispatch.Notice, dispatch.Requirement));
            return new(id, dispatch.Notice, dispatch.Requirement, requirement?.Title, requirement?.Quote, dispatch.Occurrence,
                dispatch.Unit, dispatch.Disposition, dispatch.Part, name, version, f.DueAt, f.DeadlineVersion,
                f.DueAt is null ? null : f.Origin, f.Verdict, Overdue: f.Verdict is Verdict.Missed && States.Owing.Contains(name),
                [.. f.Missed.Select(missed => new MissedDeadline(missed.DeadlineVersion, missed.DueAt))],
                f.Responsible is { } responsible ? Responsible(responsible) : null,
                (state as Assignment.Returned)?.Reason,
                [.. f.Reports.Select(report => new ReportView(report.Number, texts[report.TextSha256], report.Figures, report.Evidence,
                    report.At, report.By))],
                caller is null ? [] : standing.Allowed(caller, state, open.GetValueOrDefault(id)));
        }

        ResponsiblePersonView Responsible(AssignmentEvent.ResponsiblePersonNamed responsible)
        {
            var details = responsible.Person is { } person ? named.GetValueOrDefault(person) : null;
            return new(responsible.Role, responsible.Person, details?.StaffNumber, details?.Name);
        }
    }
}
