using System.ComponentModel;
using AuditReplay.Ledger;
using Microsoft.AspNetCore.Mvc;

namespace AuditReplay.Events;

/// <summary><c>GET /v1/events</c>: entries in the ledger's order, a page of JSON at a time or all of them as NDJSON.</summary>
internal static class ListEvents
{
    /// <summary>The ledger's size when the answer began; what is answered goes no further.</summary>
    public const string SizeHeader = "X-Ledger-Size";

    private const string Ndjson = "application/x-ndjson";

    public static void MapEvents(this RouteGroupBuilder group) => group.MapGet("/events", ListAsync)
        .WithSummary("Entries of the ledger, in its order")
        .WithDescription(
            """
            JSON: `{ items, next }`; give `next` as `after` for what follows. With `Accept: application/x-ndjson` all of them, one entry a
            line, each line the entry's very bytes; broken off, it is resumed behind the last line received by `after={source}/{ordinal}` of
            that line. The header `X-Ledger-Size` says how many entries the ledger had when the answer began: later ones are not in it.
            Entries that an epoch of their source has left behind are among them (`GET /v1/sources` names the epochs).
            `notice`: the notice the entry's stream belongs to; `unit`: whose own stream, assignment, plan or channel it is; `type`: stored
            name; `actor`: opaque person id, or `system:{service}`; `from` (inclusive) and `to` (exclusive): instants with offset, of
            `recordedAt`.
            """)
        .Produces<Page<EntryShape>>(contentType: "application/json")
        .AnswersAs(Ndjson).Shows(Ndjson, "{\"actor\":\"p-1\",…}\n").AnswersWith(SizeHeader)
        .TakesLimit("At most so many items; NDJSON ignores it.");

    private static async Task<Results<Ok<Page<JsonElement>>, EntryExport>> ListAsync(
        [AsParameters] EntryFilter filter,
        [FromQuery, Description(
            "Behind which entry to begin: a ledger position (as `next` gives it), or `{source}/{ordinal}`.")] string? after,
        LedgerReader ledger, NpgsqlDataSource dataSource, HttpContext context, CancellationToken ct)
    {
        if (filter.Type is { } type && !StoredNames.All.Contains(type, StringComparer.Ordinal))
            throw new RefusedRequestException(StatusCodes.Status400BadRequest, "invalid-type",
                $"'type' is '{type}'; the name of a stored event is allowed, such as {StoredNames.All[0]}.");
        var size = await ledger.SizeAsync(ct);
        var begin = await PositionAsync(after, ledger, ct);
        context.Response.Headers[SizeHeader] = size.ToString(CultureInfo.InvariantCulture);
        var (from, to) = await filter.NarrowAsync(dataSource, begin, size, ct);
        return context.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals(Ndjson, StringComparison.OrdinalIgnoreCase))
            ? new EntryExport(filter, dataSource, from, to)
            : TypedResults.Ok(await PageAsync(filter, dataSource, from, to, await Paging.BindAsync(context), ct));
    }

    private static async Task<Page<JsonElement>> PageAsync(EntryFilter filter, NpgsqlDataSource dataSource, long after, long size,
        Paging paging, CancellationToken ct)
    {
        var rows = await filter.Select(dataSource, after, size, paging.Limit + 1).ReadAsync(row =>
            (Position: row.GetInt64(0), Entry: JsonSerializer.Deserialize<JsonElement>(row.GetFieldValue<byte[]>(1))), ct);
        var page = Page.Of(rows, paging, last => last.Position.ToString(CultureInfo.InvariantCulture));
        return new([.. page.Items.Select(item => item.Entry)], page.Next);
    }

    private static async Task<long> PositionAsync(string? after, LedgerReader ledger, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(after))
            return 0;
        if (long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return position;
        if (after.Split('/') is [var source, var number]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            && await ledger.PositionAsync(source, ordinal, ct) is { } found)
            return found;
        throw new RefusedRequestException(StatusCodes.Status400BadRequest, "invalid-after",
            $"'after' is '{after}'; a ledger position, or the {{source}}/{{ordinal}} of an entry in the ledger, is allowed.");
    }
}
