using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Notices.V1;

namespace OrganisationDirectory.Units;

/// <summary>
/// An officer said whom a notice's phrase means: the units are called so from now on. Correlation and causation of the events name the
/// notice and the answer. A unit that is called so already, is not known here or cannot be read is left as it is; nothing is learnt where
/// the phrase means somebody already whom the notice's issuer does not stand above.
/// </summary>
internal sealed class AliasTaughtConsumer(StreamStore streams, UnitTree tree) : IConsumer<AliasTaught>
{
    public async Task Consume(ConsumeContext<AliasTaught> context)
    {
        var (taught, ct) = (context.Message, context.CancellationToken);
        await using var transaction = await streams.BeginAsync(new(Actor.System(Sources.Directory), taught.Notice, context.MessageId), ct);
        await DirectoryVersioning.OneAtATimeAsync(transaction, ct);
        if (taught.IssuingUnit is { } issuer
            && new TakenNames(await UnitTree.LoadAsync(transaction.Transaction, ct)).Problem(taught.Phrase, issuer) is not null)
            return;
        var (units, _) = await transaction.LoadEachAsync<Unit, UnitEvent>([.. taught.Units.Select(Ids.Unit).Distinct()], ct);
        var changed = new List<UnitState>();
        foreach (var (id, (state, version)) in units)
        {
            if (Decide(state, taught.Phrase) is not Decision<UnitEvent>.Accepted { Events: { Count: > 0 } events })
                continue;
            transaction.Append(id, version, events);
            changed.Add(DirectoryPublisher.Message((Unit.Established)events.Aggregate(state, Unit.Evolve), version + events.Count));
        }
        if (changed.Count == 0)
            return;
        await DirectoryVersioning.CommitAsync(transaction, changed, grants: [], tree, ct);
    }

    public static Decision<UnitEvent> Decide(Unit state, string phrase) => state switch
    {
        Unit.Established unit when !unit.Aliases.Contains(phrase) => new Decided([new UnitEvent.AliasAdded(phrase)]),
        _ => new Decided([]),
    };
}
