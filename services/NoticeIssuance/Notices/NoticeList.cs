namespace NoticeIssuance.Notices;

/// <summary>A notice's row in the list.</summary>
internal sealed record NoticeRow(
    Guid Id, string State, long Version, string IssuingUnit, string Title, string? DocumentNumber, string? NumberKey, string? Issuer,
    DateOnly? IssuedOn, string? Reference, int Requirements, int OpenQuestions, DateTimeOffset ReceivedAt)
{
    /// <summary>Of a notice that was understood. Pure.</summary>
    public static NoticeRow Of(NoticeFile file)
    {
        var (source, content) = (file.Facts.Source, file.Facts.Content!);
        return new(file.Id, file.StateName, file.Version, file.IssuingUnit, content.Title, content.DocumentNumber,
            DocumentNumberKey.Of(content.DocumentNumber), content.Issuer, content.IssuedOn, source.Reference, content.Requirements,
            file.Facts.OpenQuestions().Count(), file.ReceivedAt);
    }
}

/// <summary>Table <c>notice_list</c>: one row a notice, written in the transaction of its events; so it never lags.</summary>
internal static class NoticeList
{
    public const string Table = "notice_list";

    /// <summary>Adds one statement: the rows of these notices as they are now.</summary>
    public static Sql List(this Sql sql, IReadOnlyCollection<NoticeFile> files, string table = Table) => sql.Over(
        [.. files.Where(file => file.Facts.Content is not null).Select(NoticeRow.Of)],
        $"""
        insert into {table} (id, state, version, issuing_unit, title, document_number, number_key, issuer, issued_on, reference,
            requirements, open_questions, received_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (id) do update set state = excluded.state, version = excluded.version, title = excluded.title,
            document_number = excluded.document_number, number_key = excluded.number_key, issuer = excluded.issuer,
            issued_on = excluded.issued_on, requirements = excluded.requirements, open_questions = excluded.open_questions
        """)
        .With(row => row.Id).With(row => row.State).With(row => row.Version).With(row => row.IssuingUnit).With(row => row.Title)
        .With(row => row.DocumentNumber).With(row => row.NumberKey).With(row => row.Issuer).With(row => row.IssuedOn)
        .With(row => row.Reference).With(row => row.Requirements).With(row => row.OpenQuestions).With(row => row.ReceivedAt).End();

    /// <summary>
    /// Asks with which notice the unit last received a document with this number from the same issuer, those sent back aside;
    /// <see cref="ReadReceivedAsync"/> reads the answer. Two that arrive at the same moment are looked up one after the other: the lock
    /// lasts as long as the transaction.
    /// </summary>
    public static Sql AskReceived(this Sql sql, string issuingUnit, string? documentNumber, string? issuer) =>
        DocumentNumberKey.Of(documentNumber) is not { } key ? sql : sql
            .Add("select pg_advisory_xact_lock(hashtextextended($1, 0))", $"notice {issuingUnit} {key}")
            .Add(
                """
                select id from notice_list
                where number_key = $1 and issuing_unit = $2 and issuer is not distinct from $3 and state <> 'rejected'
                order by id desc limit 1
                """, key, issuingUnit, issuer);

    /// <summary>Null where there is none, or was no number to ask about.</summary>
    public static async Task<Guid?> ReadReceivedAsync(NpgsqlDataReader row, CancellationToken ct) =>
        await row.NextResultAsync(ct) && await row.NextResultAsync(ct) && await row.ReadAsync(ct) ? row.GetGuid(0) : null;

    /// <summary>The next notices not yet issued, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Guid>> ReceivedAsync(StreamTransaction transaction, Guid after, int most,
        CancellationToken ct) =>
        await transaction.Sql($"select id from {Table} where state = 'received' and id > $1 order by id limit $2", after, most)
            .ReadAsync(row => row.GetGuid(0), ct);
}

/// <summary>
/// The list and the counted deadlines made again from their events and the content these name. Otherwise both are written with the events.
/// </summary>
internal sealed class NoticeListModel(StreamStore streams) : IReadModel
{
    public string Name => NoticeList.Table;

    public IReadOnlyList<string> Tables => [NoticeList.Table, CountedDeadlines.Table, NoticeParties.Table, NoticeConsents.Table];

    /// <summary>Each notice is written as the last of the events leaves it. What else is stored here is who read them.</summary>
    public async Task ProjectAsync(IReadOnlyList<StoredEvent> events, ReadModelTables tables, NpgsqlTransaction transaction,
        CancellationToken ct)
    {
        var ids = events.Where(e => typeof(NoticeEvent).IsAssignableFrom(Vocabulary.Today.TypeOf(e.Type))).Select(e => e.Stream).Distinct()
            .ToList();
        if (ids.Count == 0)
            return;
        var notices = await streams.LoadManyAsync<Notice, NoticeEvent>(ids, ct, toSequence: events[^1].Sequence);
        var files = await NoticeFile.OpenAsync(transaction.Sql(), notices, state =>
            NoticeFile.ToShow(state).Concat(NoticeFile.ToCount(state)), ct);
        await transaction.Sql().List(files, tables[NoticeList.Table]).ListCounted(files, ids, tables[CountedDeadlines.Table])
            .ListParties(files, tables[NoticeParties.Table]).ListConsents(files, ids, tables[NoticeConsents.Table]).ExecuteAsync(ct);
    }
}

/// <summary>发文字号, compared however its brackets and spaces are written.</summary>
internal static class DocumentNumberKey
{
    /// <summary>〔2016〕, [2016] and ﹝2016﹞ alike; null for no number.</summary>
    public static string? Of(string? number) =>
        number is null ? null : string.Concat(number.Where(c => !char.IsWhiteSpace(c)).Select(c => c switch
        {
            '〔' or '[' or '【' or '（' or '(' or '﹝' or '［' => '〔',
            '〕' or ']' or '】' or '）' or ')' or '﹞' or '］' => '〕',
            >= '０' and <= '９' => (char)(c - '０' + '0'),
            _ => c,
        }));
}
