namespace Workflow.ServiceDefaults.Tests;

/// <summary>Versions of the directory as a service hears them: never half of one, never one before another.</summary>
public sealed class DirectoryVersionTests(Sample sample) : IClassFixture<Sample>
{
    private UnitTree Tree => sample.Service.Services.GetRequiredService<UnitTree>();

    [Fact]
    public async Task A_version_is_taken_up_whole_and_after_the_one_before_whatever_the_order_of_its_parts()
    {
        var random = new Random(20161);
        for (var round = 0; round < 20; round++)
        {
            var from = await FromAsync();
            // Three versions of three parts each, the second of which moves what the first brought.
            var messages = Enumerable.Range(1, 3).SelectMany(version => Enumerable.Range(1, 3).Select(part => new UnitChanged(
                from + version, [State($"w{part}", from + version, $"p{from + version}")], version == 1 ? from : from + version - 1, part,
                    3,
                part == 2 ? [new("I", "branch", "B", new(2016, 1, version), null, from + version)] : null))).ToArray();
            random.Shuffle(messages);
            var heard = new HashSet<(long, int)>();
            foreach (var message in messages.Concat(messages))
            {
                await Tree.HearAsync(message, Ct);
                heard.Add((message.DirectoryVersion, message.Part));
                var whole = Enumerable.Range(1, 3).TakeWhile(v => Enumerable.Range(1, 3).All(part => heard.Contains((from + v, part))))
                    .LastOrDefault();
                Assert.Equal(from + whole, Tree.Now.DirectoryVersion);
                if (whole == 0)
                    continue;
                Assert.All(Enumerable.Range(1, 3), part => Assert.Equal($"p{from + whole}", Tree.Parent($"w{part}")));
                Assert.Equal(new DateOnly(2016, 1, whole), Assert.Single(Tree.Now.Grants, grant => grant.Issuer == "I").From);
            }
        }
        Assert.Equal(0, await sample.Service.Services.GetRequiredService<NpgsqlDataSource>().Sql("select count(*) from unit_tree_part")
            .ScalarAsync<long>(Ct));
    }

    [Fact]
    public async Task Who_was_told_everything_needs_no_version_before_it()
    {
        var from = await FromAsync();
        await Tree.HearAsync(new UnitChanged(from + 5, [State("gap", from + 5, "later")], from + 3), Ct);
        Assert.Equal(from, Tree.Now.DirectoryVersion);
        await Tree.HearAsync(new UnitChanged(from + 4, [State("gap", from + 4)], Previous: 0, Part: 2, Parts: 2), Ct);
        Assert.Equal(from, Tree.Now.DirectoryVersion);
        await Tree.HearAsync(new UnitChanged(from + 4, [State("all", 1)], Previous: 0, Part: 1, Parts: 2), Ct);
        Assert.Equal((from + 5, "later"), (Tree.Now.DirectoryVersion, Tree.Parent("gap")));
    }

    private async Task<long> FromAsync()
    {
        await Tree.RefreshAsync(Ct);
        return Tree.Now.DirectoryVersion;
    }

    private static UnitState State(string code, long version, string? parent = null, params string[] aliases) =>
        new(code, version, code, null, "branch", "branch", parent, aliases);
}
