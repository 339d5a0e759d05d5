using OrganisationDirectory.Csv;
using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory.Units;

/// <summary>
/// <c>POST /v1/units/import</c>: the units of a file become as the file says, all or none. Units that the file does not name stay.
/// </summary>
internal static class ImportUnits
{
    private const long MostBytes = 32 << 20;

    public static void Map(IEndpointRouteBuilder units) =>
        units.MapPost("/import", HandleAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow)).LimitBody(MostBytes)
            .OpenWhileTheTreeIsEmpty()
            .Accepts<string>("text/csv").Shows("text/csv", "code,name,short_name,kind,level,parent,aliases\n"
                + "C,港城市委组织部,组织部,组织部,city,,\nC-1,东区委组织部,东区,组织部,county,C,各区委组织部|东区\n")
            .WithSummary("Import units from CSV, all or none");

    /// <summary>What makes a unit what its row says; nothing when it is so already.</summary>
    public static Decision<UnitEvent> Decide(Unit state, UnitRow row) => state switch
    {
        Unit.None => new Decided(
            [new UnitEvent.Established(row.Code, row.Name, row.ShortName, row.Kind, row.Level, row.Parent, row.Aliases)]),
        Unit.Established unit => new Decided([.. Differences(unit, row)]),
        _ => throw new UnreachableException(),
    };

    private static IEnumerable<UnitEvent> Differences(Unit.Established unit, UnitRow row)
    {
        if ((unit.Name, unit.ShortName) != (row.Name, row.ShortName))
            yield return new UnitEvent.Renamed(row.Name, row.ShortName);
        if ((unit.Kind, unit.Level) != (row.Kind, row.Level))
            yield return new UnitEvent.Reclassified(row.Kind, row.Level);
        if (unit.Parent != row.Parent)
            yield return new UnitEvent.Moved(row.Parent);
        foreach (var alias in row.Aliases.Where(alias => !unit.Aliases.Contains(alias)))
            yield return new UnitEvent.AliasAdded(alias);
        foreach (var alias in unit.Aliases.Except(row.Aliases, StringComparer.Ordinal))
            yield return new UnitEvent.AliasRemoved(alias);
    }

    private static async Task<Results<Ok<Imported>, ProblemHttpResult>> HandleAsync(
        HttpRequest request, Permission permission, StreamStore streams, UnitTree tree, NpgsqlDataSource dataSource, TimeProvider clock,
        CancellationToken ct)
    {
        var (file, problem) = await CsvFile<UnitRow>.OfAsync(request, UnitFile.ReadAsync,
            "A file is needed: a header line and one line for each unit.", ct);
        if (file is null)
            return problem!;

        // All events of one import share its id as correlation: one session, so the statements do not grow with the number of units.
        var import = new CommandContext(
            permission.Caller.Acting(Roles.Operator), CorrelationId: Guid.CreateVersion7(clock.GetUtcNow()), CausationId: null);
        await using var transaction = await streams.BeginAsync(import, ct);
        await DirectoryVersioning.OneAtATimeAsync(transaction, ct);
        var today = await UnitTree.LoadAsync(transaction.Transaction, ct);
        // The gate may have seen an empty tree that by now is none.
        if (today.All.Count > 0 && !today.Exists(permission.Caller.Unit))
            return Problems.NotYours($"Unit {permission.Caller.Unit}, for which the token speaks, is not in the tree.", "unit-unknown");
        var tomorrow = new UnitFileTree(today, file.Rows);
        var reach = new ImportReach(permission.Caller.Unit, today, tomorrow);
        if (file.Errors.Concat(tomorrow.Errors).ToList() is { Count: > 0 } errors)
            return CsvFile<UnitRow>.Refused("invalid-units", errors, "imported");

        var changes = await DecideAllAsync(transaction, file.Rows, ct);
        if (changes.SelectMany(change => reach.Foreign(change.Row)).ToArray() is { Length: > 0 } foreign)
            return Problems.Of(403, "unit-out-of-reach",
                $"{foreign.Length} changes are not for the operator of {permission.Caller.Unit} to make; nothing was imported.", foreign);
        if (changes.SelectMany(change => reach.Taken(change.Row)).ToList() is { Count: > 0 } taken)
            return CsvFile<UnitRow>.Refused("invalid-units", taken, "imported");

        foreach (var change in changes)
            transaction.Append(Ids.Unit(change.Row.Code), change.Before, change.Events);
        if (changes.Count > 0)
            await DirectoryVersioning.CommitAsync(transaction, changes.ConvertAll(change => change.After), grants: [], tree, ct);
        return TypedResults.Ok(new Imported(changes.Count, file.Rows.Count - changes.Count,
            await DirectoryVersioning.InForceAsync(dataSource.Sql(), ct)));
    }

    private static async Task<List<Change>> DecideAllAsync(StreamTransaction transaction, List<UnitRow> rows, CancellationToken ct)
    {
        var states = await transaction.LoadManyAsync<Unit, UnitEvent>(rows.ConvertAll(row => Ids.Unit(row.Code)), ct);
        var changes = new List<Change>();
        foreach (var row in rows)
        {
            var (state, version) = states[Ids.Unit(row.Code)];
            if (Decide(state, row) is not Decision<UnitEvent>.Accepted { Events: { Count: > 0 } events })
                continue;
            var after = (Unit.Established)events.Aggregate(state, Unit.Evolve);
            changes.Add(new(row, version, events, DirectoryPublisher.Message(after, version + events.Count)));
        }
        return changes;
    }

    private sealed record Change(UnitRow Row, long Before, IReadOnlyList<UnitEvent> Events, UnitState After);
}
