using NoticeIssuance.Understanding;
using Npgsql;
using Workflow.EventSourcing;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>What a decider rules, and the content its events name.</summary>
internal sealed record Ruling(Decision<NoticeEvent> Decision, params IReadOnlyList<KeptContent> Contents)
{
    /// <summary>What is issued, when it is.</summary>
    public FrozenDistribution? Frozen { get; init; }
}

/// <summary>Loads notices with what stands beside their streams; executes commands on them.</summary>
internal sealed class NoticeStream(StreamStore store, ContentStore contents)
{
    private const int MaximumAttempts = 5;

    /// <summary>The notice as of a version or an instant (inclusive); null when there was none yet.</summary>
    public async Task<NoticeFile?> LoadAsync(Guid id, CancellationToken ct, long version = 0, DateTimeOffset? at = null)
    {
        var (state, actual) = await store.LoadAsync<Notice, NoticeEvent>(id, ct, version, at);
        return actual == 0 || actual < version ? null : await OpenAsync(id, state, actual, ct);
    }

    /// <summary>
    /// Load, decide, append, keep content, list: one transaction. Without <paramref name="ifMatch"/> it is decided again when somebody was
    /// faster.
    /// </summary>
    /// <param name="first">
    /// Done first in the transaction, when events result; a <see cref="StreamConflictException"/> of its has it decided again.
    /// </param>
    /// <exception cref="KeyNotFoundException">There is no such notice: load it first.</exception>
    public async Task<(Outcome<Notice> Outcome, NoticeFile File)> ExecuteAsync(
        Guid id, Actor actor, Func<NoticeFile, DateTimeOffset, Ruling> decide, long? ifMatch, CancellationToken ct,
            Func<NpgsqlTransaction, Task>? first = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var file = await LoadAsync(id, ct) ?? throw new KeyNotFoundException($"Notice {id} does not exist.");
            Ruling ruling = null!;
            var outcome = await store.ExecuteAsync<Notice, NoticeEvent>(
                id,
                new(actor, CorrelationId: id, CausationId: null),
                (_, now) => (ruling = decide(file, now)).Decision,
                async (transaction, _, events, token) =>
                {
                    if (first is not null)
                        await first(transaction.Transaction);
                    var after = file.After(events);
                    await Rows.WriteAsync(
                        transaction.Transaction,
                        [ContentStore.Keep(ruling.Contents), NoticeList.Update([after]),
                            .. CountedDeadlines.Write([(id, CountedRequirement.Of(after, ruling.Frozen))])],
                        token);
                },
                ifMatch: ifMatch ?? file.Version,
                ct: ct);
            if (outcome is Outcome<Notice>.Stale && ifMatch is null && attempt < MaximumAttempts)
                continue;
            return outcome is Outcome<Notice>.Done { Events.Count: > 0 } done
                ? (outcome, await OpenAsync(id, done.State, done.Version, ct))
                : (outcome, file);
        }
    }

    private async Task<NoticeFile> OpenAsync(Guid id, Notice state, long version, CancellationToken ct)
    {
        var facts = FactsOf(state);
        var dossier = facts.Content is null ? null : await contents.ReadAsync<Dossier>(facts.Content.ContentSha256, ct);
        var lists = await contents.ReadAsync([.. facts.Addressees.Values.Select(addressee => addressee.UnitsSha256)], ct);
        return new(id, state, version, facts, dossier,
            facts.Addressees.ToDictionary(a => a.Key, a => UnitList.Read(lists[a.Value.UnitsSha256])));
    }

    public static NoticeFacts FactsOf(Notice state) => state switch
    {
        Notice.Received received => received.Facts,
        Notice.Issued issued => issued.Facts,
        Notice.Rejected rejected => rejected.Facts,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
