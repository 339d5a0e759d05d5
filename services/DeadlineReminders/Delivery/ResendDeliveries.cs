using DeadlineReminders.Rows;

namespace DeadlineReminders.Delivery;

/// <summary>
/// <c>POST /v1/deliveries/resend</c>: what is dead, of the operator's units, waits again for the queues that did not take it, at most
/// 10,000 at once, oldest first. Recorded in the same transaction.
/// </summary>
/// <param name="State">dead; nothing else can be sent again.</param>
/// <param name="Reason">Why, in words; 1 to 500 characters.</param>
/// <param name="Unit">This unit and those below it; null = the operator's own.</param>
/// <param name="Since">Those that died at this business instant or later; null = all.</param>
internal sealed record ResendDeliveries(string State, string Reason, string? Unit = null, DateTimeOffset? Since = null)
{
    private const int Most = 10_000;
    private const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder deliveries) => deliveries.MapPost("/resend", HandleAsync)
        .RequireAccess((Roles.Operator, Reach.OwnAndBelow))
        .Shows("application/json", """{"state":"dead","reason":"队列已修好。","unit":"C-1","since":"2016-04-30T17:00:00+08:00"}""")
        .WithSummary("Send dead messages again, each under its own id, to the queues that did not take them; at most 10,000");

    private static async Task<Results<Ok<Resent>, ProblemHttpResult>> HandleAsync(ResendDeliveries command, Permission permission,
        UnitTree tree, StreamStore streams, [FromKeyedServices(PlanStore.DeliveryWaiting)] Signal waiting, CancellationToken ct)
    {
        if (command.State != "dead")
            return Problems.Unusable("state-unusable", $"'state' is '{command.State}'; only what is dead is sent again.");
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Unusable("reason-needed", $"A reason of 1 to {LongestReason} characters is needed.");
        var unit = command.Unit ?? permission.Caller.Unit;
        if (permission.On(unit) is not { } actor)
            return tree.Exists(unit) ? Permission.OutOfReach(unit)
                : Problems.Unusable("unit-unknown", $"There is no unit {unit}.");
        return TypedResults.Ok(await streams.TransactAsync(new(actor, CorrelationId: null, CausationId: null), async transaction =>
        {
            var resent = await transaction.Sql(
                $"""
                update delivery set state = 'waiting', attempts = 0, reason = null, settled_at = null, next_at = clock_timestamp()
                where sequence in (select sequence from delivery where state = 'dead' and (unit = any($1) or queue = any($1))
                    and ($2::timestamptz is null or settled_at >= $2) order by sequence limit {Most} for update)
                """, DeadDeliveries.Within(unit, tree), command.Since).ExecuteAsync(ct);
            if (resent > 0)
                transaction.Start(Guid.CreateVersion7(transaction.Now),
                    [new OperatorEvent.DeliveriesResent(unit, command.Since, resent, command.Reason)]);
            transaction.OnCommitted(waiting.Raise);
            await transaction.CommitAsync(ct);
            return new Resent(resent, More: resent == Most);
        }, ct));
    }

    /// <summary>What came of it.</summary>
    /// <param name="Count">How many wait again.</param>
    /// <param name="More">Whether there may be others: ask again.</param>
    internal sealed record Resent([property: System.Text.Json.Serialization.JsonPropertyName("resent")] int Count, bool More);
}
