using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// Reads the received bytes once more, by today's grammar and calendars, and says what comes out differently. The notice stays as it is,
/// issued or not.
/// </summary>
internal static class RereadNotice
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/notices/{id:guid}/rereading", HandleAsync)
        .RequireAccess([.. NoticeDesk.Readers, AccessTable.Auditors])
            .WithSummary("The text read again by today's grammar, compared with the reading that stands; changes nothing");

    private static async Task<Results<Ok<Rereading>, ProblemHttpResult>> HandleAsync(
        Guid id, Permission permission, NoticeDesk desk, NpgsqlDataSource dataSource, PublishedCalendars published, TimeProvider time,
        CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not { Dossier: { } dossier } file)
            return NoticeDesk.Unknown(id);
        var bytes = (await dataSource.Sql().ContentAsync(file.Facts.Source.Sha256, ct)).Bytes;
        var (text, html, given) = IncomingNotice.Again(file.Facts.Source, bytes);
        var reading = NoticeReader.Read(text, html, time.GetUtcNow(), await published.NowAsync(ct), given);
        return TypedResults.Ok(Of(dossier.Content, reading));
    }

    internal static Rereading Of(NoticeContent then, Reading now) => now switch
    {
        Reading.Understood understood => Told(then, Comparison.Of(then, understood.Content), isNotice: true),
        // Everything that stood is read no longer.
        _ => Told(then, Comparison.Of(then, then with { Requirements = [] }), isNotice: false),
    };

    private static Rereading Told(NoticeContent then, Comparison comparison, bool isNotice) => new(
        then.GrammarVersion, NoticeReader.GrammarVersion, isNotice, isNotice && comparison is { Elements.Count: 0, Requirements.Count: 0 },
            comparison.Elements, comparison.Requirements);
}

/// <summary>A reading that stands, against the one today's grammar gives.</summary>
/// <param name="GrammarThen">Version of the grammar whose reading stands.</param>
/// <param name="GrammarNow">Version of today's.</param>
/// <param name="IsNotice">Whether today's grammar takes the text for a notice at all.</param>
/// <param name="Same">Nothing is read differently.</param>
/// <param name="Elements">Elements read differently; several of one kind are joined by <c>|</c>.</param>
/// <param name="Requirements">Requirements read differently, read anew or no longer read, in text order.</param>
internal sealed record Rereading(
    int GrammarThen, int GrammarNow, bool IsNotice, bool Same, IReadOnlyList<Difference> Elements,
        IReadOnlyList<RequirementDifference> Requirements);
