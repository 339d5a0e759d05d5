namespace NoticeIssuance.Notices;

/// <summary>
/// The notices a caller may read, newest first. One that cannot be read, and was found so, stands there as <c>unreadable</c>, as the list
/// last knew it.
/// </summary>
internal static class ListNotices
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/notices", HandleAsync)
        .RequireAccess([.. NoticeDesk.Readers, AccessTable.Auditors])
        .WithSummary("Notices, newest first; q: part of the title or the document number");

    /// <param name="state">In one of these; none = in any.</param>
    /// <param name="q">Part of the title or the document number.</param>
    /// <param name="unit">Issued by this unit; null = by any.</param>
    /// <param name="consent">Waiting for this consent of the caller's unit; none = all the same.</param>
    private static async Task<Results<Ok<Page<NoticeItem>>, ProblemHttpResult>> HandleAsync(
        [OneOf(typeof(NoticeStates))] string[]? state,
        string? q, string? issuer, string? reference, string? unit,
        [OneOf(NoticeConsents.Approval, NoticeConsents.Agreement)] string[]? consent,
        Paging paging, Permission permission, NoticeDesk desk, UnitTree tree, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var (units, by) = (tree.Now, permission.Caller.Unit);
        if (state?.FirstOrDefault(one => !NoticeStates.All.Contains(one)) is { } no)
            return Problems.Malformed("invalid-state", $"'state' is '{no}'; {string.Join(", ", NoticeStates.All)} are allowed.");
        if (consent?.FirstOrDefault(one => one is not (NoticeConsents.Approval or NoticeConsents.Agreement)) is { } other)
            return Problems.Malformed("invalid-consent",
                $"'consent' is '{other}'; {NoticeConsents.Approval} and {NoticeConsents.Agreement} are allowed.");
        Guid? after = null;
        if (paging.After is not null)
        {
            if (!Guid.TryParse(paging.After, out var id))
                return Problems.Malformed("invalid-after", "'after' is what 'next' of the page before said.");
            after = id;
        }
        var isOfficer = permission.Caller.Has(Roles.Officer);
        var agreesTo = isOfficer ? await NoticeConsents.IssuersAsync(dataSource, by, units, ct) : [];
        var approves = isOfficer && consent?.Contains(NoticeConsents.Approval) is true;
        var items = await dataSource.Sql(
            $"""
            select id, case when {Quarantine.Without(Quarantine.Streams, "n.id")} then state else 'unreadable' end, version, issuing_unit,
                title, document_number, issuer, issued_on, reference, requirements, open_questions, received_at
            from notice_list n
            where ($1::text[] is null or issuing_unit = any($1) or {NoticeParties.HasAmong("n.id", "$8")}
                or {NoticeConsents.WaitsForAgreement})
              and ($13::text[] is null or ('{NoticeConsents.Agreement}' = any($13) and {NoticeConsents.WaitsForAgreement})
                or ('{NoticeConsents.Approval}' = any($13) and {NoticeConsents.WaitsForApproval}))
              and ($2::uuid is null or id < $2)
              and ($3::text[] is null or state = any($3))
              and ($4::text is null or issuer = $4)
              and ($5::text is null or reference = $5)
              and ($9::text is null or issuing_unit = $9)
              and ($6::text is null or title ilike $6 or document_number ilike $6)
            order by id desc limit $7
            """,
            permission.Has(Reach.Everywhere) ? null : desk.Readable(permission), after, state is [] ? null : state, issuer, reference,
            q is null ? null : $"%{Escaped(q)}%", paging.Limit + 1, desk.Parties(permission), unit,
            approves ? units.AtOrBelow(by).ToArray() : [], by, agreesTo, consent is [] ? null : consent)
            .ReadAsync(row => new NoticeItem(
                Id: row.GetGuid(0), State: row.GetString(1), Version: row.GetInt64(2), IssuingUnit: row.GetString(3),
                Title: row.GetString(4), DocumentNumber: row.Text(5), Issuer: row.Text(6), IssuedOn: row.Maybe<DateOnly>(7),
                Reference: row.Text(8), Requirements: row.GetInt32(9), OpenQuestions: row.GetInt32(10),
                ReceivedAt: DueTime.Shown(row.Instant(11)), IssuingUnitName: units.NameOf(row.GetString(3))), ct);
        return TypedResults.Ok(Page.Of(items, paging, item => item.Id.ToString()));
    }

    private static string Escaped(string q) =>
        q.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>A notice in a list.</summary>
internal sealed record NoticeItem(
    Guid Id, [OneOf(typeof(NoticeStates), "unreadable")] string State,
    long Version, string IssuingUnit, string Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn,
    string? Reference, int Requirements, int OpenQuestions, DateTimeOffset ReceivedAt, string IssuingUnitName);
