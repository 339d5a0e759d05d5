using System.Runtime.CompilerServices;
using System.Text.Json;
using AuditReplay.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Workflow.History;
using Workflow.ServiceDefaults;

namespace AuditReplay.Timeline;

/// <summary><c>GET /v1/notices/{id}/timeline</c>: the whole story of a notice across services, by the instant recorded, in words.</summary>
internal static class NoticeTimeline
{
    private const string Story =
        """
        select recorded_at, source, stream, version, id, type, unit, bytes from entry
        where notice = $1 and position <= $2 order by recorded_at, position
        """;

    public static void MapTimeline(this RouteGroupBuilder group) => group.MapGet("/notices/{id:guid}/timeline", AnswerAsync)
        .WithSummary("The story of a notice, in words")
        .WithDescription(
            "Every event of the notice and of its assignments and reminder plans, in the order of `at` (business time; where equal, of the ledger).")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Timeline>, ProblemHttpResult>> AnswerAsync(
        Guid id, LedgerReader ledger, UnitNames names, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var size = await ledger.SizeAsync(ct);
        if (!await ledger.KnowsAsync(Subject.Notice(id), size, ct))
            return Problems.Unknown($"The ledger holds nothing of a notice {id}.");
        var teller = new Teller(await names.ReadAsync(size, ct));
        return TypedResults.Ok(new Timeline(TellAsync(id, size, teller, dataSource, ct)));
    }

    private static async IAsyncEnumerable<TimelineItem> TellAsync(Guid notice, long size, Teller teller, NpgsqlDataSource dataSource,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Story);
        command.Parameters.Add(new() { Value = notice });
        command.Parameters.Add(new() { Value = size });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var (stream, type) = (row.GetGuid(2), row.GetString(5));
            var words = Tell(teller, stream, row.IsDBNull(6) ? null : row.GetString(6), type, row.GetFieldValue<byte[]>(7));
            yield return new(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), stream, row.GetInt64(3), row.GetGuid(4), type, words);
        }
    }

    private static Words Tell(Teller teller, Guid stream, string? unit, string type, byte[] bytes)
    {
        try
        {
            return teller.Tell(stream, unit, LedgerEntry.Parse(bytes).Read());
        }
        catch (JsonException)
        {
            return Teller.Unreadable(type);
        }
    }
}

/// <summary>The story of a notice.</summary>
internal sealed record Timeline(IAsyncEnumerable<TimelineItem> Items);

/// <summary>One event of it.</summary>
internal sealed record TimelineItem(DateTimeOffset At, string Source, Guid Stream, long Version, Guid Id, string Type, Words Words);
