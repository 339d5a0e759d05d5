using DeadlineReminders.Branches;
using DeadlineReminders.Rows;

namespace DeadlineReminders.Tests;

/// <summary>What is true of the service's files: which tables are made again, and which folder knows which.</summary>
public sealed partial class HouseOrderTests
{
    [Fact]
    public void Every_read_model_is_made_again()
    {
        IReadModel[] models = [new PlanModel(), new ChannelModel()];
        Assert.Equal(models.SelectMany(model => model.Tables).Order(StringComparer.Ordinal), TableClass.In("services/DeadlineReminders")
            .Where(table => table.Class == "read model").Select(table => table.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_know_one_another_one_way()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "services/DeadlineReminders"));
        var known = folders.Select(folder => (Name: Path.GetFileName(folder), Knows:
            Directory.EnumerateFiles(folder, "*.cs").SelectMany(file => Known().Matches(File.ReadAllText(file)))
                .Select(use => use.Groups["folder"].Value).ToHashSet())).ToDictionary(folder => folder.Name, folder => folder.Knows);
        while (known.Where(folder => folder.Value.IsSubsetOf([folder.Key])).Select(folder => folder.Key).ToList() is { Count: > 0 } leaves)
        {
            leaves.ForEach(leaf => known.Remove(leaf));
            foreach (var folder in known.Values)
                folder.ExceptWith(leaves);
        }
        Assert.Empty(known.Select(folder => $"{folder.Key} → {string.Join(", ", folder.Value)}"));
    }

    [GeneratedRegex(@"\bDeadlineReminders\.(?<folder>[A-Z]\w+)\b")]
    private static partial Regex Known();
}
