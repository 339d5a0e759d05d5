namespace OrganisationDirectory.Grants;

/// <summary><c>GET /v1/grants</c>: the grants whose issuer or whose ordered units the caller reaches, with their days.</summary>
internal static class ListGrants
{
    public static void Map(IEndpointRouteBuilder grants) => grants.MapGet("", Handle)
        .RequireAccess((Roles.Operator, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow),
            AccessTable.Auditors)
        .WithSummary("Standing grants; ?issuer=, ?on= (a day): those in force then");

    private static Results<Ok<Page<GrantAnswer>>, ProblemHttpResult> Handle(string? issuer, string? on, Paging paging,
        Permission permission, UnitTree tree)
    {
        DateOnly? day = null;
        if (on is not null)
        {
            if (!DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
                return Problems.Malformed("invalid-on", "'on' is a day, as 2016-04-01.");
            day = read;
        }
        var (today, own) = (tree.Now, permission.Caller.Unit);
        var kinds = today.Below(own).Select(unit => unit.Kind).Append(today.Find(own)?.Kind).ToHashSet(StringComparer.Ordinal);
        var rows = today.Grants.Where(grant => (issuer is null || grant.Issuer == issuer)
                && (day is null || grant.HoldsOn(day.Value))
                && (permission.Reaches(grant.Issuer) || permission.Reaches(grant.Below)
                    || (kinds.Contains(grant.Kind) && today.IsBelow(own, grant.Below))))
            .Select(grant => new GrantAnswer(grant.Issuer, grant.Kind, grant.Below, grant.From, grant.Until))
            .OrderBy(Place, StringComparer.Ordinal)
                .Where(grant => paging.After is null || string.CompareOrdinal(Place(grant), paging.After) > 0)
            .Take(paging.Limit + 1);
        return TypedResults.Ok(Page.Of([.. rows], paging, Place));
    }

    private static string Place(GrantAnswer grant) => $"{grant.Issuer}/{grant.Below}/{grant.Kind}";
}

/// <summary>A standing grant; days are inclusive.</summary>
internal sealed record GrantAnswer(string Issuer, string Kind, string Below, DateOnly From, DateOnly? Until);
