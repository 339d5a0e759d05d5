using System.Text.Json.Serialization;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Reminders.V1;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>
/// What issuing would do now: the same pure code as issuing, over the directory and calendars of this moment; nothing is stored. What
/// other services alone know they are asked; <see cref="LeftOut"/> says what did not answer.
/// </summary>
/// <param name="Assignments">How many would be made.</param>
/// <param name="Units">Where they would be: the direct subordinates of the unit asked about, each with its subtree; at most 500.</param>
/// <param name="Reminders">How many reminders would fall due, by day and step; those already past are left out.</param>
/// <param name="RestDays">Days off on which something is due or a reminder falls.</param>
/// <param name="BeyondAuthority">Units that its issuer may not order by itself, at most 500.</param>
/// <param name="Refusal">Why it would not be issued; absent where it would.</param>
/// <param name="WithoutChannel">Units that no queue reaches: reminders would lie in their inbox alone.</param>
/// <param name="AlsoDue">What the same units owe already in the weeks in which something would be due.</param>
/// <param name="LeftOut">Fields that are empty because who knows them did not answer in time: withoutChannel, alsoDue.</param>
internal sealed record Rehearsal(int Assignments, IReadOnlyList<RehearsedRequirement> Requirements, IReadOnlyList<RehearsedUnit> Units,
    IReadOnlyList<RehearsedReminders> Reminders, IReadOnlyList<RestDay> RestDays, IReadOnlyList<UnitName> BeyondAuthority,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RehearsalRefusal? Refusal,
    UnitsWithoutChannel WithoutChannel, IReadOnlyList<WeekAlsoDue> AlsoDue, IReadOnlyList<string> LeftOut)
{
    public const int MostUnits = 500;

    /// <summary>Codes of the units that would owe something.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Owing { get; private init; } = [];

    /// <summary>Pure.</summary>
    /// <param name="file">Not issued.</param>
    /// <param name="under">Code of the unit whose subordinates are shown.</param>
    /// <param name="directory">Of today.</param>
    /// <param name="calendars">In force.</param>
    /// <param name="now">Business time.</param>
    public static Rehearsal Of(NoticeFile file, string under, DirectoryView directory, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var ruling = IssueNotice.Decide(file, directory, calendars, now);
        var today = ruling.Distribution is null
            ? file.After(UnitChangedConsumer.Decide(file, directory).ThenReviewed(file, directory, now)) : file.After(ruling);
        var parts = ruling.Distribution?.Parts() ?? Orders.Of(today, directory).Parts;
        var due = ruling.Distribution?.Requirements
            ?? [.. today.Requirements().Select(requirement => RequirementAtIssue.Of(requirement, calendars, now).Freeze())];
        var owing = parts.CountBy(part => part.Requirement).ToDictionary();
        var reminders = Reminded(due, owing, calendars, now);
        var days = due.Where(it => it.DueAt is not null && owing.ContainsKey(it.Number)).Select(it => OfficialTime.DayOf(it.DueAt!.Value))
            .Concat(reminders.Select(reminder => reminder.Day));
        return new(parts.Count,
            [.. due.Select(it => new RehearsedRequirement(it.Number, it.Title, owing.GetValueOrDefault(it.Number),
                it.DueAt is { } at ? DueTime.Shown(at) : null))],
            Spread(parts, under, directory.Units), reminders,
            [.. days.Distinct().Order().Where(day => calendars.IsWorkingDay(day) is false).Select(day => new RestDay(day,
                day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "weekend" : "holiday"))],
            [.. today.Beyond.Where(units => today.Facts.OpenQuestions().Any(open => open.Question == units.Key))
                .SelectMany(units => units.Value).Take(MostUnits).Select(directory.Units.Named)],
            RefusalOf(ruling), new(0, []), [], []) { Owing = [.. parts.Select(part => part.Unit).Distinct(StringComparer.Ordinal)] };
    }

    private static RehearsalRefusal? RefusalOf(Ruling ruling) => ruling switch
    {
        { Decision: Decision<NoticeEvent>.Rejected { Refusal: var refused } } => new(refused.Code, refused.Detail),
        { Distribution: null } => new("questions-open", "Questions are open; answer them, then issue."),
        _ => null,
    };

    private static List<RehearsedReminders> Reminded(IReadOnlyList<FrozenRequirement> due, Dictionary<int, int> owing,
        IWorkingCalendars calendars, DateTimeOffset now) =>
    [
        .. from requirement in due
           where owing.ContainsKey(requirement.Number)
           from step in ReminderLadder.Of(ReminderPolicy.Default, requirement.DueAt, calendars).Steps
           where step.At >= now
           group owing[requirement.Number] by (Day: OfficialTime.DayOf(step.At), step.Step) into steps
           orderby steps.Key.Day, steps.Key.Step.Offset
           select new RehearsedReminders(steps.Key.Day, steps.Key.Step.Name, steps.Sum()),
    ];

    /// <summary>A unit that stands elsewhere, as a standing grant gives it, stands for itself.</summary>
    internal static List<RehearsedUnit> Spread(IReadOnlyList<OwedPart> parts, string under, UnitSnapshot tree)
    {
        var childOf = tree.BelowByChild(under).ToDictionary(pair => pair.Code, pair => pair.Child, StringComparer.Ordinal);
        return [.. parts.CountBy(part => childOf.GetValueOrDefault(part.Unit, part.Unit), StringComparer.Ordinal)
            .OrderBy(count => count.Key, StringComparer.Ordinal).Take(MostUnits)
            .Select(count => new RehearsedUnit(count.Key, tree.NameOf(count.Key), tree.Find(count.Key)?.Level, count.Value))];
    }
}

