using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace DeadlineReminders.Plans;

/// <summary>Which copies are asked for; a notice or a unit at least.</summary>
/// <param name="Notice">Of this notice.</param>
/// <param name="Unit">That this unit got.</param>
/// <param name="Open">true: those that nobody has acknowledged and that hold; absent or false: all.</param>
internal sealed record CopyFilter(
    [FromQuery(Name = "notice")] Guid? Notice,
    [FromQuery(Name = "unit")] string? Unit,
    [FromQuery(Name = "open")] bool? Open);

/// <summary>
/// 抄送: copies of notices that went out, the last first: to the caller's unit and those below it, and of notices that it issued. A unit
/// acknowledges one by the receipt of its message.
/// </summary>
internal static class ListCopies
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/copies", HandleAsync)
        .RequireAccess(ReadReminders.Readers)
        .WithTags("reminders").WithSummary("Copies of notices: which unit got one, and whether it has acknowledged it");

    private static async Task<Results<Ok<Page<CopyAnswer>>, ProblemHttpResult>> HandleAsync([AsParameters] CopyFilter filter,
        Paging paging, Permission permission, UnitTree tree, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (filter is { Notice: null, Unit: null })
            return Problems.Malformed("filter-missing", "Name a notice or a unit.");
        var units = tree.Now;
        var reach = permission.Has(Reach.Everywhere) ? null
            : units.AtOrBelow(permission.Caller.Unit).ToArray();
        var issuer = permission.Has(Reach.Issuer) ? permission.Caller.Unit : null;
        var after = paging.After is { } text ? Place.Parse(text) : null;
        var copies = await dataSource.Sql(
            """
            select i.written_at, i.id, n.id, n.title, n.document_number, n.issuing_unit, i.unit, i.receipt_at, i.withdrawn_at, w.at
            from inbox i join plan p on p.id = i.plan join notice n on n.id = p.notice
              left join lateral (select min(o.written_at) as at from inbox o where o.plan = i.plan and o.copy = 'copy-withdrawn') w on true
            where i.copy = 'copy'
              and ($1::uuid is null or p.notice = $1) and ($2::text is null or i.unit = $2)
              and ($3::text[] is null or i.unit = any($3) or n.issuing_unit = $4)
              and (not $5 or (i.receipt_at is null and i.withdrawn_at is null and w.at is null))
              and ($6::timestamptz is null or (i.written_at, i.id) < ($6, $7))
            order by i.written_at desc, i.id desc limit $8
            """, filter.Notice, filter.Unit, reach, issuer, filter.Open ?? false, after?.At, after?.Id ?? Guid.Empty, paging.Limit + 1)
            .ReadAsync(row => (Place: new Place(row.Instant(0), row.GetGuid(1)), Answer: new CopyAnswer(row.GetGuid(1),
                new(row.GetGuid(2), row.GetString(3), row.Text(4)), units.Named(row.GetString(5)), units.Named(row.GetString(6)),
                row.Instant(0), row.Maybe<DateTimeOffset>(7), row.Maybe<DateTimeOffset>(8) ?? row.Maybe<DateTimeOffset>(9))), ct);
        var page = Page.Of(copies, paging, copy => copy.Place.ToString());
        return TypedResults.Ok(new Page<CopyAnswer>([.. page.Items.Select(copy => copy.Answer)], page.Next));
    }

    /// <summary>A place in the list.</summary>
    private sealed record Place(DateTimeOffset At, Guid Id)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id:N}");

        public static Place Parse(string text) => text.Split('.', 2) is [var at, var id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && Guid.TryParseExact(id, "N", out var copy)
                ? new(new(ticks, TimeSpan.Zero), copy)
                : throw Paging.NoPlace(text);
    }
}

/// <summary>A copy of a notice that a unit got.</summary>
/// <param name="Id">Of its message in the unit's inbox: what a receipt acknowledges.</param>
/// <param name="IssuedBy">The unit that issued the notice.</param>
/// <param name="Unit">That got the copy.</param>
/// <param name="SentAt">When it was written to the inbox.</param>
/// <param name="ReceiptAt">When the unit acknowledged it; absent where it has not.</param>
/// <param name="WithdrawnAt">When the notice ceased to hold, as far as the unit was told; absent where it holds.</param>
internal sealed record CopyAnswer(Guid Id, ReminderNotice Notice, UnitName IssuedBy, UnitName Unit, DateTimeOffset SentAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReceiptAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? WithdrawnAt);
