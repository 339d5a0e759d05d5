using Microsoft.AspNetCore.Mvc;

namespace TaskAssignment.Assignments;

/// <summary>What is asked of a list of assignments; what is left out does not narrow it.</summary>
/// <param name="Unit">This unit only.</param>
/// <param name="Under">This unit and those below it.</param>
/// <param name="State">One or more states.</param>
/// <param name="DueBefore">Exclusive.</param>
/// <param name="Overdue">The deadline in force missed and a report still owed, or not.</param>
/// <param name="View">A <see cref="Tabs"/>: todo, overdue, to-judge, to-decide or done.</param>
/// <param name="Order">due, which is the order of every list: by due instant, the undated last.</param>
internal sealed record AssignmentFilter(
    [FromQuery(Name = "unit")] string? Unit,
    [FromQuery(Name = "under")] string? Under,
    [FromQuery(Name = "notice")] Guid? Notice,
    [FromQuery(Name = "requirement")] int? Requirement,
    [FromQuery(Name = "state"), OneOf(typeof(States))] string[]? State,
    [FromQuery(Name = "dueBefore")] At? DueBefore,
    [FromQuery(Name = "overdue")] bool? Overdue,
    [FromQuery(Name = "view"), OneOf(typeof(Tabs))] string? View = null,
    [FromQuery(Name = "order"), OneOf("due")] string? Order = null);

/// <summary>Assignments, singly and in lists ordered by due instant (the undated last).</summary>
internal static class ReadAssignments
{
    private static string Sql(BoardScope scope, string? view) =>
        $"""
        select assignment, due_at from board
        where {scope.Sql}{(view is null ? "" : $" and {Tabs.Of(view, "$13")}")}
          and ($4::uuid is null or notice = $4) and ($5::int is null or requirement = $5) and ($6::text[] is null or state = any($6))
          and ($7::timestamptz is null or due_at < $7)
          and ($8::bool is null or coalesce(verdict = 'missed' and state = any($9), false) = $8)
          and ($11::uuid is null or (coalesce(due_at, 'infinity'), assignment) > (coalesce($10::timestamptz, 'infinity'), $11))
        order by coalesce(due_at, 'infinity'), assignment
        limit $12
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/assignments", ListAsync).RequireAccess(Standing.Readers)
            .Refuses(404).WithSummary("Assignments within reach by due instant, the undated last");
        CountAssignments.Map(routes);
        routes.MapGet("/v1/assignments/{id:guid}", ReadAsync).RequireAccess(Standing.Readers)
            .AnswersWith("ETag").WithSummary("An assignment as it is, or with `at` as it was");
    }

    private static async Task<Results<Ok<AssignmentView>, ProblemHttpResult>> ReadAsync(
        Guid id, At? at, Caller caller, Standing standing, BoardStore board, StreamStore streams, AssignmentViews views,
        HttpResponse response, CancellationToken ct)
    {
        if (await board.FindAsync(id, ct) is not { } row || !standing.MayRead(caller, row))
            return Problems.Unknown($"No assignment {id}.");
        var (stories, unreadable) = await streams.LoadStoriesAsync<Assignment, AssignmentEvent>([id], ct, at?.Instant);
        if (unreadable.GetValueOrDefault(id) is { } why)
            throw why;
        if (await views.OfAsync([(id, stories[id])], at is null ? caller : null, ct) is not [var view])
            return Problems.Unknown($"Assignment {id} did not exist then.");
        response.SetETag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<Page<AssignmentView>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AssignmentFilter filter, Paging paging, Permission permission, Standing standing, BoardStore board,
        StreamStore streams, AssignmentViews views, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (filter.State?.Except(States.All).FirstOrDefault() is { } unknown)
            return Problems.Malformed("invalid-state", $"'state' is '{unknown}'; allowed: {string.Join(", ", States.All)}.");
        if (filter.View is { } view && !Tabs.All.Contains(view))
            return Problems.Malformed("invalid-view", $"'view' is '{view}'; allowed: {string.Join(", ", Tabs.All)}.");
        if (filter.Order is not (null or "due"))
            return Problems.Malformed("invalid-order", $"'order' is '{filter.Order}'; allowed: due.");
        var scope = standing.ScopeOf(permission, filter.Unit, filter.Under);
        if (await OutOfReachAsync(filter.Unit, filter.Under, permission, standing, scope, board, ct) is { } problem)
            return problem;

        var keys = await KeysAsync(filter, paging, scope, standing.Judged(permission.Caller), dataSource, ct);
        var page = Page.Of(keys, paging, key => key.ToString());
        Guid[] ids = [.. page.Items.Select(key => key.Assignment)];
        var (stories, unreadable) = await streams.LoadStoriesAsync<Assignment, AssignmentEvent>(ids, ct);
        var shown = (await views.OfAsync(stories.Select(story => (story.Key, story.Value)), permission.Caller, ct))
            .Concat(await views.UnreadableAsync([.. unreadable.Keys], ct)).ToDictionary(view => view.Id);
        return TypedResults.Ok(new Page<AssignmentView>([.. ids.Where(shown.ContainsKey).Select(id => shown[id])], page.Next));
    }

    /// <summary>
    /// Why the caller cannot ask about these units: they are not at or below its own, and it has not issued anything there.
    /// </summary>
    internal static async Task<ProblemHttpResult?> OutOfReachAsync(string? unit, string? under, Permission permission, Standing standing,
        BoardScope scope, BoardStore board, CancellationToken ct)
    {
        foreach (var code in new[] { unit, under }.OfType<string>())
        {
            if (standing.Unreachable(permission, code) is { } problem && !await board.HasIssuedAsync(scope, ct))
                return problem;
        }
        return null;
    }

    private static Task<List<Key>> KeysAsync(AssignmentFilter filter, Paging paging, BoardScope scope, string[] judged,
        NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var after = paging.After is { } text ? Key.Parse(text) : null;
        object?[] last = filter.View is Tabs.ToJudge or Tabs.ToDecide ? [judged] : [];
        return dataSource.Sql(Sql(scope, filter.View),
            [.. scope.Values, filter.Notice, filter.Requirement, filter.State is [] ? null : filter.State, filter.DueBefore?.Instant,
            filter.Overdue, States.Owing.ToArray(), after?.DueAt, after?.Assignment, paging.Limit + 1, .. last])
            .ReadAsync(row => new Key(row.Maybe<DateTimeOffset>(1), row.GetGuid(0)), ct);
    }

    /// <summary>A place in the list; as text <c>{due instant in ticks of UTC, or nothing}.{assignment}</c>.</summary>
    private sealed record Key(DateTimeOffset? DueAt, Guid Assignment)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DueAt?.UtcTicks}.{Assignment:N}");

        public static Key Parse(string text)
        {
            if (text.Split('.') is [var due, var id] && Guid.TryParseExact(id, "N", out var assignment))
            {
                if (due.Length == 0)
                    return new(null, assignment);
                if (long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks)
                    return new(new DateTimeOffset(ticks, TimeSpan.Zero), assignment);
            }
            throw Paging.NoPlace(text);
        }
    }
}
