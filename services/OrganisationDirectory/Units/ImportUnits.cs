using Microsoft.Net.Http.Headers;
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
            .Accepts<string>("text/csv")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
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
        HttpRequest request, Permission permission, StreamStore streams, UnitTree tree, TimeProvider clock, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "text/csv")
            return Problems.UnsupportedMediaType("This endpoint reads 'text/csv'.");
        if (RequestText.Charset(request) is { CodePage: not 65001 })
            return Problems.UnsupportedMediaType("The file is to be UTF-8.", "unsupported-charset");

        UnitFile file;
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
            using var text = new StreamReader(request.Body, strict, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            file = await UnitFile.ReadAsync(text, ct);
        }
        catch (DecoderFallbackException)
        {
            return Problems.Unusable("charset", "The file is not valid UTF-8.");
        }

        if (file.IsEmpty)
            return Problems.Malformed("empty-body", "A file is needed: a header line and one line for each unit.");

        // All events of one import share its id as correlation: one session, so the statements do not grow with the number of units.
        var import = new CommandContext(
            permission.Caller.Acting(Roles.Operator), CorrelationId: Guid.CreateVersion7(clock.GetUtcNow()), CausationId: null);
        await using var transaction = await streams.BeginAsync(import, ct);
        await OneAtATimeAsync(transaction, ct);
        var today = await UnitTree.LoadAsync(transaction.Transaction, ct);
        var tomorrow = new UnitFileTree(today, file.Rows);
        if (file.Errors.Concat(tomorrow.Errors).OrderBy(error => error.Line).ToArray() is { Length: > 0 } errors)
            return Problems.Unusable("invalid-units",
                $"{errors.Select(error => error.Line).Distinct().Count()} lines are wrong; nothing was imported.", errors);

        var changes = await DecideAllAsync(transaction, file.Rows, ct);
        if (OutOfReach(changes, permission.Caller.Unit, today, tomorrow) is { Length: > 0 } foreign)
            return Problems.Of(403, "unit-out-of-reach",
                $"{foreign.Length} units are not at or below {permission.Caller.Unit}; nothing was imported.", foreign);

        foreach (var change in changes)
            transaction.Append(Ids.Unit(change.Row.Code), change.Before, change.Events);
        await UnitTree.StoreAsync([.. changes.Select(change => change.After)], transaction.Transaction, ct);
        await transaction.CommitAsync(ct);
        await tree.RefreshAsync(ct);
        return TypedResults.Ok(new Imported(changes.Count, file.Rows.Count - changes.Count));
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

    /// <summary>
    /// Changes that this operator may not make: the unit must be at or below the operator's before and after. In an empty tree there is
    /// nothing to be out of reach of.
    /// </summary>
    private static LineError[] OutOfReach(List<Change> changes, string own, UnitSnapshot today, UnitFileTree tomorrow) =>
        today.All.Count == 0
        ? []
        : [.. from change in changes
              let code = change.Row.Code
              where !tomorrow.IsSelfOrBelow(code, own) || (today.Exists(code) && !today.IsSelfOrBelow(code, own))
              select new LineError(change.Row.Line, "code", $"{code} is not within the reach of this token.")];

    /// <summary>Until the transaction ends, nobody else changes units.</summary>
    public static Task OneAtATimeAsync(StreamTransaction transaction, CancellationToken ct) =>
        // What is valid depends on the whole tree, so imports do not overlap.
        transaction.Sql("select pg_advisory_xact_lock(hashtextextended('directory.import', 0))").ExecuteAsync(ct);

    internal sealed record Imported([property: System.Text.Json.Serialization.JsonPropertyName("imported")] int Count, int Unchanged);

    private sealed record Change(UnitRow Row, long Before, IReadOnlyList<UnitEvent> Events, UnitState After);
}
