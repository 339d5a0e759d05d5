namespace DeadlineReminders.Tests;

/// <summary>
/// Whatever the broker has and whatever is wanted: what the differences say, once done, leaves none but those that cannot be mended from
/// here; a queue that was declared otherwise is never touched.
/// </summary>
public sealed class BranchTopologyTests
{
    private static readonly BranchOptions Options = new();
    private static readonly BranchTopology Topology = new("/", Options);

    // Of five units; the last has a path that no routing key takes.
    private static readonly Gen<WantedBranch[]> Wanted =
        from kinds in Gen.Choose(0, 4).ArrayOf(5)
        from moved in Gen.Choose(0, 1).ArrayOf(5)
        select kinds.Select((kind, n) => new WantedBranch($"U{n}", kind > 0, kind == 2, kind == 3 ? null : "hash",
            n == 4 ? new string('x', 260) : moved[n] == 0 ? $"C.U{n}" : $"C.D.U{n}")).ToArray();

    // What the broker has of each: 0 nothing, 1 the queue, 2 another queue, 3 user and queue, 4 all by another path and password.
    private static readonly Gen<int[]> Found = Gen.Choose(0, 4).ArrayOf(5);

    private static readonly Arbitrary<(WantedBranch[] Wanted, int[] Found)> Cases =
        (from wanted in Wanted from found in Found select (wanted, found)).ToArbitrary();

    [Fact]
    public void What_is_done_about_the_differences_leaves_none_that_could_be_mended() => Prop.ForAll(Cases, c =>
    {
        var before = Broker(c.Found);
        var (wanted, after) = Mended(c.Wanted, before);
        var left = wanted.Select(branch => Topology.Of(branch, after)).OfType<Difference>().ToList();
        return left.All(difference => difference is { Lacks: false, Ends: false, Stale: [], Known: null, Fault: not null })
            && before.Queues.Values.Where(queue => !queue.IsOurs && c.Wanted.Any(w => w.Name == queue.Name && w.IsQueue))
                .All(queue => ReferenceEquals(after.Queues[queue.Name], queue))
            && left.All(difference => difference.Fault!.Reason switch
            {
                BranchFault.OtherQueue => !after.Queues[difference.Branch.Name].IsOurs,
                BranchFault.PathTooLong => difference.Branch.Binding is null,
                BranchFault.UserGone => difference.Branch.PasswordHash is null,
                _ => false,
            });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_as_it_should_be_differs_in_nothing() => Prop.ForAll(Cases, c =>
    {
        var wanted = c.Wanted.Where(branch => branch.IsQueue && branch.PasswordHash is not null && branch.Binding is not null).ToList();
        var after = Done(Topology.For(wanted), Broker([0, 0, 0, 0, 0]));
        return wanted.TrueForAll(branch => Topology.Of(branch, after) is null);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_broker_knows_a_password_by_its_hash()
    {
        // Four bytes of salt, then the SHA-256 of salt and password.
        var hash = Convert.FromBase64String(BranchPassword.Hash("test12"));
        Assert.Equal(36, hash.Length);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([.. hash[..4], .. "test12"u8]), hash[4..]);
    }

    private static (IReadOnlyList<WantedBranch> Wanted, BrokerState After) Mended(WantedBranch[] wanted, BrokerState before)
    {
        var differences = wanted.Select(branch => Topology.Of(branch, before)).OfType<Difference>().ToList();
        var after = Done(Topology.For([.. differences.Where(d => d.Lacks).Select(d => d.Branch)]), before);
        var known = differences.Where(d => d.Known is not null).ToDictionary(d => d.Branch.Unit, d => d.Known);
        after = after with
        {
            Bindings = after.Bindings.SelectMany(of => of).Except(differences.SelectMany(d => d.Stale)).ToLookup(b => b.Destination),
            Queues = Without(after.Queues, differences), Users = Without(after.Users, differences),
        };
        // The next look makes the user by the hash that is known now.
        var again = wanted.Select(branch =>
            branch with { PasswordHash = branch.PasswordHash ?? known.GetValueOrDefault(branch.Unit) }).ToList();
        return (again, Done(Topology.For([.. again.Where(branch => Topology.Of(branch, after) is { Lacks: true })]), after));
    }

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> all, IReadOnlyList<Difference> differences) =>
        all.Where(one => !differences.Any(d => d.Ends && d.Branch.Name == one.Key)).ToDictionary();

    /// <summary>As the broker imports: users and permissions are replaced, queues that exist stay.</summary>
    private static BrokerState Done(Definitions made, BrokerState found) => found with
    {
        Queues = made.Queues.Where(queue => !found.Queues.ContainsKey(queue.Name)).Concat(found.Queues.Values).ToDictionary(q => q.Name),
        Users = made.Users.Concat(found.Users.Values).DistinctBy(user => user.Name).ToDictionary(user => user.Name),
        Permissions = made.Permissions.Concat(found.Permissions.Values).DistinctBy(p => p.User).ToDictionary(p => p.User),
        Bindings = made.Bindings.Concat(found.Bindings.SelectMany(of => of)).Distinct().ToLookup(binding => binding.Destination),
    };

    private static BrokerState Broker(int[] found)
    {
        var empty = new BrokerState([], new Dictionary<string, BrokerQueue>(), Array.Empty<BrokerBinding>().ToLookup(b => b.Destination),
            new Dictionary<string, BrokerUser>(), new Dictionary<string, BrokerPermission>(), []);
        return found.Index().Aggregate(empty, (state, unit) => unit.Item switch
        {
            0 => state,
            1 => Done(Topology.For([new($"U{unit.Index}", true, false, null, $"C.U{unit.Index}")]), state),
            2 => state with
            {
                Queues = state.Queues.Values.Append(new($"branch.U{unit.Index}", new Dictionary<string, JsonElement>()))
                    .ToDictionary(queue => queue.Name),
            },
            3 => Done(Topology.For([new($"U{unit.Index}", true, false, "hash", $"C.U{unit.Index}")]), state),
            _ => Done(Topology.For([new($"U{unit.Index}", true, true, "other", "C.OLD")]), state),
        });
    }
}
