using Npgsql;
using NpgsqlTypes;
using Workflow.EventSourcing;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>Table <c>notice_list</c>: one row a notice, written in the transaction of its events; so it never lags.</summary>
internal static class NoticeList
{
    public static NpgsqlBatchCommand Add(NoticeFile notice, DateTimeOffset receivedAt)
    {
        var (source, content) = (notice.Facts.Source, notice.Facts.Content!);
        var command = new NpgsqlBatchCommand(
            """
            insert into notice_list (id, state, version, issuing_unit, title, document_number, number_key, issuer, issued_on, reference, requirements, open_questions, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """);
        Add(command.Parameters, notice.Id, notice.StateName, notice.Version, notice.IssuingUnit, content.Title);
        AddText(command.Parameters, content.DocumentNumber, DocumentNumberKey.Of(content.DocumentNumber), content.Issuer);
        command.Parameters.Add(new() { Value = (object?)content.IssuedOn ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        AddText(command.Parameters, source.Reference);
        Add(command.Parameters, content.Requirements, notice.Facts.OpenQuestions().Count(), receivedAt);
        return command;
    }

    /// <summary>What commands can change, of any number of notices; the rest is as received.</summary>
    public static NpgsqlBatchCommand Update(IReadOnlyCollection<NoticeFile> notices)
    {
        var command = new NpgsqlBatchCommand(
            """
            update notice_list n set state = u.state, version = u.version, open_questions = u.open_questions
            from unnest($1, $2, $3, $4) u (id, state, version, open_questions) where n.id = u.id
            """);
        Add(command.Parameters, notices.Select(notice => notice.Id).ToArray(), notices.Select(notice => notice.StateName).ToArray(),
            notices.Select(notice => notice.Version).ToArray(), notices.Select(notice => notice.Facts.OpenQuestions().Count()).ToArray());
        return command;
    }

    /// <summary>
    /// Asks whether the unit has received a document with this number from the same issuer, one sent back aside;
    /// <see cref="ReadReceivedAsync"/> reads the answer.
    /// Two that arrive at the same moment are looked up one after the other: the lock lasts as long as the transaction.
    /// </summary>
    public static void AskReceived(NpgsqlBatch batch, string issuingUnit, string? documentNumber, string? issuer)
    {
        if (DocumentNumberKey.Of(documentNumber) is not { } key)
            return;
        var serialise = new NpgsqlBatchCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))");
        Add(serialise.Parameters, $"notice {issuingUnit} {key}");
        batch.BatchCommands.Add(serialise);
        var received =
            new NpgsqlBatchCommand(
            "select exists (select from notice_list where number_key = $1 and issuing_unit = $2 and issuer is not distinct from $3 and state <> 'rejected')");
        AddText(received.Parameters, key, issuingUnit, issuer);
        batch.BatchCommands.Add(received);
    }

    /// <summary>False where there was no number to ask about.</summary>
    public static async Task<bool> ReadReceivedAsync(NpgsqlDataReader row, CancellationToken ct) =>
        await row.NextResultAsync(ct) && await row.NextResultAsync(ct) && await row.ReadAsync(ct) && row.GetBoolean(0);

    internal static void Add(NpgsqlParameterCollection parameters, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            parameters.Add(new() { Value = value });
    }

    internal static void AddText(NpgsqlParameterCollection parameters, params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
            parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
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
