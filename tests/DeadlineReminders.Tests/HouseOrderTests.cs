using System.Runtime.CompilerServices;

namespace DeadlineReminders.Tests;

/// <summary>What is true of the service's files: which class each table is of, and which folder knows which.</summary>
public sealed partial class HouseOrderTests
{
    [Fact]
    public void Every_table_has_its_class_beside_its_definition_and_every_read_model_is_made_again()
    {
        var all = string.Concat(Directory.EnumerateFiles(Path.Combine(Service(), "Tables"), "*.sql").Order(StringComparer.Ordinal)
            .Select(File.ReadAllText));
        var classed = Classed().Matches(all).ToDictionary(table => table.Groups["table"].Value, table => table.Groups["class"].Value);
        Assert.Equal(Table().Matches(all).Select(table => table.Groups["table"].Value).Order(StringComparer.Ordinal),
            classed.Keys.Order(StringComparer.Ordinal));
        IReadModel[] models = [new PlanModel(), new ChannelModel()];
        Assert.Equal(models.SelectMany(model => model.Tables).Order(StringComparer.Ordinal),
            classed.Where(table => table.Value == "read model").Select(table => table.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_know_one_another_one_way()
    {
        var known = Directory.EnumerateDirectories(Service()).Select(folder => (Name: Path.GetFileName(folder), Knows:
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

    private static string Service([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../services/DeadlineReminders"));

    [GeneratedRegex(@"^create table (if not exists )?(?<table>\w+)", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(
        @"^-- class: (?<class>read model|replica|content|bookkeeping), .*\n(-- .*\n)*create table (if not exists )?(?<table>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Classed();

    [GeneratedRegex(@"\bDeadlineReminders\.(?<folder>[A-Z]\w+)\b")]
    private static partial Regex Known();
}
