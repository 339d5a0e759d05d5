using TaskAssignment.Persons;

namespace TaskAssignment.Assignments;

/// <summary>专人负责: by role, as an opaque person id, or both; naming another hands over. Repeating it changes nothing.</summary>
internal sealed record NameResponsiblePerson(string? Role, string? Person)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, NameResponsiblePerson command) => state switch
    {
        Assignment.Declined or Assignment.Reassigned or Assignment.Cancelled or Assignment.Closed or Assignment.None =>
            Refusals.Over(state),
        Assignment.Known { Facts.Responsible: { } named } when named == command.AsEvent() => new Decided([]),
        Assignment.Known => new Decided([command.AsEvent()]),
        _ => throw new UnreachableException(),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/responsible-person", HandleAsync).RequireAccess(Standing.NameResponsible)
            .Refuses(409).AnswersWith("ETag").WithSummary("Name who is responsible in the unit, by role, staff number or name");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ResponsiblePersonBody body,
        AssignmentDesk desk, PersonStore persons)
    {
        if (body.Errors().ToList() is { Count: > 0 } errors) return Problems.Unusable("responsible-person-unusable",
            "Somebody is named by role, staff number or name.", errors);
        var command = await persons.NameAsync(act.Permission.Caller.Unit, body, keep: false, act.Http.RequestAborted);
        return await desk.ExecuteAsync(act, state => Decide(state, command), body.Details is not { } details ? null : (transaction, ct) =>
            PersonStore.Keep(transaction.Sql(), command.Person!, act.Permission.Caller.Unit, details).ExecuteAsync(ct));
    }

    /// <summary>That it was so named.</summary>
    internal AssignmentEvent.ResponsiblePersonNamed AsEvent() => new(Role, Person);
}

/// <summary>Who is responsible; at least one of the three. Staff number and name go to the person store, never into an event.</summary>
internal sealed record ResponsiblePersonBody(string? Role = null, string? StaffNumber = null, string? Name = null)
{
    private const int Longest = 100;

    internal PersonDetails? Details => (StaffNumber, Name) is (null, null) ? null : new(StaffNumber, Name);

    /// <param name="at">Where it stands in the body.</param>
    internal IEnumerable<FieldError> Errors(string at = "$")
    {
        if ((Role, StaffNumber, Name) is (null, null, null))
            yield return new(at, "Give role, staffNumber or name.");
        foreach (var (field, words) in new[] { ("role", Role), ("staffNumber", StaffNumber), ("name", Name) })
        {
            if (words is not null && !Wording.IsFit(words, Longest))
                yield return new($"{at}.{field}", $"1 to {Longest} characters.");
        }
    }
}
