using DeadlineReminders.Rows;

namespace DeadlineReminders.Inbox;

/// <summary>
/// The unit says that it has read a message. Repeating it changes nothing. (An assignment is acknowledged at TaskAssignment; this is about
/// the message alone.)
/// </summary>
internal static class AcknowledgeMessage
{
    public static void Map(IEndpointRouteBuilder units) =>
        units.MapPost("/{id:guid}/receipt", HandleAsync).RequireAccess((Roles.Branch, Reach.Own), (Roles.Officer, Reach.Own))
            .WithSummary("The unit has read the message");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string code, Guid id, Permission permission, UnitTree tree, StreamStore streams, PlanStore store, CancellationToken ct)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        var context = new CommandContext(permission.On(code)!, CorrelationId: null, CausationId: null);
        return await streams.TransactAsync<Results<NoContent, ProblemHttpResult>>(context, async transaction =>
        {
            if (await FindAsync(transaction, code, id, ct) is not { } found)
                return Problems.Unknown($"There is no message {id} in this inbox.", "message-unknown");
            if (found.IsRead)
                return TypedResults.NoContent();
            var changes = new PlanChanges(transaction);
            changes.Append(found.Plan, [new ReminderPlanEvent.MessageRead(id)]);
            await store.WriteAsync(changes, ct);
            await transaction.CommitAsync(ct);
            return TypedResults.NoContent();
        }, ct);
    }

    /// <summary>Locks the plan that the message came from.</summary>
    private static async Task<(PlanRow Plan, bool IsRead)?> FindAsync(StreamTransaction transaction, string unit, Guid id,
        CancellationToken ct) =>
        await transaction.Sql(
            $"""
            select {PlanTables.PlanColumns}, i.receipt_at is not null from inbox i join plan p on p.id = i.plan
            where i.unit = $1 and i.id = $2 for update
            """, unit, id).ReadAsync(row => (PlanTables.Plan(row), row.GetBoolean(PlanTables.PlanWidth)), ct) is [var found] ? found : null;
}
