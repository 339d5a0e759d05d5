using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Inbox;

/// <summary>
/// The unit says that it has read a message. Repeating it changes nothing. (An assignment is acknowledged at TaskAssignment; this is about
/// the message alone.)
/// </summary>
internal static class AcknowledgeMessage
{
    public static void Map(IEndpointRouteBuilder units) =>
        units.MapPost("/{id:guid}/receipt", HandleAsync).RequireAccess((Roles.Branch, Reach.Own)).ProducesProblem(403).ProducesProblem(404)
            .WithSummary("The unit has read the message");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string code, Guid id, Permission permission, UnitTree tree, NpgsqlDataSource dataSource, TimeProvider clock, CancellationToken ct)
    {
        if (Units.Unreachable(code, permission, tree) is { } problem) return problem;
        await using var command =
            dataSource.CreateCommand("update inbox set receipt_at = coalesce(receipt_at, $3) where unit = $1 and id = $2");
        command.Parameters.Add(new() { Value = code });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().ToUniversalTime() });
        return await command.ExecuteNonQueryAsync(ct) == 1 ? TypedResults.NoContent()
            : Problems.Unknown($"There is no message {id} in this inbox.", "message-unknown");
    }
}
