using OrganisationDirectory.Csv;
using OrganisationDirectory.Units;
using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory.Grants;

/// <summary>
/// <c>PUT /v1/grants</c>: the grants of a file become as the file says, all or none; those that it does not name stay. A grant ends by its
/// last day. It is recorded from above both: by the operator of a unit at or above which the issuer and the ordered stand.
/// </summary>
internal static class RecordGrants
{
    private const long MostBytes = 4 << 20;

    public static void Map(IEndpointRouteBuilder grants) =>
        grants.MapPut("", HandleAsync).RequireAccess((Roles.Operator, Reach.OwnAndBelow)).LimitBody(MostBytes).Accepts<string>("text/csv")
            .Shows("text/csv", "issuer,kind,below,from,until,source\nC-1,组织部,C,2016-04-01,,港组通〔2016〕3号\n")
            .WithSummary("Record standing grants from CSV, all or none");

    public static Decision<GrantEvent> Decide(Grant state, GrantRow row) => state switch
    {
        Grant.Given given when (given.From, given.Until, given.Source) == (row.From, row.Until, row.Source) => new Decided([]),
        _ => new Decided([new GrantEvent.Recorded(row.Issuer, row.Kind, row.Below, row.From, row.Until, row.Source)]),
    };

    private static async Task<Results<Ok<Imported>, ProblemHttpResult>> HandleAsync(HttpRequest request, Permission permission,
        StreamStore streams, UnitTree tree, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var (file, problem) = await CsvFile<GrantRow>.OfAsync(request, GrantFile.ReadAsync,
            "A file is needed: a header line and one line for each grant.", ct);
        if (file is null)
            return problem!;
        await using var transaction = await streams.BeginAsync(new(permission.Caller.Acting(Roles.Operator), null, null), ct);
        await DirectoryVersioning.OneAtATimeAsync(transaction, ct);
        var today = await UnitTree.LoadAsync(transaction.Transaction, ct);
        var errors = file.Errors.Concat(file.Rows.SelectMany(row => Wrong(row, today))).Concat(Repeated(file.Rows)).ToList();
        if (errors.Count > 0)
            return CsvFile<GrantRow>.Refused("invalid-grants", errors, "recorded");
        LineError[] foreign = [.. from row in file.Rows
                                  from code in new[] { row.Issuer, row.Below }
                                  where !permission.Reaches(code)
                                  select new LineError(row.Line, code == row.Issuer ? "issuer" : "below",
                                      $"{code} is not at or below {permission.Caller.Unit}; a grant is recorded from above both.")];
        if (foreign.Length > 0)
            return Problems.Of(403, "unit-out-of-reach", $"{foreign.Length} units are out of reach; nothing was recorded.", foreign);

        var states = await transaction.LoadManyAsync<Grant, GrantEvent>(file.Rows.ConvertAll(IdOf), ct);
        var changed = new List<GrantState>();
        foreach (var row in file.Rows)
        {
            var (state, version) = states[IdOf(row)];
            if (Decide(state, row) is not Decision<GrantEvent>.Accepted { Events: { Count: > 0 } events })
                continue;
            transaction.Append(IdOf(row), version, events);
            changed.Add(DirectoryPublisher.Message((Grant.Given)events.Aggregate(state, Grant.Evolve), version + events.Count));
        }
        if (changed.Count > 0)
            await DirectoryVersioning.CommitAsync(transaction, units: [], changed, tree, ct);
        return TypedResults.Ok(new Imported(changed.Count, file.Rows.Count - changed.Count,
            await DirectoryVersioning.InForceAsync(dataSource.Sql(), ct)));
    }

    private static IEnumerable<LineError> Wrong(GrantRow row, UnitSnapshot today)
    {
        if (!today.Exists(row.Issuer))
            yield return new(row.Line, "issuer", $"There is no unit {row.Issuer}.");
        if (!today.Exists(row.Below))
            yield return new(row.Line, "below", $"There is no unit {row.Below}.");
    }

    private static IEnumerable<LineError> Repeated(IReadOnlyList<GrantRow> rows) =>
        from same in rows.GroupBy(row => (row.Issuer, row.Kind, row.Below))
        where same.Count() > 1
        from row in same
        select new LineError(row.Line, "line", $"The same grant stands on {same.Count()} lines, first on {same.First().Line}.");

    private static Guid IdOf(GrantRow row) => Ids.Grant(row.Issuer, row.Kind, row.Below);
}
