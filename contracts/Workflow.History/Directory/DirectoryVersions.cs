namespace Workflow.History;

/// <summary>Units or grants changed: each change, however many it touches, makes one version of the directory.</summary>
public abstract record DirectoryEvent
{
    private DirectoryEvent() { }

    /// <summary>
    /// A version: all that was stored of units and grants since the version before, in the same transaction. The version's number is the
    /// place of this event in the directory's log.
    /// </summary>
    /// <param name="Units">How many units changed.</param>
    /// <param name="Grants">How many grants changed.</param>
    public sealed record Changed(int Units, int Grants) : DirectoryEvent;
}

/// <summary>How many versions the directory has had.</summary>
public sealed record DirectoryVersions(long Count) : IAggregate<DirectoryVersions, DirectoryEvent>
{
    /// <summary>
    /// The one stream. The greatest id there is, so that its event is the last one of a transaction that appends in the order of ids.
    /// </summary>
    public static Guid Stream { get; } = new("ffffffff-ffff-8fff-bfff-ffffffffffff");

    /// <inheritdoc />
    public static DirectoryVersions Initial { get; } = new(0);

    /// <inheritdoc />
    public static DirectoryVersions Evolve(DirectoryVersions state, DirectoryEvent @event) => new(state.Count + 1);
}
