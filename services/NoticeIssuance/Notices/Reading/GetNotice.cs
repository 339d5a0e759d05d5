using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>Shows notices, as they are or as they were, and the bytes they came as.</summary>
internal static class GetNotice
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var notice = routes.MapGroup("/v1/notices/{id:guid}")
            .RequireAccess([.. NoticeDesk.Readers, AccessTable.Auditors]);
        notice.MapGet("", HandleAsync).AnswersWith("ETag").WithSummary("A notice; ?version= or ?at=: as it was");
        notice.MapGet("/source", SourceAsync).AnswersWith("ETag")
            .AnswersAs("text/plain", "text/html", "application/json", WordDocument.MediaType).WithSummary("The bytes as received");
        notice.MapGet("/annotated", AnnotatedAsync).AnswersAs("text/html").Shows("text/html", "<!doctype html>…")
            .WithSummary("The text as a page, with what was read marked in it");
        notice.MapGet("/passages", PassagesAsync).WithSummary("The text cut where what was read of it changes");
        notice.MapGet("/attachments/{sha256}", AttachmentAsync).AnswersWith("ETag", "Content-Disposition")
            .AnswersAs("application/octet-stream").WithSummary("An attachment as received");
    }

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, long? version, At? at, Permission permission, NoticeDesk desk, NoticeViews views, HttpResponse response,
            CancellationToken ct)
    {
        if (version < 1)
            return Problems.Malformed("invalid-version", "'version' is a whole number from 1.");
        return await desk.ReadAsync(id, permission, ct, version ?? 0, at?.Instant.ToUniversalTime()) is { } file
            ? TypedResults.Ok(await views.ShowAsync(file, permission, response, ct))
            : NoticeDesk.Unknown(id);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> SourceAsync(
        Guid id, Permission permission, NoticeDesk desk, NpgsqlDataSource dataSource, HttpResponse response, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not { } file)
            return NoticeDesk.Unknown(id);
        var source = file.Facts.Source;
        return Download(await dataSource.Sql().ContentAsync(source.Sha256, ct), IncomingNotice.ContentTypeOf(source),
            fileName: null, response);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> AnnotatedAsync(
        Guid id, Permission permission, NoticeDesk desk, NpgsqlDataSource dataSource, HttpResponse response, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not { Dossier: { } dossier } file)
            return NoticeDesk.Unknown(id);
        var text = await TextAsync(file, dataSource, ct);
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return TypedResults.Content(AnnotatedHtml.Render(text, file.Facts.Source.MediaType == "text/html", dossier.Content),
            "text/html; charset=utf-8");
    }

    private static async Task<Results<Ok<Passages>, ProblemHttpResult>> PassagesAsync(
        Guid id, Permission permission, NoticeDesk desk, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not { Dossier: { } dossier } file)
            return NoticeDesk.Unknown(id);
        var runs = AnnotatedText.Of(await TextAsync(file, dataSource, ct), file.Facts.Source.MediaType == "text/html", dossier.Content);
        var shown = new HashSet<int>();
        return TypedResults.Ok(new Passages([.. runs.Select(run =>
        {
            var owner = run.Marks.LastOrDefault(mark => mark.Requirement is not null)?.Requirement;
            return new Passage(run.Text, run.Start, [.. run.Marks.Select(mark => mark.Class).Distinct(StringComparer.Ordinal)], owner,
                owner is { } number && shown.Add(number), run.Marks is [.., var last] ? last.Says : null);
        })]));
    }

    private static async Task<string> TextAsync(NoticeFile file, NpgsqlDataSource dataSource, CancellationToken ct) =>
        IncomingNotice.TextOf(file.Facts.Source, (await dataSource.Sql().ContentAsync(file.Facts.Source.Sha256, ct)).Bytes);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> AttachmentAsync(
        Guid id, string sha256, Permission permission, NoticeDesk desk, NpgsqlDataSource dataSource, HttpResponse response,
            CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not { } file)
            return NoticeDesk.Unknown(id);
        return file.Dossier?.Files.FirstOrDefault(kept => kept.Sha256 == sha256) is { } attachment
            ? Download(await dataSource.Sql().ContentAsync(sha256, ct), "application/octet-stream", attachment.Name, response)
            : Problems.Unknown($"Notice {id} has no attachment {sha256}.");
    }

    /// <summary>The bytes came from outside: a browser is to show them as nothing but what they are called.</summary>
    private static FileContentHttpResult Download(KeptContent content, string contentType, string? fileName, HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.File(content.Bytes, contentType, fileName, entityTag: new($"\"{content.Sha256}\""));
    }
}

/// <summary>The received text as a reader sees it, in its order.</summary>
internal sealed record Passages(IReadOnlyList<Passage> Items);

/// <summary>A part of the text in which the same marks hold.</summary>
/// <param name="Start">Where it begins in the stored text, as spans count.</param>
/// <param name="Marks">What was found here: names of elements, <c>requirement</c>, <c>deadline</c>, <c>time-none</c> …; none for plain
/// text.</param>
/// <param name="Requirement">Number of the requirement it belongs to.</param>
/// <param name="First">Whether it is the first passage of that requirement.</param>
/// <param name="Says">What was made of the innermost mark.</param>
internal sealed record Passage(string Text, int Start, IReadOnlyList<string> Marks, int? Requirement, bool First, string? Says);

/// <summary>Makes the view of a notice for a caller: with links to the notices it cites, as far as the caller may read them.</summary>
internal sealed class NoticeViews(NpgsqlDataSource dataSource, UnitDirectory units, NoticeDesk desk, PublishedCalendars published,
    TimeProvider time)
{
    public async Task<NoticeView> ShowAsync(NoticeFile file, Permission permission, HttpResponse response, CancellationToken ct)
    {
        response.SetETag(file.Version);
        // Only days counted in working days need the calendars.
        IWorkingCalendars calendars = file.Requirements().Any(one => one.Read.Recurrence?.WorkingDay is not null)
            ? await published.NowAsync(ct) : WorkingCalendars.None;
        return NoticeView.Of(file, units.Now, await KnownAsync(file, permission, ct),
            NoticeActs.Allowed(file, permission.Caller, units.Now), calendars, time.GetUtcNow());
    }

    /// <summary>The answer to an act: the notice after it, or why nothing came of it.</summary>
    public async Task<Results<Ok<NoticeView>, ProblemHttpResult>> AnswerAsync(Acted acted, Permission permission, HttpResponse response,
        CancellationToken ct) =>
        acted.Problem is { } problem ? problem : TypedResults.Ok(await ShowAsync(acted.File!, permission, response, ct));

    private async Task<IReadOnlyDictionary<string, Guid[]>> KnownAsync(NoticeFile file, Permission permission, CancellationToken ct)
    {
        var keys = (file.Dossier?.Content.References ?? []).Select(reference => DocumentNumberKey.Of(reference.DocumentNumber))
            .OfType<string>().Distinct().ToArray();
        if (keys.Length == 0)
            return new Dictionary<string, Guid[]>();
        return (await dataSource.Sql(
            $"""
            select number_key, array_agg(id order by id) from notice_list
            where number_key = any($1) and id <> $3 and (issuing_unit = any($2) or {NoticeParties.HasAmong("id", "$4")})
            group by number_key
            """, keys, desk.Readable(permission), file.Id, desk.Parties(permission))
            .ReadAsync(row => (Key: row.GetString(0), Ids: row.GetFieldValue<Guid[]>(1)), ct))
            .ToDictionary(known => known.Key, known => known.Ids, StringComparer.Ordinal);
    }
}
