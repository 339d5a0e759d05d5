using System.Text.Json.Serialization;
using TaskAssignment.Persons;

namespace TaskAssignment.Assignments;

/// <summary>
/// 交接: somebody else becomes responsible for what the unit has in hand; for all of it, for what one person was responsible for, or for
/// chosen assignments. What is so already adds nothing.
/// </summary>
/// <param name="To">Who is to be.</param>
/// <param name="From">Whose it has to be; null: whoever's.</param>
internal sealed record HandOver(NameResponsiblePerson To, NameResponsiblePerson? From)
{
    /// <summary>Most assignments that are handed over by one request.</summary>
    private const int Most = 5_000;

    public static Decision<AssignmentEvent> Decide(Assignment state, HandOver command) => state switch
    {
        Assignment.Known { Facts.Responsible: var named } when command.From is { } from && named != from.AsEvent()
            && named != command.To.AsEvent() => new Refused("named-otherwise", "Another person is responsible, or nobody."),
        _ => NameResponsiblePerson.Decide(state, command.To),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/handovers", HandleAsync).RequireAccess(Standing.NameResponsible)
            .Shows("application/json", """{"from":{"name":"张三"},"to":{"role":"组织委员","name":"李四"}}""")
            .WithSummary("Hand over what the unit has in hand to another person: 交接")
            .WithDescription(
                """
                Of the unit's assignments that are not done with, those that `from` is responsible for (absent: all), or of the
                `assignments` named, at most 1,000; each is answered for itself. At most 5,000 at once; `next` is to be given as `after`.
                """);

    private static async Task<Results<Ok<HandoverResults>, ProblemHttpResult>> HandleAsync(HandoverBody body, Permission permission,
        PersonStore persons, BoardStore board, ManyAtOnce many, CancellationToken ct)
    {
        if (body.Errors().ToList() is { Count: > 0 } errors)
            return Problems.Unusable("responsible-person-unusable", "Somebody is named by role, staff number or name.", errors);
        if (body.Assignments is { } chosen && ManyAtOnce.Unfit(chosen) is { } unfit)
            return unfit;
        var unit = permission.Caller.Unit;
        var asked = body.Assignments ?? await board.InHandAsync(unit, body.After ?? Guid.Empty, Most + 1, ct);
        var more = body.Assignments is null && asked.Count > Most;
        var command = new HandOver(await persons.NameAsync(unit, body.To, keep: true, ct),
            body.From is null ? null : await persons.NameAsync(unit, body.From, keep: false, ct));
        var results = await many.EachAsync([.. asked.Take(Most)], permission, (state, _) => Decide(state, command), ct);
        return TypedResults.Ok(new HandoverResults(results.Count(result => result.Status < 300), more ? asked[Most - 1] : null, results));
    }
}

/// <summary>Who hands over what to whom.</summary>
/// <param name="To">Who is to be responsible.</param>
/// <param name="From">Only what this one is responsible for, named as it was; absent: whoever is, or nobody.</param>
/// <param name="Assignments">Their ids, 1 to 1,000; absent: all that the unit has in hand.</param>
/// <param name="After">The <c>next</c> of the answer before.</param>
internal sealed record HandoverBody(ResponsiblePersonBody To, ResponsiblePersonBody? From = null,
    IReadOnlyList<Guid>? Assignments = null, Guid? After = null)
{
    internal IEnumerable<FieldError> Errors() => To.Errors("$.to").Concat(From?.Errors("$.from") ?? []);
}

/// <summary>What came of it.</summary>
/// <param name="HandedOver">For how many of them the person is responsible by now, by this request or by the same before.</param>
/// <param name="Next">To be given as <c>after</c>, where the unit has more; absent where it has not.</param>
/// <param name="Results">Of each.</param>
internal sealed record HandoverResults(int HandedOver,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Next, IReadOnlyList<ManyResult> Results);
