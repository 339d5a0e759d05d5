using System.Text.Json.Serialization;

namespace DeadlineReminders.Branches;

/// <summary>How a unit is reached now. The password of its queue is nobody's to read again.</summary>
internal static class ReadChannel
{
    public static void Map(IEndpointRouteBuilder units) =>
        units.MapGet("/channel", HandleAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow), (Roles.Branch, Reach.OwnAndBelow),
            (Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow), AccessTable.Auditors)
            .WithSummary("A unit's channel, the queues that take its messages, and what ails them");

    private static async Task<Results<Ok<ChannelView>, ProblemHttpResult>> HandleAsync(string code, Permission permission, UnitTree tree,
        NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        var today = tree.Now;
        var channels = (await dataSource.Sql(
            """
            select c.unit, c.subtree, q.reason from channel c
                left join lateral (select reason from queue_standing s where s.unit = c.unit order by s.since limit 1) q on true
            where c.unit = any($1) and c.kind = 'queue'
            """, (object)today.Path(code).ToArray())
            .ReadAsync(row => (Unit: row.GetString(0), Subtree: row.GetBoolean(1), Ails: row.Text(2)), ct));
        var own = channels.Find(channel => channel.Unit == code);
        return TypedResults.Ok(new ChannelView(today.Named(code), own.Unit is null ? "inbox" : "queue", own.Subtree,
            [.. channels.Where(channel => channel.Unit == code || channel.Subtree).Select(channel => new QueueView(
                BranchQueue.Of(channel.Unit), today.Named(channel.Unit), channel.Ails))]));
    }
}

/// <summary>How a unit is reached.</summary>
/// <param name="Kind">queue, or inbox alone.</param>
/// <param name="Subtree">Whether its queue takes the messages of the units below too.</param>
/// <param name="Queues">That take the unit's messages: its own, and those of units above that take their subtrees'.</param>
internal sealed record ChannelView(UnitName Unit, [OneOf("queue", "inbox")] string Kind, bool Subtree, IReadOnlyList<QueueView> Queues);

/// <summary>A queue.</summary>
/// <param name="Ails">Why it does not work now; absent where it does, as far as is known.</param>
internal sealed record QueueView(string Queue, UnitName Of,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ails);
