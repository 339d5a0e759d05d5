using System.Text.Json.Serialization;
using AuditReplay.Events;
using AuditReplay.Ledger;
using Microsoft.AspNetCore.Mvc;

namespace AuditReplay.Timeline;

/// <summary>
/// <c>GET /v1/notices/{id}/timeline</c> and <c>/v1/units/{code}/timeline</c>: the whole story across services, by the instant recorded, in
/// words.
/// </summary>
internal static class Story
{
    private const string Zone = "Asia/Shanghai";

    public static void MapTimeline(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").RequireAccess((Roles.Inspector, Reach.OwnAndBelow), AccessTable.Auditors);
        Told(group.MapGet("/notices/{id:guid}/timeline", (Guid id, [FromQuery] DateOnly? day, Paging paging, Permission permission,
            StoryReach reach, LedgerReader ledger, UnitNames names, CancellationToken ct) =>
            AnswerAsync(size => reach.OfNoticeAsync(id, permission, size, ct), day, paging, ledger, names, ct)),
            "The story of a notice, in words, a page at a time", "the notice and of its assignments and reminder plans");
        Told(group.MapGet("/units/{code}/timeline", (string code, [FromQuery] DateOnly? day, Paging paging, Permission permission,
            StoryReach reach, LedgerReader ledger, UnitNames names, CancellationToken ct) =>
            AnswerAsync(size => reach.OfUnitAsync(code, permission, size, ct), day, paging, ledger, names, ct)),
            "The story of a unit, in words, a page at a time", "the unit, its assignments, reminder plans and channel");
        Counted(group.MapGet("/notices/{id:guid}/timeline/days", (Guid id, Permission permission, StoryReach reach, LedgerReader ledger,
            NpgsqlDataSource dataSource, CancellationToken ct) =>
            DaysAsync(size => reach.OfNoticeAsync(id, permission, size, ct), ledger, dataSource, ct)),
            "How much of a notice's story happened on each day");
        Counted(group.MapGet("/units/{code}/timeline/days", (string code, Permission permission, StoryReach reach, LedgerReader ledger,
            NpgsqlDataSource dataSource, CancellationToken ct) =>
            DaysAsync(size => reach.OfUnitAsync(code, permission, size, ct), ledger, dataSource, ct)),
            "How much of a unit's story happened on each day");
    }

    private static void Told(RouteHandlerBuilder endpoint, string summary, string whose) => endpoint.WithSummary(summary).WithDescription(
        $"""
        Every event of {whose}, in the order of `at` (business time; where equal, of the ledger); with `day`, a day of Asia/Shanghai, those
        of that day. Give `next` as `after` for what follows. `actor` is who did it, absent where a service acted of itself.
        `group` stands at what one act made many of: the same `id` at each, and how many there are, on this page or others.
        An inspector reads what is about units at or below its own, and what became of a notice itself: from the first where its unit or
        one below issued it, else from its issue on.
        """);

    private static void Counted(RouteHandlerBuilder endpoint, string summary) => endpoint.WithSummary(summary)
        .WithDescription("Days of Asia/Shanghai on which anything was recorded, the first one first.");

    private static async Task<Results<Ok<Page<TimelineItem>>, ProblemHttpResult>> AnswerAsync(Func<long, Task<StoryReach.Seen>> see,
        DateOnly? day, Paging paging, LedgerReader ledger, UnitNames names, CancellationToken ct)
    {
        var size = await ledger.SizeAsync(ct);
        var after = paging.After is { } text ? StoryPlace.Parse(text) : null;
        var (subject, problem) = await see(size);
        if (subject is null)
            return problem!;
        var page = Page.Of(await ledger.PageAsync(subject, after, Begin(day), Begin(day?.AddDays(1)), size,
            paging.Limit + 1, ct), paging,
            row => new StoryPlace(row.RecordedAt, row.Position).ToString());
        var called = await names.ReadAsync(size, ct);
        var teller = new Teller(called);
        foreach (var first in await ledger.FirstAsync([.. page.Items.Select(row => row.Stream).Distinct()], size, ct))
            teller.Hear(first.Stream, first.Bytes);
        var groups = await ledger.GroupsAsync(subject, page.Items, size, ct);
        return TypedResults.Ok(new Page<TimelineItem>([.. page.Items.Select(row => Item(row, teller, called, groups))], page.Next));
    }

