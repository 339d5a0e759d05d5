using System.Runtime.CompilerServices;
using AuditReplay.Ledger;

namespace AuditReplay.Timeline;

/// <summary><c>GET /v1/notices/{id}/timeline</c>: the whole story of a notice across services, by the instant recorded, in words.</summary>
internal static class NoticeTimeline
{
    public static void MapTimeline(this RouteGroupBuilder group) => group.MapGet("/notices/{id:guid}/timeline", AnswerAsync)
        .WithSummary("The story of a notice, in words")
        .WithDescription(
            "Every event of the notice and of its assignments and reminder plans, "
            + "in the order of `at` (business time; where equal, of the ledger).")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Timeline>, ProblemHttpResult>> AnswerAsync(
        Guid id, LedgerReader ledger, UnitNames names, CancellationToken ct)
    {
        var (notice, size) = (Subject.Notice(id), await ledger.SizeAsync(ct));
        if (!await ledger.KnowsAsync(notice, size, ct))
            return Problems.Unknown($"The ledger holds nothing of a notice {id}.");
        var teller = new Teller(await names.ReadAsync(size, ct));
        return TypedResults.Ok(new Timeline(TellAsync(ledger.EntriesAsync(notice, "recorded_at, position", size, ct), teller, ct)));
    }

    private static async IAsyncEnumerable<TimelineItem> TellAsync(IAsyncEnumerable<LedgerRow> entries, Teller teller,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var entry in entries.WithCancellation(ct))
            yield return new(entry.RecordedAt, entry.Source, entry.Stream, entry.Version, entry.Id, entry.Type, Tell(teller, entry));
    }

    private static Words Tell(Teller teller, LedgerRow entry)
    {
        try
        {
            return teller.Tell(entry.Stream, entry.Unit, LedgerEntry.Parse(entry.Bytes).Read(), entry.Type);
        }
        catch (JsonException)
        {
            return Teller.Unreadable(entry.Type);
        }
    }
}

/// <summary>The story of a notice.</summary>
internal sealed record Timeline(IAsyncEnumerable<TimelineItem> Items);

/// <summary>One event of it.</summary>
internal sealed record TimelineItem(DateTimeOffset At, string Source, Guid Stream, long Version, Guid Id, string Type, Words Words);
