using System.Text.Json.Nodes;
using DeadlineReminders.Messages;

namespace DeadlineReminders.Inbox;

/// <summary>A unit's inbox: every message to it, in the order decided, as pages and as a stream.</summary>
internal sealed class ReadInbox(NpgsqlDataSource dataSource, TimeProvider business)
{
    private const string ValidUntil = "(b.body::jsonb -> 'data' ->> 'validUntil')::timestamptz";

    /// <summary>No step is worth reading for more than a month: of older ones the words are not looked at.</summary>
    private const string HoldsStill =
        $"case when i.step is not null and i.written_at < $5 - interval '31 days' then false else coalesce({ValidUntil} >= $5, true) end";

    public static void Map(IEndpointRouteBuilder units)
    {
        Open(units.MapGet("", GetAsync)).Produces<Page<InboxMessage>>(contentType: "application/json")
            .WithSummary("What was sent to the unit, oldest first; ?open=true: without a receipt and not withdrawn only");
        Open(FollowInbox.Map(units));

        static RouteHandlerBuilder Open(RouteHandlerBuilder endpoint) => endpoint.RequireAccess(
            (Roles.Branch, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow),
            AccessTable.Auditors);
    }

    private static async Task<Results<Ok<Page<JsonElement>>, ProblemHttpResult>> GetAsync(
        string code, bool? open, Paging paging, Permission permission, UnitTree tree, ReadInbox inbox, CancellationToken ct)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        if (!TryRead(paging.After, out var after))
            return InvalidAfter(paging.After);
        var messages = await inbox.ReadAsync(code, after, paging.Limit + 1, open ?? false, ct);
        var page = Page.Of(messages, paging, message => message.Position.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(
            new Page<JsonElement>([.. page.Items.Select(message => JsonSerializer.Deserialize<JsonElement>(message.Body))], page.Next));
    }

    /// <summary>Messages behind a position, in order, each with its place.</summary>
    public Task<List<(long Position, string Body)>> ReadAsync(string unit, long after, int limit, bool onlyOpen, CancellationToken ct) =>
        dataSource.Sql(
            $"""
            select i.position, b.body, coalesce(i.withdrawn_at, e.at), coalesce(i.withdrawn_for, $6)
            from inbox i join message_body b on b.id = i.id left join lateral (
                select until at from (select {ValidUntil} until) v where until < $5) e on true
            where i.unit = $1 and i.position > $2 and (not $4 or (i.receipt_at is null and i.withdrawn_at is null and {HoldsStill}))
            order by i.position limit $3
            """, unit, after, limit, onlyOpen, business.GetUtcNow(), ReminderReason.Overtaken).ReadAsync(row => (row.GetInt64(0),
                row.Maybe<DateTimeOffset>(2) is { } at ? Withdrawn(row.GetString(1), at, row.GetString(3)) : row.GetString(1)), ct);

    /// <summary>The event with two more attributes: that it does not hold since then, and why.</summary>
    private static string Withdrawn(string body, DateTimeOffset at, string reason)
    {
        var message = JsonNode.Parse(body)!.AsObject();
        message["withdrawnat"] = JsonValue.Create(TimeZoneInfo.ConvertTime(at, OfficialTime.Zone));
        message["withdrawnfor"] = reason;
        return message.ToJsonString(MessageWriter.Json);
    }

    public static bool TryRead(string? after, out long position)
    {
        position = 0;
        return string.IsNullOrEmpty(after) || long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out position);
    }

    public static ProblemHttpResult InvalidAfter(string? after) =>
        Problems.Malformed("invalid-after", $"'after' is '{after}'; a position that 'next' or an event's id gave is allowed.");
}
