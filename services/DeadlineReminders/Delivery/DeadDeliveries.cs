using DeadlineReminders.Rows;

namespace DeadlineReminders.Delivery;

/// <summary>Deliveries as an operator sees them, and sending a dead one again.</summary>
internal static class DeadDeliveries
{
    private static readonly string[] States = ["waiting", "delivered", "dead", "withdrawn"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/v1/deliveries").WithTags("deliveries");
        deliveries.MapGet("", ListAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow))
            .WithSummary("Deliveries to queues, oldest first; ?state=waiting|delivered|dead|withdrawn");
        deliveries.MapPost("/{id:guid}/resend", ResendAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow)).Refuses(409)
            .WithSummary("Send a dead message again, under its own id, to the queues that did not take it");
        ResendDeliveries.Map(deliveries);
    }

    private static async Task<Results<Ok<Page<DeliveryAnswer>>, ProblemHttpResult>> ListAsync(
        [OneOf("waiting", "delivered", "dead", "withdrawn")] string? state, Paging paging,
        Permission permission, UnitTree tree, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (state is not null && !States.Contains(state))
            return Problems.Malformed("invalid-state", $"'state' is '{state}'; allowed: {string.Join(", ", States)}.");
        var after = 0L;
        if (paging.After is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return Problems.Malformed("invalid-after", $"'after' is '{text}'; what 'next' gave is allowed.");
        var today = tree.Now;
        var rows = await dataSource.Sql(
            """
            select sequence, id, unit, queue, state, attempts, reason, settled_at from delivery
            where sequence > $1 and ($2::text is null or state = $2) and (unit = any($3) or queue = any($3)) order by sequence limit $4
            """, after, state, Within(permission.Caller.Unit, tree), paging.Limit + 1)
            .ReadAsync(row => (Sequence: row.GetInt64(0), Answer: new DeliveryAnswer(row.GetGuid(1), row.GetString(2),
                today.ShortNameOf(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetInt32(5), row.Text(6),
                row.Maybe<DateTimeOffset>(7))), ct);
        var page = Page.Of(rows, paging, delivery => delivery.Sequence.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new Page<DeliveryAnswer>([.. page.Items.Select(delivery => delivery.Answer)], page.Next));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResendAsync(
        Guid id, Permission permission, UnitTree tree, NpgsqlDataSource dataSource,
        [FromKeyedServices(PlanStore.DeliveryWaiting)] Signal waiting, CancellationToken ct)
    {
        switch (await dataSource.Sql(
            """
            with d as (select sequence, state from delivery where id = $1 and (unit = any($2) or queue = any($2)) for update),
                 again as (
                     update delivery set state = 'waiting', attempts = 0, reason = null, settled_at = null, next_at = clock_timestamp()
                     where sequence in (select sequence from d where state = 'dead'))
            select state from d order by state = 'dead' desc, state = 'waiting' desc limit 1
            """, id, Within(permission.Caller.Unit, tree)).ScalarAsync<string>(ct))
        {
            case null:
                return Problems.Unknown($"There is no delivery {id}.", "delivery-unknown");
            case "withdrawn":
                return new Refused("message-withdrawn", "What this message says was no longer so when its turn came.").ToProblem();
            case "delivered":
                return new Refused("already-delivered", "The broker has confirmed this message; a unit that lost it finds it in its inbox.")
                    .ToProblem();
            default:
                waiting.Raise();
                return TypedResults.NoContent();
        }
    }

    internal static string[] Within(string unit, UnitTree tree) => [unit, .. tree.Now.Below(unit).Select(below => below.Code)];

    /// <summary>A message on its way to a queue.</summary>
    /// <param name="Id">Of the message; the same for every queue that takes it.</param>
    /// <param name="Unit">Code of the unit that it is for.</param>
    /// <param name="UnitName">What that unit is called today.</param>
    /// <param name="Queue">Code of the unit whose queue it is.</param>
    /// <param name="State">waiting, delivered, dead or withdrawn.</param>
    /// <param name="Attempts">How often the queue did not take it.</param>
    /// <param name="Reason">Of the last time, or of its state.</param>
    /// <param name="SettledAt">Since when it waits no more.</param>
    internal sealed record DeliveryAnswer(Guid Id, string Unit, string UnitName, string Queue,
        [OneOf("waiting", "delivered", "dead", "withdrawn")] string State, int Attempts,
        string? Reason, DateTimeOffset? SettledAt);
}
