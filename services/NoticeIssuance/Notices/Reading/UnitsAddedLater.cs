namespace NoticeIssuance.Notices;

/// <summary>
/// <c>GET /v1/notices/{id}/units-added-later</c>: the units that would owe a part if the notice were issued by the directory of today and
/// owe none, because they were not there, or not there yet, in the version by which it was issued. Nothing becomes of them by itself.
/// </summary>
internal static class UnitsAddedLater
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/notices/{id:guid}/units-added-later", HandleAsync)
        .RequireAccess((Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow), AccessTable.Auditors)
        .WithSummary("Units that were added after the issue and would owe a part by now");

    /// <summary>Of an issued notice; what they would owe, by unit.</summary>
    public static IReadOnlyList<LaterUnit> Of(NoticeFile issued, DirectoryView today)
    {
        // As if it were not issued yet: whom its phrases mean is looked up again, where no person has said otherwise.
        var open = issued with { State = new Notice.Received(issued.Facts) };
        var owed = issued.Distribution!.Parts().Concat(issued.Distribution.NoLongerParts())
            .Select(part => (part.Unit, part.Requirement)).ToHashSet();
        return [.. Orders.Of(open.After(UnitChangedConsumer.Decide(open, today)), today).Parts
            .Where(part => !owed.Contains((part.Unit, part.Requirement))
                && !issued.Distribution.Removed.Any(removed => today.Units.IsSelfOrBelow(part.Unit, removed))).GroupBy(part => part.Unit)
            .Select(unit => new LaterUnit(unit.Key, today.Units.Find(unit.Key)?.Name, [.. unit.Select(part => part.Requirement)]))];
    }

    private static async Task<Results<Ok<LaterUnits>, ProblemHttpResult>> HandleAsync(Guid id, Permission permission, NoticeDesk desk,
        UnitDirectory units, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (await desk.ReadAsync(id, permission, ct) is not
            { State: Notice.GivenOut { Issuance: var issuance } and (Notice.Issued or Notice.Concluded) } file)
            return NoticeDesk.Unknown(id);
        file = await file.WithDistributionAsync(dataSource.Sql(), ct);
        var today = units.Now;
        return TypedResults.Ok(new LaterUnits(issuance.DirectoryVersion, today.Version, Of(file, today)));
    }
}

/// <param name="IssuedBy">The version of the directory by which the notice was issued.</param>
/// <param name="Today">The version that is compared with it.</param>
/// <param name="Items">By code.</param>
internal sealed record LaterUnits(long IssuedBy, long Today, IReadOnlyList<LaterUnit> Items);

/// <summary>A unit that would owe these requirements.</summary>
internal sealed record LaterUnit(string Unit, string? Name, IReadOnlyList<int> Requirements);
