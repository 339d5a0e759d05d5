using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>What a notice says of earlier ones, as amendments of those of the unit that are in force. Stores nothing.</summary>
/// <param name="Items">By notice that is changed.</param>
/// <param name="Missing">What is said of notices that are not plainly one that the unit has issued and that is in force.</param>
internal sealed record ProposeAmendments(IReadOnlyList<AmendmentProposal> Items, IReadOnlyList<SaidChange> Missing)
{
    private const int MostNotices = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/notices/{id:guid}/amendment-proposals", HandleAsync).RequireAccess(NoticeActs.Amend)
            .WithSummary("What a notice that changes earlier ones by its words would amend of them; an officer amends");

    private static async Task<Results<Ok<ProposeAmendments>, ProblemHttpResult>> HandleAsync(Guid id, Permission permission,
        NoticeDesk desk, PublishedCalendars calendars, NpgsqlDataSource dataSource, TimeProvider clock, CancellationToken ct)
    {
        var (by, problem) = await desk.LookAsync(id, permission, ct);
        if (problem is not null)
            return problem;
        var said = by!.Dossier?.Content.Beside?.Amends ?? [];
        var cited = said is [] ? [] : await CitedAsync(by, said, dataSource, ct);
        var published = said is [] ? null : await calendars.NowAsync(ct);
        var (proposals, missing) = (new List<AmendmentProposal>(), new List<SaidChange>());
        foreach (var of in said.GroupBy(one => NoticeOf(one, said, cited)))
        {
            if (of.Key is not { } notice || (await desk.LookAsync(notice, permission, ct)).File is not { } changed)
                missing.AddRange(of.Select(SaidChange.Of));
            else
                proposals.Add(AmendmentProposal.Of(changed, by, [.. of], published!, clock.GetUtcNow()));
        }
        return TypedResults.Ok(new ProposeAmendments([.. proposals.Where(proposal => !proposal.IsEmpty)], missing));
    }

    /// <summary>The one in force that is meant: by its number, its title, or, where 原通知 is said, as the only number named.</summary>
    private static Guid? NoticeOf(Amendment one, IReadOnlyList<Amendment> said,
        IReadOnlyList<(Guid Notice, string? Key, string Title)> cited)
    {
        var key = DocumentNumberKey.Of(one.DocumentNumber);
        if (one is { DocumentNumber: null, Title: null }
            && said.Select(other => DocumentNumberKey.Of(other.DocumentNumber)).OfType<string>().Distinct().ToList() is [var only])
            key = only;
        var meant = cited.Where(notice => key is not null ? notice.Key == key
            : one.Title is not null && notice.Title.EndsWith(one.Title, StringComparison.Ordinal)).ToList();
        return meant is [var alone] ? alone.Notice : null;
    }

    /// <summary>The notices in force of the same unit that are named, by number first, else by title.</summary>
    private static Task<List<(Guid Notice, string? Key, string Title)>> CitedAsync(NoticeFile by, IReadOnlyList<Amendment> said,
        NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var numbers = said.Select(one => DocumentNumberKey.Of(one.DocumentNumber)).OfType<string>().Distinct().ToArray();
        var titles = said.Where(one => one.DocumentNumber is null).Select(one => one.Title).OfType<string>().Distinct().ToArray();
        return dataSource.Sql(
            $"""
            select id, number_key, title from {NoticeList.Table}
            where issuing_unit = $1 and state = 'issued' and id <> $2
              and (number_key = any($3)
                or exists (select from unnest($4) t (named) where right(title, length(t.named)) = t.named))
            order by (number_key = any($3)) desc nulls last, id desc limit {MostNotices}
            """, by.IssuingUnit, by.Id, numbers, titles)
            .ReadAsync(row => (row.GetGuid(0), row.Text(1), row.GetString(2)), ct);
    }
}