    private static async Task<Results<Ok<TimelineDays>, ProblemHttpResult>> DaysAsync(Func<long, Task<StoryReach.Seen>> see,
        LedgerReader ledger, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var size = await ledger.SizeAsync(ct);
        var (subject, problem) = await see(size);
        if (subject is null)
            return problem!;
        var counts = await dataSource.Sql(
            $"""
            select (recorded_at at time zone $6)::date as day, type, count(*) from standing
            where {subject.Sql} and position <= $5 group by day, type order by day, type
            """, [.. subject.Values, size, Zone])
            .ReadAsync(row => (Day: row.GetFieldValue<DateOnly>(0), Type: row.GetString(1), Count: row.GetInt64(2)), ct);
        return TypedResults.Ok(new TimelineDays([.. counts.GroupBy(count => count.Day).Select(day => new TimelineDay(day.Key,
            day.Sum(count => count.Count), day.ToDictionary(count => count.Type, count => count.Count)))]));
    }

    private static DateTimeOffset? Begin(DateOnly? day) => day is { } of ? OfficialTime.At(of, TimeOnly.MinValue) : null;

    private static TimelineItem Item(LedgerRow row, Teller teller, IReadOnlyDictionary<string, string> names,
        IReadOnlyDictionary<ActKey, long> groups)
    {
        var (key, entry) = (ActKey.Of(row), LedgerEntry.Parse(row.Bytes));
        return new(row.RecordedAt, row.Source, row.Stream, row.Version, row.Id, row.Type, teller.Tell(row), TimelineActor.Of(entry, names),
            groups.GetValueOrDefault(key) is var count and > 1 ? new(key.Id, Phrases.Many(row.Type, count), count) : null);
    }
}

/// <summary>A place in the story; as text <c>{ticks of UTC}.{position}</c>.</summary>
internal sealed record StoryPlace(DateTimeOffset At, long Position)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Position}");

    public static StoryPlace Parse(string text) =>
        text.Split('.') is [var at, var position]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(new(ticks, TimeSpan.Zero), number)
            : throw Paging.NoPlace(text);
}

/// <summary>One event of the story.</summary>
internal sealed record TimelineItem(DateTimeOffset At,
    [OneOf(typeof(Sources))] string Source, Guid Stream, long Version, Guid Id, string Type,
    Words Words,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimelineActor? Actor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimelineGroup? Group);

/// <summary>Who did it.</summary>
/// <param name="Role">In which role.</param>
/// <param name="Unit">Code of the unit acted for.</param>
/// <param name="UnitName">Its full name; its code where the ledger knows none.</param>
/// <param name="Person">Opaque id.</param>
/// <param name="OnBehalfOf">Opaque id of the person that was acted for; absent where none was.</param>
internal sealed record TimelineActor([OneOf(typeof(Roles))] string? Role, string? Unit, string? UnitName, string Person,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OnBehalfOf)
{
    public static TimelineActor? Of(LedgerEntry entry, IReadOnlyDictionary<string, string> names)
    {
        if (entry.Actor is not { } person || person.StartsWith("system:", StringComparison.Ordinal))
            return null;
        var unit = Header("unit");
        return new(Header("role"), unit, unit is null ? null : names.GetValueOrDefault(unit, unit), person, Header("onBehalfOf"));

        string? Header(string name) =>
            entry.Headers is { ValueKind: JsonValueKind.Object } headers && headers.TryGetProperty(name, out var value) ? value.GetString()
                : null;
    }
}

/// <summary>What one act made many of.</summary>
/// <param name="Id">The same at each of them.</param>
/// <param name="Label">What they are, and how many.</param>
internal sealed record TimelineGroup(string Id, Words Label, long Count);

/// <summary>The days of a story.</summary>
internal sealed record TimelineDays(IReadOnlyList<TimelineDay> Days);

/// <summary>A day on which something was recorded.</summary>
/// <param name="ByType">How many events, by stored name.</param>
internal sealed record TimelineDay(DateOnly Day, long Count, IReadOnlyDictionary<string, long> ByType);
