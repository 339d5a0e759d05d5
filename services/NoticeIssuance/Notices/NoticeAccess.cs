using Microsoft.AspNetCore.Http.HttpResults;
using Workflow.EventSourcing;
using Workflow.ServiceDefaults;

namespace NoticeIssuance.Notices;

/// <summary>Whose a notice is: the issuing unit's to act on, its superiors' to read, nobody else's to know of.</summary>
internal sealed class NoticeAccess(NoticeStream notices, UnitTree tree)
{
    /// <summary>Who reads notices.</summary>
    public static readonly (string Role, Reach Reach)[] Readers =
        [(Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow), (Roles.Branch, Reach.OwnAndBelow),
            (Roles.Upstream, Reach.Own)];

    /// <summary>The actor of an act on the notice; else 403 to whom may read it, 404 to others.</summary>
    public async Task<(Actor? Actor, ProblemHttpResult? Problem)> ActorAsync(Guid id, Permission permission, CancellationToken ct)
    {
        var file = await notices.LoadAsync(id, ct);
        if (file is not null && permission.On(file.IssuingUnit) is { } actor)
            return (actor, null);
        return (null, file is not null && tree.IsSelfOrBelow(file.IssuingUnit, permission.Caller.Unit)
            ? Problems.NotYours($"Notice {id} is {file.IssuingUnit}'s to act on.")
            : Unknown(id));
    }

    /// <summary>The notice as the caller may read it; null where it is unknown or not the caller's to know.</summary>
    public async Task<NoticeFile?> ReadAsync(Guid id, Permission permission, CancellationToken ct, long version = 0,
        DateTimeOffset? at = null) =>
        await notices.LoadAsync(id, ct, version, at) is { } file && permission.Reaches(file.IssuingUnit) ? file : null;

    /// <summary>The units whose notices the caller may read.</summary>
    public string[] Units(Permission permission) =>
        [.. tree.Now.All.Select(unit => unit.Code).Append(permission.Caller.Unit).Distinct(StringComparer.Ordinal)
        .Where(permission.Reaches)];

    public static ProblemHttpResult Unknown(Guid id) => Problems.Unknown($"There is no notice {id}.");
}