/// <summary>A requirement as it would be issued.</summary>
/// <param name="Units">How many would owe it.</param>
internal sealed record RehearsedRequirement(int Number, string Title, int Units, DateTimeOffset? DueAt);

/// <summary>A unit with its subtree.</summary>
/// <param name="Name">Its full name: short ones are often the same in every district.</param>
/// <param name="Count">Assignments that would be made there.</param>
internal sealed record RehearsedUnit(string Code, string Name, UnitLevel? Level, int Count);

/// <summary>Units that no queue reaches.</summary>
/// <param name="Count">How many.</param>
/// <param name="Units">At most 500 of them.</param>
internal sealed record UnitsWithoutChannel(int Count, IReadOnlyList<UnitName> Units);

/// <summary>What these units owe in a week, of whatever notice.</summary>
/// <param name="Monday">The week's first day, official time.</param>
/// <param name="Assignments">Due in it and not reported yet.</param>
/// <param name="Units">How many of the units owe them.</param>
/// <param name="Most">Those that owe most, at most 20.</param>
internal sealed record WeekAlsoDue(DateOnly Monday, int Assignments, int Units, IReadOnlyList<UnitAlsoOwing> Most);

/// <summary>A unit, and how many assignments it owes in the week.</summary>
internal sealed record UnitAlsoOwing(UnitName Unit, int Assignments);

/// <summary>Reminders of one step on one day.</summary>
internal sealed record RehearsedReminders(DateOnly Day, string Step, int Count);

/// <summary>A day off: weekend or holiday.</summary>
internal sealed record RestDay(DateOnly Date, string Why);

/// <summary>The code and words with which issuing would be refused.</summary>
internal sealed record RehearsalRefusal(string Code, string Detail);

/// <summary>推演: an officer looks before issuing.</summary>
internal static class RehearseNotice
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/rehearsal", HandleAsync)
            .RequireAccess((Roles.Officer, Reach.OwnAndBelow), (Roles.Upstream, Reach.Own))
            .Refuses(409)
            .WithSummary("What issuing would do now; stores nothing. ?under=: the unit whose subordinates are shown");

    private static async Task<Results<Ok<Rehearsal>, ProblemHttpResult>> HandleAsync(Guid id, string? under, Permission permission,
        NoticeDesk desk, UnitDirectory units, PublishedCalendars calendars, WhatOthersKnow others, TimeProvider clock, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not { Dossier: not null } file)
            return NoticeDesk.Unknown(id);
        if (NoticeActs.Over(file.State) is { } over)
            return over.ToProblem();
        var directory = units.Now;
        if (under is not null && !directory.Units.Exists(under))
            return Problems.Unknown($"There is no unit {under}.", "unit-unknown");
        if (under is not null && !directory.Units.IsSelfOrBelow(under, permission.Caller.Unit))
            return Permission.OutOfReach(under);
        return TypedResults.Ok(await others.AddAsync(Rehearsal.Of(file, under ?? file.IssuingUnit, directory, await calendars.NowAsync(ct),
            clock.GetUtcNow()), directory.Units, ct));
    }
}

/// <summary>Asks the owners of channels and of assignments, both at once; a rehearsal does not wait for who is away.</summary>
internal sealed class WhatOthersKnow(IBusControl bus)
{
    private const int MostWeeks = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<Rehearsal> AddAsync(Rehearsal plan, UnitSnapshot tree, CancellationToken ct)
    {
        DateOnly[] weeks = [.. plan.Requirements.Where(it => it is { Units: > 0, DueAt: not null })
            .Select(it => OfficialTime.DayOf(it.DueAt!.Value)).Select(day => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)))
            .Distinct().Order().Take(MostWeeks)];
        var (asked, owed) = (bus.TryAskAsync<ChannelsAsked, ChannelsAnswered>(new(plan.Owing), Patience, ct),
            bus.TryAskAsync<DutiesAsked, DutiesAnswered>(new(plan.Owing, weeks), Patience, ct));
        var (channels, duties) = (await asked, await owed);
        return plan with
        {
            WithoutChannel = channels is null ? plan.WithoutChannel
                : new(channels.Without.Count, [.. channels.Without.Take(Rehearsal.MostUnits).Select(tree.Named)]),
            AlsoDue = duties is null ? [] : [.. duties.Weeks.Select(week => new WeekAlsoDue(week.Monday, week.Assignments, week.Units,
                [.. week.Most.Select(unit => new UnitAlsoOwing(tree.Named(unit.Unit), unit.Assignments))]))],
            LeftOut = [.. channels is null ? ["withoutChannel"] : Array.Empty<string>(),
                .. duties is null ? ["alsoDue"] : Array.Empty<string>()],
        };
    }
}
