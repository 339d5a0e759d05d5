using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using Workflow.ServiceDefaults;

namespace NoticeIssuance.Notices;

/// <summary>The notices a caller may read, newest first.</summary>
internal static class ListNotices
{
    private static readonly string[] States = ["received", "issued", "rejected"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/notices", HandleAsync).RequireAccess(NoticeAccess.Readers)
        .ProducesProblem(400).WithSummary("Notices, newest first; q: part of the title or the document number");

    /// <param name="q">Part of the title or the document number.</param>
    private static async Task<Results<Ok<Page<NoticeItem>>, ProblemHttpResult>> HandleAsync(
        string? state, string? q, string? issuer, string? reference, Paging paging, Permission permission, NoticeAccess scope,
            NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (state is not null && !States.Contains(state))
            return Problems.Malformed("invalid-state", $"'state' is '{state}'; {string.Join(", ", States)} are allowed.");
        Guid? after = null;
        if (paging.After is not null)
        {
            if (!Guid.TryParse(paging.After, out var id))
                return Problems.Malformed("invalid-after", "'after' is what 'next' of the page before said.");
            after = id;
        }
        await using var command = dataSource.CreateCommand(
            """
            select id, state, version, issuing_unit, title, document_number, issuer, issued_on, reference, requirements, open_questions, received_at
            from notice_list
            where issuing_unit = any($1)
              and ($2 is null or id < $2)
              and ($3 is null or state = $3)
              and ($4 is null or issuer = $4)
              and ($5 is null or reference = $5)
              and ($6 is null or title ilike $6 or document_number ilike $6)
            order by id desc limit $7
            """);
        command.Parameters.Add(new() { Value = scope.Units(permission) });
        command.Parameters.Add(new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        NoticeList.AddText(command.Parameters, state, issuer, reference, q is null ? null : $"%{Escaped(q)}%");
        NoticeList.Add(command.Parameters, paging.Limit + 1);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<NoticeItem>();
        while (await reader.ReadAsync(ct))
            items.Add(new(
                Id: reader.GetGuid(0), State: reader.GetString(1), Version: reader.GetInt64(2), IssuingUnit: reader.GetString(3),
                    Title: reader.GetString(4),
                DocumentNumber: Text(reader, 5), Issuer: Text(reader, 6), IssuedOn: reader.IsDBNull(7) ? null
                    : reader.GetFieldValue<DateOnly>(7), Reference: Text(reader, 8),
                Requirements: reader.GetInt32(9), OpenQuestions: reader.GetInt32(10),
                    ReceivedAt: DueTime.Shown(reader.GetFieldValue<DateTimeOffset>(11))));
        return TypedResults.Ok(Page.Of(items, paging, item => item.Id.ToString()));
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string Escaped(string q) =>
        q.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>A notice in a list.</summary>
internal sealed record NoticeItem(
    Guid Id, string State, long Version, string IssuingUnit, string Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn,
        string? Reference,
    int Requirements, int OpenQuestions, DateTimeOffset ReceivedAt);
