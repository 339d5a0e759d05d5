using Npgsql;
using NpgsqlTypes;
using Workflow.EventSourcing;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>Table <c>notice_list</c>: one row a notice, written in the transaction of its events; so it never lags.</summary>
internal static class NoticeList
{
    public static async Task AddAsync(NpgsqlTransaction transaction, Guid id, Versioned<Notice> notice, DateTimeOffset receivedAt, CancellationToken ct)
    {
        var facts = NoticeStream.FactsOf(notice.State);
        await using var command = new NpgsqlCommand(
            """
            insert into notice_list (id, state, version, issuing_unit, title, document_number, number_key, issuer, issued_on, reference, requirements, open_questions, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """, transaction.Connection, transaction);
        Add(command, id, HistoryJson.NameOf(notice.State), notice.Version, facts.Source.IssuingUnit, facts.Content!.Title);
        AddText(command, facts.Content.DocumentNumber, DocumentNumberKey.Of(facts.Content.DocumentNumber), facts.Content.Issuer);
        command.Parameters.Add(new() { Value = (object?)facts.Content.IssuedOn ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        AddText(command, facts.Source.Reference);
        Add(command, facts.Content.Requirements, facts.OpenQuestions().Count(), receivedAt);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What commands can change, of any number of notices; the rest is as received.</summary>
    public static async Task UpdateAsync(NpgsqlTransaction transaction, IReadOnlyCollection<NoticeFile> notices, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            update notice_list n set state = u.state, version = u.version, open_questions = u.open_questions
            from unnest($1, $2, $3, $4) u (id, state, version, open_questions) where n.id = u.id
            """, transaction.Connection, transaction);
        Add(command, notices.Select(notice => notice.Id).ToArray(), notices.Select(notice => notice.StateName).ToArray(),
            notices.Select(notice => notice.Version).ToArray(), notices.Select(notice => notice.Facts.OpenQuestions().Count()).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Whether the unit has received a document with this number from the same issuer, one sent back aside.
    /// Two that arrive at the same moment are looked up one after the other: the lock lasts as long as the transaction.
    /// </summary>
    public static async Task<bool> HasAsync(NpgsqlTransaction transaction, string issuingUnit, string? documentNumber, string? issuer, CancellationToken ct)
    {
        if (DocumentNumberKey.Of(documentNumber) is not { } key)
            return false;
        await using var serialise = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", transaction.Connection, transaction);
        Add(serialise, $"notice {issuingUnit} {key}");
        await serialise.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(
            "select exists (select from notice_list where number_key = $1 and issuing_unit = $2 and issuer is not distinct from $3 and state <> 'rejected')",
            transaction.Connection, transaction);
        AddText(command, key, issuingUnit, issuer);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    internal static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
    }

    internal static void AddText(NpgsqlCommand command, params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }
}

/// <summary>发文字号, compared however its brackets and spaces are written.</summary>
internal static class DocumentNumberKey
{
    /// <summary>〔2016〕, [2016] and ﹝2016﹞ alike; null for no number.</summary>
    public static string? Of(string? number) => number is null ? null : string.Concat(number.Where(c => !char.IsWhiteSpace(c)).Select(c => c switch
    {
        '〔' or '[' or '【' or '（' or '(' or '﹝' or '［' => '〔',
        '〕' or ']' or '】' or '）' or ')' or '﹞' or '］' => '〕',
        >= '０' and <= '９' => (char)(c - '０' + '0'),
        _ => c,
    }));
}
