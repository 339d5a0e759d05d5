namespace DeadlineReminders.Branches;

/// <summary>How a unit is to be reached.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="IsQueue">Whether by a queue; otherwise it has none.</param>
/// <param name="Subtree">Whether the queue also takes what goes to the units below.</param>
/// <param name="PasswordHash">Of its user, as the broker hashes; null where it was never kept.</param>
/// <param name="Path">The codes from the root down to it.</param>
internal sealed record WantedBranch(string Unit, bool IsQueue, bool Subtree, string? PasswordHash, string Path)
{
    /// <summary>Its queue, and its user.</summary>
    public string Name => BranchQueue.Of(Unit);

    /// <summary>What the queue is bound by; null where that is too long for the broker.</summary>
    public string? Binding => BranchQueue.Binding(Path, Subtree) is var key && BranchQueue.Fits(key) ? key : null;
}

/// <summary>Where the broker is not as it should be.</summary>
/// <param name="Branch">Whose.</param>
/// <param name="Lacks">Something is to be made, or made anew.</param>
/// <param name="Ends">Something is there and is to go.</param>
/// <param name="Stale">Bindings by other paths.</param>
/// <param name="Known">The hash of a password that only the broker has.</param>
/// <param name="Fault">What cannot be mended from here.</param>
internal sealed record Difference(WantedBranch Branch, bool Lacks, bool Ends, IReadOnlyList<BrokerBinding> Stale, string? Known,
    BranchFault? Fault);

/// <summary>What is wrong with a unit's queue or user.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="Reason">A <see cref="BranchFault"/> constant.</param>
/// <param name="Detail">In words for an operator.</param>
/// <param name="Holds">Whether nothing is handed to the queue.</param>
internal sealed record BranchFault(string Unit, string Reason, string? Detail, bool Holds)
{
    /// <summary>A queue of that name was declared otherwise.</summary>
    public const string OtherQueue = "other-queue";

    /// <summary>The path is too long for a routing key: the queue is not bound, and reached by its name.</summary>
    public const string PathTooLong = "path-too-long";

    /// <summary>The user is gone, and its password was never kept: the unit needs another.</summary>
    public const string UserGone = "user-gone";

    /// <summary>The broker refuses to make what is wanted, or to take a message.</summary>
    public const string BrokerRefuses = "broker-refuses";

    /// <summary>The queue did not confirm a message.</summary>
    public const string Silent = "does-not-confirm";

    /// <summary>There was no queue.</summary>
    public const string QueueGone = "queue-gone";

    /// <summary>The queue refused a message: it is full.</summary>
    public const string Refused = "refuses";
}

/// <summary>What the broker should have for branches, and what it lacks. Pure.</summary>
internal sealed class BranchTopology(string virtualHost, BranchOptions options)
{
    private static readonly BrokerUser Nobody = new("", "");

    private readonly UserLimits _limits = new(options.MaxConnections, options.MaxChannels);

    /// <summary>What holds for all branch queues. Policies hold for queues that exist, too.</summary>
    public Definitions Common => new(Users: [], Permissions: [], Policies,
        Queues: [BrokerQueue.Declared(BranchQueue.Dead, virtualHost)],
        Exchanges: [new(BranchQueue.Exchange, "topic", virtualHost), new(BranchQueue.Dead, "fanout", virtualHost)],
        Bindings: [new(BranchQueue.Dead, BranchQueue.Dead, "", virtualHost)]);

    private BrokerPolicy[] Policies =>
    [
        new("workflow-branch", virtualHost, @"^branch\.", Entries(
            ("delivery-limit", options.DeliveryLimit), ("max-length", options.MaxLength), ("overflow", "reject-publish"),
            ("message-ttl", options.DaysKept * 86_400_000L), ("dead-letter-exchange", BranchQueue.Dead),
            ("dead-letter-strategy", "at-least-once"))),
        new("workflow-branch-dead", virtualHost, $"^{BranchQueue.Dead}$", Entries(("max-length", options.MaxDead))),
    ];

    /// <summary>Whether the broker lacks something of what holds for all.</summary>
    public bool LacksCommon(BrokerState found) =>
        Policies.Any(policy => !found.Policies.Contains(policy))
        || Common.Exchanges.Any(wanted => !found.Exchanges.Any(e => e.Name == wanted.Name && e.Type == wanted.Type))
        || !found.Queues.ContainsKey(BranchQueue.Dead)
        || !found.Bindings[BranchQueue.Dead].Any(binding => binding.Source == BranchQueue.Dead);

    /// <summary>What branches need, beside what holds for all.</summary>
    public Definitions For(IReadOnlyList<WantedBranch> branches)
    {
        var users = branches.Where(branch => branch.PasswordHash is not null).ToList();
        return new(
            [.. users.Select(branch => new BrokerUser(branch.Name, branch.PasswordHash!, _limits))],
            [.. users.Select(PermissionOf)], Policies: [],
            [.. branches.Select(branch => BrokerQueue.Declared(branch.Name, virtualHost))], Exchanges: [],
            [.. branches.Where(branch => branch.Binding is not null).Select(branch =>
                new BrokerBinding(BranchQueue.Exchange, branch.Name, branch.Binding!, virtualHost))]);
    }

    /// <summary>Where the broker is not as it should be for a unit; null where it is.</summary>
    public Difference? Of(WantedBranch wanted, BrokerState found)
    {
        var (queue, user) = (found.Queues.GetValueOrDefault(wanted.Name), found.Users.GetValueOrDefault(wanted.Name));
        if (!wanted.IsQueue)
            return queue is null && user is null ? null : new(wanted, Lacks: false, Ends: true, [], Known: null, Fault: null);
        var bindings = found.Bindings[wanted.Name].Where(binding => binding.Source == BranchQueue.Exchange).ToList();
        var fault = FaultOf(wanted, queue, user);
        var difference = new Difference(wanted,
            Lacks: fault?.Reason != BranchFault.OtherQueue && (queue is null || LacksUser(wanted, user, found)
                || (wanted.Binding is { } key && bindings.TrueForAll(binding => binding.RoutingKey != key))),
            Ends: false, bindings.FindAll(binding => binding.RoutingKey != wanted.Binding),
            Known: wanted.PasswordHash is null ? user?.PasswordHash : null, fault);
        return difference is { Lacks: false, Stale: [], Known: null, Fault: null } ? null : difference;
    }

    private static BranchFault? FaultOf(WantedBranch wanted, BrokerQueue? queue, BrokerUser? user) =>
        queue is { IsOurs: false } ? new(wanted.Unit, BranchFault.OtherQueue, queue.Words, Holds: true)
        : wanted.PasswordHash is null && user is null ? new(wanted.Unit, BranchFault.UserGone, Detail: null, Holds: false)
        : wanted.Binding is null ? new(wanted.Unit, BranchFault.PathTooLong, Detail: null, Holds: false)
        : null;

    private bool LacksUser(WantedBranch wanted, BrokerUser? user, BrokerState found) => wanted.PasswordHash is { } hash
        && ((user ?? Nobody).PasswordHash != hash || user!.Limits != _limits
            || found.Permissions.GetValueOrDefault(wanted.Name) != PermissionOf(wanted));

    /// <summary>A unit's user may read its own queue, and nothing else.</summary>
    private BrokerPermission PermissionOf(WantedBranch branch) =>
        new(branch.Name, virtualHost, Configure: "^$", Write: "^$", Read: $"^{Regex.Escape(branch.Name)}$");

    private static Dictionary<string, JsonElement> Entries(params (string Key, object Value)[] entries) =>
        entries.ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value));
}
